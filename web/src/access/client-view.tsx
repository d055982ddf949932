// One client of the broker: what it subscribes to and what waits for it.

import { Code, Drawer, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Ago } from "../base/ago.tsx";
import { formatCount, formatDuration } from "../base/quantity.ts";
import { Loaded } from "../base/states.tsx";
import { queries } from "../queries.ts";
import type { MqttClient } from "./contract.ts";

/** Session expiry interval that means never. */
const FOR_EVER = 0xffff_ffff;

function Facts({ client }: { client: MqttClient }) {
  const { t } = useTranslation();
  const outlives =
    client.expiryS === 0
      ? t("broker.notAtAll")
      : client.expiryS === FOR_EVER
        ? t("broker.forEver")
        : formatDuration(client.expiryS * 1_000);
  const rows: readonly (readonly [string, string])[] = [
    ["Client ID", client.clientId ?? "–"],
    [t("broker.address"), `${client.address ?? "–"}${client.isTls ? " · TLS" : ""}`],
    [t("broker.version"), client.version],
    [t("broker.queued"), formatCount(client.queued)],
    [t("broker.inFlight"), formatCount(client.inFlight)],
    [t("broker.outlives"), outlives],
  ];
  return (
    <dl className="facts">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="break">{value}</dd>
        </div>
      ))}
      <div>
        <dt>{t("broker.since")}</dt>
        <dd>
          <Ago ts={client.since} size="sm" />
        </dd>
      </div>
    </dl>
  );
}

function ClientBody({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useQuery(queries.client(id));
  return (
    <Loaded query={client}>
      {(answer) => (
        <Stack gap="md">
          <Facts client={answer.client} />
          <Text fw={600}>{t("broker.subscriptions")}</Text>
          {answer.subscriptions.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("broker.noSubscriptions")}
            </Text>
          )}
          {answer.subscriptions.map(({ filter, qos }) => (
            <Group key={filter} gap="xs" wrap="nowrap" justify="space-between">
              <Code className="break">{filter}</Code>
              <Text size="xs" c="dimmed" className="no-wrap">
                QoS {qos}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Loaded>
  );
}

export function ClientView({ client, onClose }: { client: MqttClient | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={client !== undefined}
      onClose={onClose}
      position="right"
      title={client?.name ?? ""}
      closeButtonProps={{ "aria-label": t("word.close") }}
    >
      {client && <ClientBody id={client.id} />}
    </Drawer>
  );
}
