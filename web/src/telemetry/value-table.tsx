// The shown points as rows: for reading exactly, and for those who cannot see a chart.

import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatCount, formatTime } from "../base/quantity.ts";
import { Quality } from "../devices/quality.tsx";
import { valueText } from "../devices/value-text.ts";
import { receivedAt, type ShownSeries, tabulate } from "./shown-series.ts";

const MAX_ROWS = 500;

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
            {shown.map((row) => (
              <Table.Tr key={row.ts}>
                <Table.Td className="no-wrap">{formatTime(row.ts, { hasMs: true })}</Table.Td>
                {series.map((one, column) => {
                  const value = row.values[column];
                  return (
                    <Table.Td key={one.property} ta="right">
                      {value !== undefined && <Quality quality={one.marks?.get(row.ts)?.quality ?? 0} />}{" "}
                      {value === undefined ? "" : valueText(value, one.dataType, t)}
                    </Table.Td>
                  );
                })}
                {hasReceived && (
                  <Table.Td className="no-wrap">
                    {row.recvTs === undefined ? "" : formatTime(row.recvTs, { hasMs: true })}
                  </Table.Td>
                )}
              </Table.Tr>
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
