// Who is shut out after failed logins, and the way to let them in again before their time.

import { Badge, Button, Stack, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SignInBans } from "../accounts/security/sign-in-bans.tsx";
import { api } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import { Confirm } from "../base/confirm.tsx";
import type { Column } from "../base/data-table/column.ts";
import { DataTable } from "../base/data-table/table.tsx";
import { useNow } from "../base/figure/clock.ts";
import { listLocally } from "../base/listing/local-listing.ts";
import { Panel } from "../base/panel.tsx";
import { stampText } from "../base/person/time-zone.ts";
import { formatCount, formatDuration } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { toastDone, toastProblem } from "../base/toast.ts";
import type { Ban } from "../contract.ts";
import { queryClient } from "../queries.ts";

function Left({ ban }: { ban: Ban }) {
  const now = useNow();
  return <>{formatDuration(Math.max(0, ban.until - now))}</>;
}

function columnsOf(t: TFunction): readonly Column<Ban>[] {
  return [
    {
      ...{ key: "who", header: t("ban.who"), sort: "who", isFixed: true, phone: "title" },
      text: (ban) => `${ban.name ?? ""} ${ban.address}`.trim(),
      cell: (ban) => (
        <>
          <Text size="sm" fw={550} className="wrap-code">
            {ban.name ?? t("ban.everyone")}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace">
            {ban.address}
          </Text>
        </>
      ),
    },
    {
      ...{ key: "kind", header: t("ban.kind"), phone: "aside", width: 130 },
      text: (ban) => ban.kind,
      cell: (ban) => <Badge variant="default">{t(`ban.${ban.kind}`)}</Badge>,
    },
    {
      ...{ key: "failures", header: t("ban.failures"), sort: "failures" },
      text: (ban) => ban.failures,
      cell: (ban) => (
        <span className="chip">
          <code>{ban.code}</code> {formatCount(ban.failures)}
        </span>
      ),
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

function LiftBan({ ban, onClose }: { ban: Ban | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const lift = useMutation({
    mutationFn: (id: string) => api.clearBan(id),
    onSuccess: () => {
      toastDone(t("ban.lifted"));
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["bans"] });
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <Confirm
      isOpen={ban !== undefined}
      title={t("ban.liftTitle", { name: ban?.name ?? ban?.address ?? "" })}
      text={t("ban.liftText")}
      confirmLabel={t("ban.lift")}
      isBusy={lift.isPending}
      onClose={onClose}
      onConfirm={() => ban && lift.mutate(ban.id)}
    />
  );
}

/** Devices, and for those who look after users also people. */
export function AllBans() {
  const seesPeople = useMay("users", "admin");
  return (
    <Stack gap="md">
      <Bans />
      {seesPeople && <SignInBans />}
    </Stack>
  );
}

function Bans() {
  const { t } = useTranslation();
  const mayLift = useMay("access", "admin");
  const [lifting, setLifting] = useState<Ban | undefined>();
  return (
    <Panel title={t("ban.devices")} isFlush>
      <DataTable
        {...{ name: "bans", label: t("ban.title"), columns: columnsOf(t), queryKey: ["bans", "table"] }}
        keyOf={(ban) => ban.id}
        nameOf={(ban) => ban.name ?? ban.address}
        load={async (request) =>
          listLocally((await api.bans()).items, request, {
            words: (ban) => [ban.name, ban.address, ban.code],
            orders: {
              who: (ban) => ban.name ?? ban.address,
              failures: (ban) => ban.failures,
              since: (ban) => ban.since,
              until: (ban) => ban.until,
            },
          })
        }
        refreshMs={5_000}
        searchLabel={t("ban.search")}
        empty={{ icon: <IconShieldCheck size={22} />, title: t("ban.empty"), text: t("ban.emptyText") }}
        {...(mayLift && {
          rowActions: (ban: Ban) => (
            <Button size="compact-sm" variant="default" onClick={() => setLifting(ban)}>
              {t("ban.lift")}
            </Button>
          ),
        })}
      />
      <LiftBan ban={lifting} onClose={() => setLifting(undefined)} />
    </Panel>
  );
}
