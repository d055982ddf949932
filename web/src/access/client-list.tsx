// Who has a session at the broker.

import { Badge, Button, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import { Confirm } from "../base/confirm.tsx";
import { type Column, queryOf } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { StateDot } from "../base/figure/state-badge.tsx";
import { Panel } from "../base/panel.tsx";
import { stampText } from "../base/person/time-zone.ts";
import { formatCount } from "../base/quantity.ts";
import { toastDone, toastProblem } from "../base/toast.ts";
import { queryClient } from "../queries.ts";
import { BrokerFigures } from "./broker-figures.tsx";
import { ClientView } from "./client-view.tsx";
import { CLIENT_KINDS, type MqttClient } from "./contract.ts";
import { RetainedList } from "./retained-list.tsx";

const REFRESH_MS = 10_000;

function nameColumn(t: TFunction, onShow: (client: MqttClient) => void): Column<MqttClient> {
  return {
    ...{ key: "name", header: t("broker.client"), isFixed: true, phone: "title" },
    text: (client) => client.name,
    cell: (client) => (
      <>
        <UnstyledButton
          className="row-link"
          onClick={() => onShow(client)}
          aria-label={t("broker.show", { name: client.name })}
        >
          {client.name}
        </UnstyledButton>
        <Text size="xs" c="dimmed" ff="monospace">
          {client.clientId ?? ""}
        </Text>
      </>
    ),
  };
}

function columnsOf(t: TFunction, onShow: (client: MqttClient) => void): readonly Column<MqttClient>[] {
  return [
    nameColumn(t, onShow),
    {
      ...{ key: "kind", header: t("ban.kind"), width: 120, phone: "aside" },
      text: (client) => client.kind,
      cell: ({ kind, isConnected }) => (
        <Badge
          variant="default"
          className="state-badge"
          leftSection={<StateDot state={isConnected ? "online" : "offline"} />}
        >
          {t(`broker.kind.${kind}`)}
        </Badge>
      ),
    },
    {
      ...{ key: "address", header: t("broker.address") },
      text: (client) => client.address,
      cell: (client) => (
        <Text size="xs" ff="monospace" className="no-wrap">
          {client.address ?? t("broker.away")}
        </Text>
      ),
    },
    {
      ...{ key: "since", header: t("broker.since"), fromPx: 720 },
      text: (client) => stampText(client.since),
      cell: (client) => <Ago ts={client.since} size="sm" c="dimmed" />,
    },
    {
      ...{ key: "version", header: t("broker.version"), fromPx: 800 },
      text: (client) => client.version,
      cell: ({ version, isTls }) => `${version}${isTls ? " · TLS" : ""}`,
    },
    {
      ...{ key: "subscriptions", header: t("broker.subscriptions"), align: "right" },
      text: (client) => client.subscriptions,
      cell: (client) => formatCount(client.subscriptions),
    },
    {
      ...{ key: "queued", header: t("broker.queued"), align: "right" },
      text: (client) => client.queued,
      cell: (client) => formatCount(client.queued),
    },
  ];
}

function EndClient({ client, onClose }: { client: MqttClient | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const end = useMutation({
    mutationFn: (id: string) => api.disconnectClient(id),
    onSuccess: () => {
      toastDone(t("broker.ended"));
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["broker"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  const name = client?.name ?? "";
  const isConnected = client?.isConnected !== false;
  return (
    <Confirm
      isOpen={client !== undefined}
      title={t(isConnected ? "broker.disconnectTitle" : "broker.endTitle", { name })}
      text={t(isConnected ? "broker.disconnectText" : "broker.endText")}
      confirmLabel={t(isConnected ? "broker.disconnect" : "broker.end")}
      isBusy={end.isPending}
      onClose={onClose}
      onConfirm={() => client && end.mutate(client.id)}
    />
  );
}

function ClientPanel() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<MqttClient>();
  const [ending, setEnding] = useState<MqttClient>();
  return (
    <Panel isFlush>
      <DataTable
        {...{ name: "clients", label: t("broker.clients"), queryKey: ["broker", "clients"] }}
        columns={columnsOf(t, setShown)}
        keyOf={(client) => client.id}
        nameOf={(client) => client.name}
        load={(request) => api.clients(queryOf(request))}
        refreshMs={REFRESH_MS}
        searchLabel={t("broker.search")}
        filters={[
          {
            ...{ name: "kind", label: t("broker.everyKind") },
            options: CLIENT_KINDS.map((kind) => ({ value: kind, label: t(`broker.kind.${kind}`) })),
          },
          {
            ...{ name: "state", label: t("broker.everyState") },
            options: [
              { value: "connected", label: t("broker.connected") },
              { value: "away", label: t("broker.away") },
            ],
          },
        ]}
        onOpen={setShown}
        rowActions={(client) => (
          <Button size="compact-sm" variant="default" onClick={() => setEnding(client)}>
            {client.isConnected ? t("broker.disconnect") : t("broker.end")}
          </Button>
        )}
        empty={{
          ...{ icon: <IconPlugConnected size={22} />, title: t("broker.empty") },
          text: t("broker.emptyText"),
        }}
      />
      <ClientView client={shown} onClose={() => setShown(undefined)} />
      <EndClient client={ending} onClose={() => setEnding(undefined)} />
    </Panel>
  );
}

export function MqttClients() {
  return (
    <Stack gap="md">
      <BrokerFigures />
      <ClientPanel />
      <RetainedList />
    </Stack>
  );
}
