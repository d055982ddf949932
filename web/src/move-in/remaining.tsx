// What remains to be done for devices that moved in: addresses, logins, TLS, and who has come so far.

import { Anchor, Button, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Panel } from "../base/panel.tsx";
import { formatCount } from "../base/quantity.ts";
import { queries } from "../queries.ts";
import { LoginTrial } from "./login-trial.tsx";
import { moveInCalls } from "./move-in-calls.ts";
import { OLD_ADDRESSES, type OldAddress, type Origin } from "./origins.ts";

const REFRESH_MS = 3_000;

function Arrivals({ productKey }: { productKey: string }) {
  const { t } = useTranslation();
  const arrivals = useQuery({
    queryKey: ["devices", "arrivals", productKey],
    queryFn: () => moveInCalls.arrivals(productKey),
    refetchInterval: REFRESH_MS,
  });
  const { total = 0, arrived = 0, online = 0 } = arrivals.data ?? {};
  const percent = total === 0 ? 0 : Math.round((arrived / total) * 100);
  const figures = { total: formatCount(total), arrived: formatCount(arrived), online: formatCount(online) };
  return (
    <Panel title={t("moveIn.arrivals")}>
      <Stack gap="xs" aria-live="polite">
        <div
          className="work-bar"
          role="progressbar"
          aria-label={t("moveIn.arrivals")}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <div style={{ width: `${percent}%` }} />
        </div>
        <Text size="sm">{t("moveIn.arrived", figures)}</Text>
        {arrivals.isSuccess && arrived === 0 && (
          <Text size="sm" c="dimmed">
            {t("moveIn.none")}
          </Text>
        )}
        <Anchor component={Link} href="/operations/refused" size="sm">
          {t("moveIn.refused")}
        </Anchor>
      </Stack>
    </Panel>
  );
}

function Addresses({ origin, productKey }: { origin: Origin; productKey: string }) {
  const { t } = useTranslation();
  const listeners = useQuery(queries.listeners());
  const overview = useQuery(queries.overview());
  const host = window.location.hostname;
  const hosts = [...new Set([host, ...(overview.data?.server.hosts ?? [])])].slice(0, 3);
  const portOf = (name: string) =>
    listeners.data?.items.find((one) => one.name === name && one.status === "listening")?.port;
  const here = ({ listener, port }: OldAddress): ReactNode => {
    const own = portOf(listener);
    if (own === undefined) return t("moveIn.notListening");
    return (
      <>
        {hosts.map((one) => (
          <div key={one}>
            <code>
              {one.includes(":") ? `[${one}]` : one}:{own}
            </code>
          </div>
        ))}
        {own !== port && <div>{t("moveIn.portDiffers")}</div>}
      </>
    );
  };
  return (
    <Panel title={t("moveIn.address")} note={t("moveIn.addressNote")} isFlush>
      <Table.ScrollContainer
        minWidth={320}
        type="native"
        tabIndex={0}
        role="group"
        aria-label={t("moveIn.address")}
      >
        <Table verticalSpacing={6} aria-label={t("moveIn.address")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("moveIn.old")}</Table.Th>
              <Table.Th>{t("moveIn.now")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {OLD_ADDRESSES[origin].map((one) => (
              <Table.Tr key={`${one.host}:${one.port}`}>
                <Table.Td className="wrap-code">
                  <code>
                    {one.host.replace("{pk}", productKey)}:{one.port}
                  </code>
                </Table.Td>
                <Table.Td className="wrap-code" miw={150}>
                  {here(one)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function useNotes(origin: Origin): { needs: readonly string[]; supported: string } {
  const { t } = useTranslation();
  if (origin === "alibaba")
    return {
      needs: [t("moveIn.needsAlibaba"), t("moveIn.needsAlibabaRegister")],
      supported: t("moveIn.supportedAlibaba"),
    };
  if (origin === "onenet")
    return {
      needs: [t("moveIn.needsOneNet"), t("moveIn.needsOneNetExpiry")],
      supported: t("moveIn.supportedOneNet"),
    };
  return { needs: [t("moveIn.needsLegacy")], supported: t("moveIn.supportedLegacy") };
}

export function Remaining({ origin, productKey }: { origin: Origin; productKey: string }) {
  const { t } = useTranslation();
  const { needs, supported } = useNotes(origin);
  return (
    <Stack gap="md">
      <Arrivals productKey={productKey} />
      <Addresses origin={origin} productKey={productKey} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Panel title={t("moveIn.needs")}>
          <ul className="plain-list">
            {needs.map((need) => (
              <li key={need}>{need}</li>
            ))}
          </ul>
        </Panel>
        <Panel title={t("moveIn.supported")}>
          <Stack gap="xs">
            <Text size="sm">{supported}</Text>
            <Text size="sm" c="dimmed">
              {t("moveIn.missing")}
            </Text>
            <Anchor component={Link} href={`/products/${encodeURIComponent(productKey)}/topics`} size="sm">
              {t("moveIn.topics")}
            </Anchor>
          </Stack>
        </Panel>
        <Panel title={t("moveIn.tls")}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t("moveIn.tlsNote")}</Text>
            <Button
              component="a"
              href="/openapi/v1/tls/ca.pem"
              download="gantry-ca.pem"
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
            >
              {t("moveIn.ca")}
            </Button>
          </Stack>
        </Panel>
        <LoginTrial />
      </SimpleGrid>
    </Stack>
  );
}
