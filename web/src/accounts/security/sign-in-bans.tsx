// People who are shut out after failed sign-ins, beside the devices that are.

import { Badge, Button, Text } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { Confirm } from "../../base/confirm.tsx";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { useNow } from "../../base/figure/clock.ts";
import { listLocally } from "../../base/listing/local-listing.ts";
import { Panel } from "../../base/panel.tsx";
import { stampText } from "../../base/person/time-zone.ts";
import { formatCount, formatDuration } from "../../base/quantity.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { queryClient } from "../../queries.ts";
import { securityApi } from "./api.ts";
import type { SignInBan } from "./contract.ts";

const QUERY = ["sign-in-bans"];

function nameOf(ban: SignInBan, t: TFunction): string {
  return ban.username ?? t(ban.kind === "name" ? "signInBan.unknown" : "ban.everyone");
}

function Left({ ban }: { ban: SignInBan }) {
  const now = useNow();
  return <>{formatDuration(Math.max(0, ban.until - now))}</>;
}

function columnsOf(t: TFunction): readonly Column<SignInBan>[] {
  return [
    {
      ...{ key: "who", header: t("ban.who"), sort: "who", isFixed: true, phone: "title" },
      text: (ban) => `${nameOf(ban, t)} ${ban.address}`,
      cell: (ban) => (
        <>
          <Text size="sm" fw={550}>
            {nameOf(ban, t)}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace">
            {ban.address || "–"}
          </Text>
        </>
      ),
    },
    {
      ...{ key: "kind", header: t("ban.kind"), phone: "aside", width: 150 },
      text: (ban) => ban.kind,
      cell: (ban) => <Badge variant="default">{t(`signInBan.${ban.kind}`)}</Badge>,
    },
    {
      ...{ key: "failures", header: t("signInBan.failures"), sort: "failures" },
      text: (ban) => ban.failures,
      cell: (ban) => formatCount(ban.failures),
    },
    {
      ...{ key: "since", header: t("ban.since"), sort: "since", fromPx: 700 },
      text: (ban) => stampText(ban.since),
      cell: (ban) => <Ago ts={ban.since} size="sm" c="dimmed" />,
    },
    {
      ...{ key: "left", header: t("ban.left"), sort: "until", width: 110 },
      text: (ban) => stampText(ban.until),
      cell: (ban) => <Left ban={ban} />,
    },
  ];
}

function LiftBan({ ban, onClose }: { ban: SignInBan | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const lift = useMutation({
    mutationFn: (id: string) => securityApi.clearBan(id),
    onSuccess: () => {
      toastDone(t("ban.lifted"));
      onClose();
      return queryClient.invalidateQueries({ queryKey: QUERY });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen={ban !== undefined}
      title={t("ban.liftTitle", { name: ban === undefined ? "" : `${nameOf(ban, t)} ${ban.address}` })}
      text={t("signInBan.liftText")}
      confirmLabel={t("ban.lift")}
      isBusy={lift.isPending}
      onClose={onClose}
      onConfirm={() => ban && lift.mutate(ban.id)}
    />
  );
}

export function SignInBans() {
  const { t } = useTranslation();
  const [lifting, setLifting] = useState<SignInBan>();
  return (
    <Panel title={t("signInBan.title")} note={t("signInBan.note")} isFlush>
      <DataTable
        {...{ name: "sign-in-bans", label: t("signInBan.title"), columns: columnsOf(t), queryKey: QUERY }}
        keyOf={(ban) => ban.id}
        nameOf={(ban) => `${nameOf(ban, t)} ${ban.address}`}
        load={async (request) =>
          listLocally((await securityApi.bans()).items, request, {
            words: (ban) => [ban.username, ban.address],
            orders: {
              who: (ban) => ban.username ?? ban.address,
              failures: (ban) => ban.failures,
              since: (ban) => ban.since,
              until: (ban) => ban.until,
            },
          })
        }
        refreshMs={5_000}
        searchLabel={t("signInBan.search")}
        empty={{
          icon: <IconUserCheck size={22} />,
          ...{ title: t("signInBan.empty"), text: t("signInBan.emptyText") },
        }}
        rowActions={(ban) => (
          <Button size="compact-sm" variant="default" onClick={() => setLifting(ban)}>
            {t("ban.lift")}
          </Button>
        )}
      />
      <LiftBan ban={lifting} onClose={() => setLifting(undefined)} />
    </Panel>
  );
}
