// The devices on a link, and how each has been doing.

import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconPencil, IconPlugConnectedX, IconPlus, IconUnlink } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Ago } from "../../base/ago.tsx";
import { Confirm } from "../../base/confirm.tsx";
import type { Column } from "../../base/data-table/column.ts";
import { DataTable } from "../../base/data-table/table.tsx";
import { StateDot } from "../../base/figure/state-badge.tsx";
import { listLocally } from "../../base/listing/local-listing.ts";
import { Panel } from "../../base/panel.tsx";
import { formatCount, formatMs } from "../../base/quantity.ts";
import { useMay } from "../../base/role.ts";
import { toastProblem } from "../../base/toast.ts";
import { deviceHref } from "../../devices/device-href.ts";
import type { FieldLink, FieldSlave, LinkReport, SlaveReport } from "../contract.ts";
import { fieldbusCalls, refreshLinks } from "../fieldbus-calls.ts";
import { failureWords } from "../link-words.ts";
import { SlaveForm } from "./slave-form.tsx";

interface SlaveRow {
  readonly slave: FieldSlave;
  /** Undefined of one that does not run. */
  readonly report: SlaveReport | undefined;
}

const keyOf = ({ productKey, deviceName }: { productKey: string; deviceName: string }) =>
  `${productKey}/${deviceName}`;

function failuresOf(report: SlaveReport, code: (name: string) => boolean): number {
  return Object.entries(report.failures).reduce((sum, [name, count]) => sum + (code(name) ? count : 0), 0);
}

const isDamage = (code: string) => code === "crc" || code === "short_frame" || code === "noise";
const isException = (code: string) => code.startsWith("exception");

/** Whole percent only where nothing is hidden by it: 99.9 % is not 100 %. */
function shareText({ answered, requests }: SlaveReport): string {
  if (requests === 0) return "–";
  const share = (answered / requests) * 100;
  return share === 100 || share === 0 ? `${share} %` : `${(Math.floor(share * 10) / 10).toFixed(1)} %`;
}

function NameCell({ slave }: { slave: FieldSlave }) {
  return (
    <>
      <Link href={deviceHref(slave, "registers")} className="row-link">
        {slave.name || slave.deviceName}
      </Link>
      <Text size="xs" c="dimmed" ff="monospace" className="break">
        {keyOf(slave)}
      </Text>
    </>
  );
}

function StateCell({ row: { slave, report } }: { row: SlaveRow }) {
  const { t } = useTranslation();
  const [dot, word] = !slave.settings.isEnabled
    ? (["disabled", "state.disabled"] as const)
    : report === undefined
      ? (["inactive", "fieldbus.notRunning"] as const)
      : report.isOnline
        ? (["online", "fieldbus.answers"] as const)
        : (["offline", "fieldbus.silent"] as const);
  return (
    <Group gap={6} wrap="nowrap">
      <StateDot state={dot} />
      <Text size="sm">{t(word)}</Text>
    </Group>
  );
}

function ExceptionCell({ report }: { report: SlaveReport }) {
  const { t } = useTranslation();
  const found = Object.entries(report.failures).filter(([code]) => isException(code));
  if (found.length === 0) return <>0</>;
  return (
    <ul className="bare-list">
      {found.map(([code, count]) => (
        <li key={code}>
          {formatCount(count)} × {failureWords(code, t)}
        </li>
      ))}
    </ul>
  );
}

function LastCell({ report }: { report: SlaveReport }) {
  const { t } = useTranslation();
  const { lastAnswerAt, lastFailure } = report;
  const isFailing = lastFailure !== null && lastFailure.at > (lastAnswerAt ?? 0);
  return (
    <>
      <Ago ts={lastAnswerAt} size="sm" />
      {isFailing && (
        <Text size="xs" c="var(--bad)">
          {failureWords(lastFailure.code, t)}
        </Text>
      )}
    </>
  );
}

