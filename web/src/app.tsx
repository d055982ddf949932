// Who is here decides what is shown: signing in, a first password, or the pages.

import { Center, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { Login } from "./accounts/login.tsx";
import { PageBoundary } from "./base/page/page-boundary.tsx";
import { followAccountLanguage } from "./base/person/language.ts";
import { useShownZone } from "./base/person/shown-zone.ts";
import { Failed, Waiting } from "./base/states.tsx";
import type { SessionUser } from "./contract.ts";
import { late, laterParts } from "./late.ts";
import { Overview } from "./ops/overview.tsx";
import { queries } from "./queries.ts";
import { Shell } from "./shell/shell.tsx";

const FirstPassword = late(async () => (await import("./accounts/password.tsx")).FirstPassword);
const ProductList = late(async () => (await import("./products/product-list.tsx")).ProductList);
const ProductPage = late(async () => (await import("./products/product-page.tsx")).ProductPage);
const TemplateGallery = late(async () => (await import("./products/templates/gallery.tsx")).TemplateGallery);
const TemplatePage = late(async () => (await import("./products/templates/template-page.tsx")).TemplatePage);
const DeviceList = late(async () => (await import("./devices/device-list.tsx")).DeviceList);
const DevicePage = late(async () => (await import("./devices/device-page.tsx")).DevicePage);
const ComparisonPage = late(async () => (await import("./telemetry/comparison-page.tsx")).ComparisonPage);
const MoveInPage = late(async () => (await import("./move-in/move-in-page.tsx")).MoveInPage);
const RemainingPage = late(async () => (await import("./move-in/move-in-page.tsx")).RemainingPage);
const FieldbusPages = late(async () => (await import("./fieldbus/fieldbus-pages.tsx")).FieldbusPages);
const Operations = late(async () => (await import("./ops/operations.tsx")).Operations);
const Settings = late(async () => (await import("./accounts/settings.tsx")).Settings);
const NotFound = late(async () => (await import("./base/page/not-found.tsx")).NotFound);

function Pages() {
  const [location] = useLocation();
  const page = location.split("/").slice(0, 4).join("/");
  useEffect(() => {
    if (page !== "") window.scrollTo(0, 0);
  }, [page]);
  return (
    <PageBoundary page={location}>
      <Suspense fallback={<Waiting rows={8} />}>
        <Switch>
          <Route path="/" component={Overview} />
          <Route path="/products" component={ProductList} />
          <Route path="/products/:productKey/:tab?">
            {(params) => (
              <ProductPage key={params.productKey} productKey={params.productKey} tab={params.tab} />
            )}
          </Route>
          <Route path="/product-templates" component={TemplateGallery} />
          <Route path="/product-templates/:id">
            {(params) => <TemplatePage key={params.id} id={params.id} />}
          </Route>
          <Route path="/devices/:tab?" component={DeviceList} />
          <Route path="/devices/:productKey/:deviceName/:tab?">
            {(params) => (
              <DevicePage
                key={`${params.productKey}/${params.deviceName}`}
                deviceKey={{ productKey: params.productKey, deviceName: params.deviceName }}
                tab={params.tab}
              />
            )}
          </Route>
          <Route path="/move-in" component={MoveInPage} />
          <Route path="/move-in/:productKey">
            {(params) => <RemainingPage key={params.productKey} productKey={params.productKey} />}
          </Route>
          <Route path="/links/:page?/:tab?">
            {(params) => <FieldbusPages page={params.page} tab={params.tab} />}
          </Route>
          <Route path="/data" component={ComparisonPage} />
          <Route path="/operations/:tab?" component={Operations} />
          <Route path="/settings/:tab?" component={Settings} />
          <Route component={NotFound} />
        </Switch>
      </Suspense>
    </PageBoundary>
  );
}

/** Made anew when another zone is chosen, for times are shown everywhere. */
function ZonedPages() {
  return <Pages key={useShownZone()} />;
}

function Splash() {
  const { t } = useTranslation();
  return (
    <Center h="100dvh" role="status" aria-label={t("word.loading")}>
      <Loader size="sm" />
    </Center>
  );
}

/** Whether the pages may be drawn: after signing in they wait for the account's language, so that nothing is said twice. */
function useAccountLanguage(user: SessionUser | null | undefined): boolean {
  const [isFollowed, setIsFollowed] = useState(false);
  const isSignedIn = Boolean(user);
  const language = user?.language;
  useEffect(() => {
    if (!isSignedIn) return setIsFollowed(false);
    // Where the texts cannot be had, the language of before is better than none.
    const end = () => setIsFollowed(true);
    followAccountLanguage(language).then(end, end);
    // The first page does without the rest, which is fetched now so that the next is at hand.
    laterParts().catch(() => undefined);
  }, [isSignedIn, language]);
  return isFollowed;
}

export function App() {
  const session = useQuery(queries.session());
  const [location] = useLocation();
  const isReady = useAccountLanguage(session.data);
  if (session.data === undefined) {
    if (!session.isError) return <Splash />;
    return (
      <main className="lone">
        <Failed error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === null) return <Login />;
  if (!isReady) return <Splash />;
  if (session.data.mustChangePassword) {
    return (
      <Suspense fallback={<Splash />}>
        <FirstPassword />
      </Suspense>
    );
  }
  // The bare address is outside the router's base, which it marks with "~".
  if (location.startsWith("~")) return <Redirect to="/" replace />;
  return (
    <Shell user={session.data}>
      <ZonedPages />
    </Shell>
  );
}
