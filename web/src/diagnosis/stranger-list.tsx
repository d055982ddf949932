// Devices that tried to connect and are not known: who, from where, how often; to be adopted or dismissed.

import { Badge, Button, Group, Table, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import { Panel } from "../base/panel.tsx";
import { formatCount } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { Empty, Loaded } from "../base/states.tsx";
import { toastDone, toastProblem } from "../base/toast.ts";
import { queries, queryClient } from "../queries.ts";
import { AdoptForm } from "./adopt-form.tsx";
import type { UnknownDevice } from "./contract.ts";

interface RowProps {
  readonly stranger: UnknownDevice;
  readonly onAdopt: (() => void) | undefined;
  readonly onDismiss: (() => void) | undefined;
}

function productText({ productKey, isProductKnown }: UnknownDevice) {
  if (productKey === "") return "stranger.productNone" as const;
  return isProductKnown ? ("stranger.productKnown" as const) : ("stranger.productUnknown" as const);
}

function StrangerRow({ stranger, onAdopt, onDismiss }: RowProps) {
  const { t } = useTranslation();
  const { productKey, deviceName, clientId, dialect, protocol, address, count, firstAt, lastAt } = stranger;
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550} className="wrap-code">
          {deviceName || clientId || t("stranger.nameless")}
        </Text>
        <Text size="xs" c="dimmed">
          {productKey && <code>{productKey}</code>} {t(productText(stranger))}
        </Text>
        <Text size="xs" c="dimmed" hiddenFrom="sm" className="break">
          {dialect} · {address} · <Ago ts={lastAt} inherit />
        </Text>
      </Table.Td>
      <Table.Td className="no-wrap" visibleFrom="sm">
        <Badge variant="default">{dialect}</Badge>
        <Text size="xs" c="dimmed">
          {protocol}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm" className="no-wrap">
        <Text size="sm" ff="monospace" c="dimmed">
          {address}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{formatCount(count)}</Table.Td>
      <Table.Td className="no-wrap" visibleFrom="sm">
        <Ago ts={lastAt} size="sm" />
        <Text size="xs" c="dimmed" visibleFrom="md">
          {t("stranger.first")}: <Ago ts={firstAt} inherit />
        </Text>
      </Table.Td>
      {onAdopt && (
        <Table.Td>
          <Group gap={6} justify="flex-end">
            <Button size="xs" onClick={onAdopt}>
              {t("stranger.adopt")}
            </Button>
            <Button size="xs" variant="default" onClick={onDismiss}>
              {t("stranger.dismiss")}
            </Button>
          </Group>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

interface TableProps {
  readonly strangers: readonly UnknownDevice[];
  readonly mayAdopt: boolean;
  readonly onAdopt: (stranger: UnknownDevice) => void;
  readonly onDismiss: (stranger: UnknownDevice) => void;
}

function StrangerTable({ strangers, mayAdopt, onAdopt, onDismiss }: TableProps) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer type="native" minWidth={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("stranger.device")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("stranger.dialect")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("device.address")}</Table.Th>
            <Table.Th ta="right">{t("stranger.attempts")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("stranger.last")}</Table.Th>
            {mayAdopt && (
              <Table.Th>
                <span className="visually-hidden">{t("word.actions")}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {strangers.map((stranger) => (
            <StrangerRow
              key={stranger.id}
              stranger={stranger}
              onAdopt={mayAdopt ? () => onAdopt(stranger) : undefined}
              onDismiss={mayAdopt ? () => onDismiss(stranger) : undefined}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function StrangerList() {
  const { t } = useTranslation();
  const strangers = useQuery(queries.strangers());
  const mayAdopt = useMay("developer");
  const [adopting, setAdopting] = useState<UnknownDevice | undefined>();
  const dismiss = useMutation({
    mutationFn: ({ id }: UnknownDevice) => api.dismissDevice(id),
    onSuccess: () => {
      toastDone(t("stranger.dismissed"));
      void queryClient.invalidateQueries({ queryKey: ["diagnosis"] });
      return queryClient.invalidateQueries({ queryKey: ["strangers"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Panel title={t("stranger.title")} note={t("stranger.note")} isFlush>
      <Loaded query={strangers}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon={<IconShieldCheck size={22} />}
              title={t("stranger.empty")}
              text={t("stranger.emptyText")}
            />
          ) : (
            <StrangerTable
              strangers={items}
              mayAdopt={mayAdopt}
              onAdopt={setAdopting}
              onDismiss={(stranger) => dismiss.mutate(stranger)}
            />
          )
        }
      </Loaded>
      <AdoptForm key={adopting?.id ?? ""} stranger={adopting} onClose={() => setAdopting(undefined)} />
    </Panel>
  );
}
