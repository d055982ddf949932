// Products and devices of another cloud: what they are, who they are, and what remains for them to connect here.

import { Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useSearch } from "wouter";
import { ExplainedChoice } from "../base/form/explained-choice.tsx";
import { NotFound } from "../base/page/not-found.tsx";
import { Page } from "../base/page.tsx";
import { Panel } from "../base/panel.tsx";
import { useMay } from "../base/role.ts";
import { queries } from "../queries.ts";
import { SectionLinks } from "../shell/section-page.tsx";
import { DevicesStep } from "./devices-step.tsx";
import { ORIGINS, type Origin, originOf } from "./origins.ts";
import { type MovedProduct, ProductStep } from "./product-step.tsx";
import { Remaining } from "./remaining.tsx";

const STEPS = ["product", "devices", "check", "remaining"] as const;
type Step = (typeof STEPS)[number];

function Steps({ step }: { step: Step }) {
  const { t } = useTranslation();
  const at = STEPS.indexOf(step);
  return (
    <ol className="work-steps">
      {STEPS.map((one, index) => (
        <li key={one} data-done={index < at} {...(one === step && { "aria-current": "step" as const })}>
          <span aria-hidden="true">{index + 1}</span>
          {t(`moveIn.steps.${one}`)}
        </li>
      ))}
    </ol>
  );
}

function useCrumbs() {
  const { t } = useTranslation();
  return [{ label: t("product.title"), to: "/products" }];
}

/** The way in: product, devices, check; then to the page of what remains. */
export function MoveInPage() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [origin, setOrigin] = useState<Origin>("alibaba");
  const [moved, setMoved] = useState<MovedProduct | undefined>();
  const [isChecking, setIsChecking] = useState(false);
  const crumbs = useCrumbs();
  if (!useMay("products", "manage")) return <NotFound />;
  const step = moved === undefined ? "product" : isChecking ? "check" : "devices";
  return (
    <Page title={t("moveIn.title")} crumbs={crumbs} lead={t("moveIn.lead")}>
      <SectionLinks />
      <Stack gap="md">
        <Steps step={step} />
        {moved === undefined ? (
          <ProductStep origin={origin} onOrigin={setOrigin} onDone={setMoved} />
        ) : (
          <DevicesStep
            {...{ origin, moved }}
            onCheck={setIsChecking}
            onDone={() =>
              navigate(`/move-in/${encodeURIComponent(moved.product.productKey)}?origin=${origin}`)
            }
          />
        )}
      </Stack>
    </Page>
  );
}

/** What remains for a product's devices; an address of its own, to come back to while they arrive. */
export function RemainingPage({ productKey }: { productKey: string }) {
  const { t } = useTranslation();
  const origin = originOf(new URLSearchParams(useSearch()).get("origin"));
  const [, navigate] = useLocation();
  const product = useQuery(queries.product(productKey));
  const crumbs = [...useCrumbs(), { label: t("moveIn.title"), to: "/move-in" }];
  const name = product.data?.name ?? productKey;
  const origins = ORIGINS.map((value) => ({
    ...{ value, label: t(`moveIn.origins.${value}`), note: t(`moveIn.origins.${value}Note`) },
  }));
  const toDevices = (
    <Button component={Link} href={`/products/${encodeURIComponent(productKey)}/devices`} variant="default">
      {t("import.toDevices")}
    </Button>
  );
  const choose = (value: Origin) =>
    navigate(`/move-in/${encodeURIComponent(productKey)}?origin=${value}`, { replace: true });
  return (
    <Page title={t("moveIn.remainingTitle", { name })} crumbs={crumbs} actions={toDevices}>
      <Stack gap="md">
        <Steps step="remaining" />
        <Panel>
          <ExplainedChoice<Origin>
            label={t("moveIn.origin")}
            value={origin}
            options={origins}
            onChange={choose}
          />
        </Panel>
        <Remaining origin={origin} productKey={productKey} />
      </Stack>
    </Page>
  );
}
