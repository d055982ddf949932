// Who has a session at the broker.

import { Badge, Button, Select, Stack, Table, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlugConnected, IconSearch } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import { Confirm } from "../base/confirm.tsx";
import { Pager, usePaging } from "../base/paging.tsx";
import { Panel } from "../base/panel.tsx";
import { formatCount } from "../base/quantity.ts";
import { StateDot } from "../base/state-badge.tsx";
import { Empty, Loaded } from "../base/states.tsx";
import { toastDone, toastProblem } from "../base/toast.ts";
import type { Listing } from "../contract.ts";
import { queries, queryClient } from "../queries.ts";
import { BrokerFigures } from "./broker-figures.tsx";
import { ClientView } from "./client-view.tsx";
import { CLIENT_KINDS, type MqttClient } from "./contract.ts";
import { RetainedList } from "./retained-list.tsx";

const LIMIT = 50;

interface RowProps {
  readonly client: MqttClient;
  readonly onShow: () => void;
  readonly onEnd: () => void;
}

function ClientRow({ client, onShow, onEnd }: RowProps) {
  const { t } = useTranslation();
  const { name, isConnected } = client;
  return (
    <Table.Tr>
      <Table.Td>
        <UnstyledButton className="row-link" onClick={onShow} aria-label={t("broker.show", { name })}>
          {name}
        </UnstyledButton>
        <Text size="xs" c="dimmed" ff="monospace" className="break">
          {client.clientId ?? ""}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge
          variant="default"
          className="state-badge"
          leftSection={<StateDot state={isConnected ? "online" : "offline"} />}
        >
          {t(`broker.kind.${client.kind}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Text size="xs" ff="monospace" className="no-wrap">
          {client.address ?? t("broker.away")}
        </Text>
        <Ago ts={client.since} size="xs" c="dimmed" />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        {client.version}
        {client.isTls ? " · TLS" : ""}
      </Table.Td>
      <Table.Td>{formatCount(client.subscriptions)}</Table.Td>
      <Table.Td>{formatCount(client.queued)}</Table.Td>
      <Table.Td ta="right">
        <Button size="compact-xs" variant="default" onClick={onEnd}>
          {isConnected ? t("broker.disconnect") : t("broker.end")}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

function ClientTable(props: {
  clients: readonly MqttClient[];
  onShow: (client: MqttClient) => void;
  onEnd: (client: MqttClient) => void;
}) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer type="native" minWidth={640}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("broker.client")}</Table.Th>
            <Table.Th w={110}>{t("ban.kind")}</Table.Th>
            <Table.Th>{t("broker.address")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("broker.version")}</Table.Th>
            <Table.Th>{t("broker.subscriptions")}</Table.Th>
            <Table.Th>{t("broker.queued")}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t("word.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.clients.map((client) => (
            <ClientRow
              key={client.id}
              client={client}
              onShow={() => props.onShow(client)}
              onEnd={() => props.onEnd(client)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
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

interface Filter {
  readonly text: string;
  readonly kind: string;
  readonly state: string;
}

function Filters({ filter, put }: { filter: Filter; put: (change: Partial<Filter>) => void }) {
  const { t } = useTranslation();
  return (
    <div className="filters">
      <TextInput
        type="search"
        aria-label={t("broker.search")}
        placeholder={t("broker.search")}
        leftSection={<IconSearch size={15} />}
        value={filter.text}
        onChange={(event) => put({ text: event.currentTarget.value })}
        className="filter-search"
      />
      <Select
        aria-label={t("broker.everyKind")}
        value={filter.kind}
        onChange={(kind) => put({ kind: kind ?? "" })}
        data={[
          { value: "", label: t("broker.everyKind") },
          ...CLIENT_KINDS.map((kind) => ({ value: kind, label: t(`broker.kind.${kind}`) })),
        ]}
        className="filter"
      />
      <Select
        aria-label={t("broker.everyState")}
        value={filter.state}
        onChange={(state) => put({ state: state ?? "" })}
        data={[
          { value: "", label: t("broker.everyState") },
          { value: "connected", label: t("broker.connected") },
          { value: "away", label: t("broker.away") },
        ]}
        className="filter"
      />
    </div>
  );
}

function ClientPanel() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>({ text: "", kind: "", state: "" });
  const [q] = useDebouncedValue(filter.text.trim(), 250);
  const { kind, state } = filter;
  const paging = usePaging(`${kind} ${state} ${q}`);
  const [shown, setShown] = useState<MqttClient>();
  const [ending, setEnding] = useState<MqttClient>();
  const clients = useQuery({
    ...queries.clients({
      ...{ limit: LIMIT, q, kind, state },
      ...(paging.cursor !== undefined && { cursor: paging.cursor }),
    }),
    placeholderData: (previous: Listing<MqttClient> | undefined) => previous,
  });
  return (
    <Panel title={t("broker.clients")} note={t("broker.clientsNote")} isFlush>
      <Filters filter={filter} put={(change) => setFilter({ ...filter, ...change })} />
      <Loaded query={clients}>
        {(listing) =>
          listing.items.length === 0 ? (
            <Empty
              icon={<IconPlugConnected size={22} />}
              title={q === "" ? t("broker.empty") : t("word.noMatch", { q })}
              {...(q === "" && { text: t("broker.emptyText") })}
            />
          ) : (
            <>
              <ClientTable clients={listing.items} onShow={setShown} onEnd={setEnding} />
              <Pager paging={paging} listing={listing} limit={LIMIT} />
            </>
          )
        }
      </Loaded>
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
