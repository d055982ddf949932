// Who is shut out after failed logins, and the way to let them in again before their time.

import { Badge, Button, Table, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api.ts";
import { Ago } from "../base/ago.tsx";
import { useNow } from "../base/clock.ts";
import { Confirm } from "../base/confirm.tsx";
import { Panel } from "../base/panel.tsx";
import { formatCount, formatDuration } from "../base/quantity.ts";
import { useMay } from "../base/role.ts";
import { Empty, Loaded } from "../base/states.tsx";
import { toastDone, toastProblem } from "../base/toast.ts";
import type { Ban } from "../contract.ts";
import { queries, queryClient } from "../queries.ts";

function BanRow({ ban, onLift }: { ban: Ban; onLift: (() => void) | undefined }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550} className="wrap-code">
          {ban.name ?? t("ban.everyone")}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {ban.address}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge variant="default">{t(`ban.${ban.kind}`)}</Badge>
      </Table.Td>
      <Table.Td className="no-wrap">
        <span className="chip">
          <code>{ban.code}</code> {formatCount(ban.failures)}
        </span>
      </Table.Td>
      <Table.Td visibleFrom="sm" className="no-wrap">
        <Ago ts={ban.since} size="sm" c="dimmed" />
      </Table.Td>
      <Table.Td className="no-wrap">{formatDuration(Math.max(0, ban.until - now))}</Table.Td>
      <Table.Td ta="right">
        {onLift && (
          <Button size="xs" variant="default" onClick={onLift}>
            {t("ban.lift")}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
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

function BanTable({ bans, onLift }: { bans: readonly Ban[]; onLift: ((ban: Ban) => void) | undefined }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer type="native" minWidth={560}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("ban.who")}</Table.Th>
            <Table.Th w={130}>{t("ban.kind")}</Table.Th>
            <Table.Th>{t("ban.failures")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("ban.since")}</Table.Th>
            <Table.Th w={110}>{t("ban.left")}</Table.Th>
            <Table.Th w={90}>
              <span className="visually-hidden">{t("word.actions")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bans.map((ban) => (
            <BanRow key={ban.id} ban={ban} onLift={onLift && (() => onLift(ban))} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function Bans() {
  const { t } = useTranslation();
  const bans = useQuery(queries.bans());
  const mayLift = useMay("admin");
  const [lifting, setLifting] = useState<Ban | undefined>();
  return (
    <Panel title={t("ban.title")} note={t("ban.note")} isFlush>
      <Loaded query={bans}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<IconShieldCheck size={22} />} title={t("ban.empty")} text={t("ban.emptyText")} />
          ) : (
            <BanTable bans={items} onLift={mayLift ? setLifting : undefined} />
          )
        }
      </Loaded>
      <LiftBan ban={lifting} onClose={() => setLifting(undefined)} />
    </Panel>
  );
}
