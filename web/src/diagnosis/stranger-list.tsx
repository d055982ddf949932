// Devices that tried to connect and are not known: who, from where, how often; to be adopted or dismissed.

import { Badge, Button, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import type { Column, Selection } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { listLocally } from "../base/listing/local-listing.ts";
import { Panel } from "../base/panel.tsx";
import { stampText } from "../base/person/time-zone.ts";
import { formatCount } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { toastDone, toastProblem } from "../base/toast.ts";
import { queryClient } from "../queries.ts";
import { AdoptForm } from "./adopt-form.tsx";
import type { UnknownDevice } from "./contract.ts";

function productText({ productKey, isProductKnown }: UnknownDevice) {
  if (productKey === "") return "stranger.productNone" as const;
  return isProductKnown ? ("stranger.productKnown" as const) : ("stranger.productUnknown" as const);
}

function columnsOf(t: TFunction): readonly Column<UnknownDevice>[] {
  return [
    {
      ...{ key: "device", header: t("stranger.device"), sort: "name", isFixed: true, phone: "title" },
      text: (stranger) => `${stranger.productKey}/${stranger.deviceName || stranger.clientId}`,
      cell: (stranger) => (
        <>
          <Text size="sm" fw={550} className="wrap-code">
            {stranger.deviceName || stranger.clientId || t("stranger.nameless")}
          </Text>
          <Text size="xs" c="dimmed">
            {stranger.productKey && <code>{stranger.productKey}</code>} {t(productText(stranger))}
          </Text>
        </>
      ),
    },
    {
      ...{ key: "dialect", header: t("stranger.dialect"), phone: "aside" },
      text: (stranger) => stranger.dialect,
      cell: (stranger) => (
        <>
          <Badge variant="default">{stranger.dialect}</Badge>
          <Text size="xs" c="dimmed">
            {stranger.protocol}
          </Text>
        </>
      ),
    },
    {
      ...{ key: "address", header: t("device.address") },
      text: (stranger) => stranger.address,
      cell: (stranger) => (
        <Text size="sm" ff="monospace" c="dimmed">
          {stranger.address}
        </Text>
      ),
    },
    {
      ...{ key: "attempts", header: t("stranger.attempts"), sort: "attempts" },
      text: (stranger) => stranger.count,
      cell: (stranger) => formatCount(stranger.count),
    },
    {
      ...{ key: "last", header: t("stranger.last"), sort: "last" },
      text: (stranger) => stampText(stranger.lastAt),
      cell: (stranger) => <Ago ts={stranger.lastAt} size="sm" />,
    },
    {
      ...{ key: "first", header: t("stranger.first"), sort: "first", fromPx: 980, phone: "none" },
      text: (stranger) => stampText(stranger.firstAt),
      cell: (stranger) => <Ago ts={stranger.firstAt} size="sm" c="dimmed" />,
    },
  ];
}

const LOCAL = {
  words: (one: UnknownDevice) => [one.productKey, one.deviceName, one.clientId, one.address],
  orders: {
    name: (one: UnknownDevice) => `${one.productKey}/${one.deviceName}`,
    attempts: (one: UnknownDevice) => one.count,
    last: (one: UnknownDevice) => one.lastAt,
    first: (one: UnknownDevice) => one.firstAt,
  },
};

export function StrangerList() {
  const { t } = useTranslation();
  const mayAdopt = useMay("access", "manage");
  const [adopting, setAdopting] = useState<UnknownDevice | undefined>();
  const dismiss = useMutation({
    mutationFn: async (strangers: readonly UnknownDevice[]) => {
      for (const { id } of strangers) await api.dismissDevice(id);
    },
    onSuccess: () => {
      toastDone(t("stranger.dismissed"));
      void queryClient.invalidateQueries({ queryKey: ["diagnosis"] });
      return queryClient.invalidateQueries({ queryKey: ["strangers"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Panel isFlush>
      <DataTable
        {...{ name: "unknown", label: t("stranger.title"), columns: columnsOf(t), ...{ refreshMs: 5_000 } }}
        queryKey={["strangers", "table"]}
        keyOf={(stranger) => String(stranger.id)}
        nameOf={(stranger) => stranger.deviceName || stranger.clientId}
        load={async (request) => listLocally((await api.strangers()).items, request, LOCAL)}
        searchLabel={t("stranger.search")}
        {...(mayAdopt && {
          bulk: (selection: Selection<UnknownDevice>, clear: () => void) => (
            <Button
              size="compact-sm"
              variant="default"
              loading={dismiss.isPending}
              onClick={() =>
                selection.kind === "rows" && dismiss.mutate(selection.rows, { onSettled: clear })
              }
            >
              {t("stranger.dismiss")}
            </Button>
          ),
          rowActions: (stranger: UnknownDevice) => (
            <>
              <Button size="compact-sm" onClick={() => setAdopting(stranger)}>
                {t("stranger.adopt")}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => dismiss.mutate([stranger])}>
                {t("stranger.dismiss")}
              </Button>
            </>
          ),
        })}
        empty={{
          ...{ icon: <IconShieldCheck size={22} />, title: t("stranger.empty") },
          text: t("stranger.emptyText"),
        }}
      />
      <AdoptForm key={adopting?.id ?? ""} stranger={adopting} onClose={() => setAdopting(undefined)} />
    </Panel>
  );
}
