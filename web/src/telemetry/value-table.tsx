// The shown points as rows: for reading exactly, and for those who cannot see a chart.

import { Table, Text } from "@mantine/core";
import type { TFunction } from "i18next";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { formatCount, formatTime } from "../base/quantity.ts";
import { Quality } from "../devices/quality.tsx";
import { valueText } from "../devices/value-text.ts";
import { receivedAt, type ShownSeries, tabulate } from "./shown-series.ts";

const MAX_ROWS = 500;

interface Cell {
  readonly value: number | undefined;
  readonly dataType: ShownSeries["dataType"];
  readonly quality: number;
}

interface RowProps {
  readonly ts: number;
  readonly recvTs: number | undefined;
  readonly hasReceived: boolean;
  readonly cells: readonly Cell[];
  readonly t: TFunction;
}

function isSameRow(one: RowProps, other: RowProps): boolean {
  const { ts, recvTs, hasReceived, t, cells } = one;
  const isSame =
    ts === other.ts && recvTs === other.recvTs && hasReceived === other.hasReceived && t === other.t;
  return (
    isSame &&
    cells.length === other.cells.length &&
    cells.every(({ value, dataType, quality }, at) => {
      const theirs = other.cells[at];
      return value === theirs?.value && dataType === theirs?.dataType && quality === theirs?.quality;
    })
  );
}

/** A live value adds one row to hundreds: those that stay are not drawn again. */
const Row = memo(function Row({ ts, recvTs, hasReceived, cells, t }: RowProps) {
  return (
    <Table.Tr>
      <Table.Td className="no-wrap">{formatTime(ts, { hasMs: true })}</Table.Td>
      {cells.map(({ value, dataType, quality }, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
        <Table.Td key={column} ta="right">
          {value !== undefined && <Quality quality={quality} />}{" "}
          {value === undefined ? "" : valueText(value, dataType, t)}
        </Table.Td>
      ))}
      {hasReceived && (
        <Table.Td className="no-wrap">
          {recvTs === undefined ? "" : formatTime(recvTs, { hasMs: true })}
        </Table.Td>
      )}
    </Table.Tr>
  );
}, isSameRow);

export function ValueTable({ series }: { series: readonly ShownSeries[] }) {
  const { t } = useTranslation();
  const rows = tabulate(series);
  const shown = rows.slice(0, MAX_ROWS).map((row) => ({ ...row, recvTs: receivedAt(series, row.ts) }));
  const hasReceived = shown.some(({ recvTs }) => recvTs !== undefined);
  return (
    <>
      <Table.ScrollContainer type="native" minWidth={0} maxHeight={440} tabIndex={0}>
        <Table stickyHeader highlightOnHover verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("word.time")}</Table.Th>
              {series.map((one) => (
                <Table.Th key={one.property} ta="right">
                  {one.label}
                  {one.unit !== "" && ` (${one.unit})`}
                </Table.Th>
              ))}
              {hasReceived && <Table.Th>{t("chart.received")}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ ts, values, recvTs }) => (
              <Row
                key={ts}
                {...{ ts, recvTs, hasReceived, t }}
                cells={series.map((one, column) => ({
                  value: values[column],
                  dataType: one.dataType,
                  quality: one.marks?.get(ts)?.quality ?? 0,
                }))}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length > MAX_ROWS && (
        <Text size="xs" c="dimmed" px="md" py={6}>
          {t("chart.moreRows", { shown: MAX_ROWS, total: formatCount(rows.length) })}
        </Text>
      )}
    </>
  );
}
