// Deleted devices: who deleted them, how long they wait, and bringing them back.

import { Button, Text } from "@mantine/core";
import { IconArrowBackUp, IconTrash, IconTrashX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../base/ago.tsx";
import { Confirm } from "../../base/confirm.tsx";
import { type Column, queryOf, type Selection } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { useNow } from "../../base/figure/clock.ts";
import { Panel } from "../../base/panel.tsx";
import { stampText } from "../../base/person/time-zone.ts";
import { formatCount, formatDuration, formatTime } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { toastDone, toastProblem } from "../../base/toast.ts";
import { queryClient } from "../../queries.ts";
import { type DeletedDevice, trashCalls } from "../device-calls.ts";
import { refreshGroups } from "../groups/use-groups.ts";

const DAY_MS = 86_400_000;

/** Of days the begun one counts, as people count them. */
function leftText(leftMs: number, t: TFunction): string {
  if (leftMs <= 0) return t("trash.now");
  const wholeMs = leftMs >= DAY_MS ? Math.ceil(leftMs / DAY_MS) * DAY_MS : leftMs;
  return t("trash.daysLeft", { time: formatDuration(wholeMs) });
}

function Left({ entry }: { entry: DeletedDevice }) {
  const { t } = useTranslation();
  const leftMs = entry.purgeAt - useNow();
  return (
    <Text
      size="sm"
      title={formatTime(entry.purgeAt)}
      {...(leftMs < DAY_MS && { c: "var(--warn)" })}
      className="tabular"
    >
      {leftText(leftMs, t)}
    </Text>
  );
}

function columnsOf(t: TFunction): readonly Column<DeletedDevice>[] {
  return [
    {
      ...{ key: "name", header: t("trash.device"), isFixed: true, phone: "title" },
      cell: (entry) => (
        <>
          <Text size="sm" fw={550} className="break">
            {entry.name || entry.deviceName}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace" className="break">
            {entry.productKey}/{entry.deviceName}
          </Text>
        </>
      ),
      text: (entry) => `${entry.productKey}/${entry.deviceName}`,
    },
    {
      ...{ key: "deletedAt", header: t("trash.deletedAt") },
      cell: (entry) => <Ago ts={entry.deletedAt} size="sm" />,
      text: (entry) => stampText(entry.deletedAt),
    },
    {
      ...{ key: "deletedBy", header: t("trash.deletedBy") },
      cell: (entry) => entry.deletedBy,
      text: (entry) => entry.deletedBy,
    },
    {
      ...{ key: "left", header: t("trash.left") },
      cell: (entry) => <Left entry={entry} />,
      text: (entry) => stampText(entry.purgeAt),
    },
  ];
}

function useTrash() {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: ({ what, ids }: { what: "restore" | "purge"; ids: readonly number[] }) =>
      trashCalls.act(what, ids),
    onSuccess: ({ done, failed }, { what }) => {
      const total = formatCount(done);
      if (done > 0)
        toastDone(what === "restore" ? t("trash.restored", { total }) : t("trash.purged", { total }));
      const [first] = failed;
      if (first) {
        const said = { total: formatCount(failed.length), reason: first.message };
        toastProblem(new Error(t("trash.failed", said)), t);
      }
      void queryClient.invalidateQueries({ queryKey: ["device-trash"] });
      return refreshGroups();
    },
    onError: (error) => toastProblem(error, t),
  });
}

interface Leaving {
  readonly ids: readonly number[];
  readonly clear: () => void;
}

const idsOf = (selection: Selection<DeletedDevice>) =>
  selection.kind === "rows" ? selection.rows.map(({ id }) => id) : [];

/** Of one device that is named, or of all that are selected. */
function TrashButtons(props: { name?: string; onRestore: () => void; onPurge: () => void }) {
  const { t } = useTranslation();
  const { name, onRestore, onPurge } = props;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconArrowBackUp size={14} />}
        {...(name !== undefined && { "aria-label": t("trash.restoreOne", { name }) })}
        onClick={onRestore}
      >
        {t("trash.restore")}
      </Button>
      <Button
        size="compact-sm"
        variant={name === undefined ? "default" : "subtle"}
        {...(name !== undefined && { color: "red", "aria-label": t("trash.purgeOne", { name }) })}
        leftSection={<IconTrashX size={14} />}
        onClick={onPurge}
      >
        {t("trash.purge")}
      </Button>
    </>
  );
}

export function TrashPage() {
  const { t } = useTranslation();
  const mayWrite = useMay("device trash", "manage");
  const [leaving, setLeaving] = useState<Leaving>();
  const trash = useTrash();
  const restore = (ids: readonly number[], clear?: () => void) =>
    trash.mutate({ what: "restore", ids }, { onSuccess: () => clear?.() });
  const purge = () =>
    leaving &&
    trash.mutate(
      { what: "purge", ids: leaving.ids },
      {
        onSuccess: () => {
          leaving.clear();
          setLeaving(undefined);
        },
      },
    );
  const clearNothing = () => undefined;
  return (
    <Panel isFlush>
      <DataTable<DeletedDevice>
        {...{ name: "device-trash", label: t("trash.title"), refreshMs: 15_000 }}
        columns={columnsOf(t)}
        keyOf={(entry) => String(entry.id)}
        nameOf={(entry) => entry.name || entry.deviceName}
        queryKey={["device-trash"]}
        load={(request) => {
          const { q, limit, cursor } = queryOf(request);
          return trashCalls.list({ q, limit, cursor });
        }}
        searchLabel={t("trash.search")}
        empty={{ icon: <IconTrash size={24} />, title: t("trash.empty"), text: t("trash.emptyText") }}
        {...(mayWrite && {
          rowActions: (entry: DeletedDevice) => (
            <TrashButtons
              name={entry.deviceName}
              onRestore={() => restore([entry.id])}
              onPurge={() => setLeaving({ ids: [entry.id], clear: clearNothing })}
            />
          ),
          bulk: (selection: Selection<DeletedDevice>, clear: () => void) => (
            <TrashButtons
              onRestore={() => restore(idsOf(selection), clear)}
              onPurge={() => setLeaving({ ids: idsOf(selection), clear })}
            />
          ),
        })}
      />
      <Confirm
        isOpen={leaving !== undefined}
        title={t("trash.purgeTitle")}
        text={t("trash.purgeText", {
          count: leaving?.ids.length ?? 0,
          total: formatCount(leaving?.ids.length ?? 0),
        })}
        typed={t("trash.purgeWord")}
        confirmLabel={t("trash.purge")}
        isDanger
        isBusy={trash.isPending}
        onConfirm={purge}
        onClose={() => setLeaving(undefined)}
      />
    </Panel>
  );
}