function useColumns(): readonly Column<SlaveRow>[] {
  const { t } = useTranslation();
  const figure = (
    key: string,
    header: string,
    value: (report: SlaveReport) => ReactNode,
  ): Column<SlaveRow> => ({
    ...{ key, header, align: "right" },
    cell: ({ report }) => (report === undefined ? "–" : <span className="tabular">{value(report)}</span>),
  });
  return [
    {
      key: "device",
      header: t("device.device"),
      isFixed: true,
      phone: "title",
      sort: "device",
      text: ({ slave }) => keyOf(slave),
      cell: ({ slave }) => <NameCell slave={slave} />,
    },
    {
      key: "unit",
      header: t("fieldbus.unit"),
      align: "right",
      sort: "unit",
      text: ({ slave }) => slave.settings.unit,
      cell: ({ slave }) => slave.settings.unit,
    },
    {
      key: "state",
      header: t("fieldbus.stateLabel"),
      phone: "aside",
      text: ({ report }) => report?.isOnline,
      cell: (row) => <StateCell row={row} />,
    },
    { ...figure("ok", t("fieldbus.okShare"), shareText), text: ({ report }) => report && shareText(report) },
    figure("timeouts", t("fieldbus.timeouts"), (one) => formatCount(one.failures.timeout ?? 0)),
    figure("crc", t("fieldbus.damaged"), (one) => formatCount(failuresOf(one, isDamage))),
    {
      key: "exceptions",
      header: t("fieldbus.refusals"),
      cell: ({ report }) => (report === undefined ? "–" : <ExceptionCell report={report} />),
    },
    figure("times", t("fieldbus.times"), (one) =>
      one.answered === 0 ? "–" : `${formatMs(one.p50Ms)} / ${formatMs(one.p95Ms)}`,
    ),
    {
      key: "last",
      header: t("fieldbus.lastAnswer"),
      cell: ({ report }) => (report === undefined ? "–" : <LastCell report={report} />),
    },
    {
      ...figure("saved", t("fieldbus.saved"), (one) =>
        one.readings === 0 ? "–" : `${Math.round((one.suppressed / one.readings) * 100)} %`,
      ),
      isHidden: true,
    },
    { ...figure("overruns", t("fieldbus.overruns"), (one) => formatCount(one.overruns)), isHidden: true },
  ];
}

function rowsOf(slaves: readonly FieldSlave[], report: LinkReport | undefined): SlaveRow[] {
  const reports = new Map(report?.slaves.map((one) => [keyOf(one), one]));
  return slaves.map((slave) => ({ slave, report: reports.get(keyOf(slave)) }));
}

function useRemove(onDone: () => void) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (slave: FieldSlave) => fieldbusCalls.removeSlave(slave),
    onSuccess: () => {
      refreshLinks();
      onDone();
    },
    onError: (error) => toastProblem(error, t),
  });
}

interface RowButtonsProps {
  readonly slave: FieldSlave;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function RowButtons({ slave, onEdit, onRemove }: RowButtonsProps) {
  const { t } = useTranslation();
  const name = slave.name || slave.deviceName;
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <ActionIcon aria-label={t("fieldbus.editSlave", { name })} onClick={onEdit}>
        <IconPencil size={15} />
      </ActionIcon>
      <ActionIcon aria-label={t("fieldbus.removeSlave", { name })} onClick={onRemove}>
        <IconUnlink size={15} />
      </ActionIcon>
    </Group>
  );
}

export function SlaveTable({ link, report }: { link: FieldLink; report: LinkReport | undefined }) {
  const { t } = useTranslation();
  const mayWrite = useMay("field buses", "manage");
  const [edited, setEdited] = useState<FieldSlave | "new">();
  const [removed, setRemoved] = useState<FieldSlave>();
  const remove = useRemove(() => setRemoved(undefined));
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
      {t("fieldbus.addSlave")}
    </Button>
  );
  return (
    <Panel title={t("fieldbus.slaves")} note={t("fieldbus.slavesNote")} isFlush>
      <DataTable
        name="slaves"
        label={t("fieldbus.slaves")}
        columns={useColumns()}
        keyOf={({ slave }) => keyOf(slave)}
        nameOf={({ slave }) => slave.name || slave.deviceName}
        queryKey={["links", "slaves-shown", link.id, report]}
        load={async (request) =>
          listLocally(rowsOf((await fieldbusCalls.slaves(link.id)).items, report), request, {
            words: ({ slave }) => [slave.name, keyOf(slave), String(slave.settings.unit)],
            orders: { unit: ({ slave }) => slave.settings.unit, device: ({ slave }) => keyOf(slave) },
          })
        }
        searchLabel={t("fieldbus.searchSlave")}
        empty={{
          icon: <IconPlugConnectedX size={24} />,
          title: t("fieldbus.noSlaves"),
          text: t("fieldbus.noSlavesText"),
          ...(mayWrite && { action: add }),
        }}
        {...(mayWrite && {
          rowActions: ({ slave }: SlaveRow) => (
            <RowButtons slave={slave} onEdit={() => setEdited(slave)} onRemove={() => setRemoved(slave)} />
          ),
          tools: add,
        })}
      />
      <SlaveForm
        isOpen={edited !== undefined}
        linkId={link.id}
        {...(edited !== undefined && edited !== "new" && { slave: edited })}
        onClose={() => setEdited(undefined)}
      />
      <Confirm
        isOpen={removed !== undefined}
        title={t("fieldbus.removeSlave", { name: removed?.name || (removed?.deviceName ?? "") })}
        text={t("fieldbus.removeSlaveText")}
        confirmLabel={t("fieldbus.takeOff")}
        isBusy={remove.isPending}
        onConfirm={() => removed && remove.mutate(removed)}
        onClose={() => setRemoved(undefined)}
      />
    </Panel>
  );
}
