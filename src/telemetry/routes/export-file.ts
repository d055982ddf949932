// Exported rows as the bytes of a CSV or XLSX file.

import { CSV_BOM, type CsvCell, csvLine } from "../../kit/csv-text.ts";
import { makeWallText } from "../../kit/local-time.ts";
import { toJson } from "../../kit/plain-json.ts";
import { type XlsxCell, type XlsxColumn, xlsxStream } from "../../kit/xlsx-stream.ts";
import { QUALITY, type Value } from "../../spine/point.ts";
import { type Zone, zoneOf } from "../query/zone.ts";
import type { SeriesPoint } from "../telemetry.ts";
import type { ExportRow } from "./export-rows.ts";

export interface ExportColumn {
  readonly property: string;
  /** The heading: what people call the property, with its unit. */
  readonly title: string;
}

export interface ExportTable {
  readonly columns: readonly ExportColumn[];
  readonly timeZone: string;
  /** Beside each value what it is worth: good, stale, bad, late or simulated. */
  readonly hasQuality: boolean;
  /** And when it was received, where that is known. */
  readonly hasReceived: boolean;
  readonly rows: AsyncIterable<readonly ExportRow[]>;
}

const QUALITY_NAMES = Object.keys(QUALITY);
const encoder = new TextEncoder();

/** UTF-8 with a mark for Excel; wall time of the zone that the heading names, and UTC ms, which no change of clocks makes twice. */
export async function* csvFile(table: ExportTable): AsyncGenerator<Uint8Array> {
  const zone = zoneOf(table.timeZone);
  const wallText = makeWallText();
  const receivedText = makeWallText();
  const local = (ms: number) => receivedText(ms + zone.offsetAt(ms));
  yield encoder.encode(CSV_BOM + csvLine(headingsOf(table).map(({ title }) => title)));
  for await (const batch of table.rows) {
    let text = "";
    for (const row of batch) {
      const cells: CsvCell[] = [wallText(row.ts + zone.offsetAt(row.ts)), row.ts];
      for (const point of row.points) cells.push(...cellsOf(point, table, local));
      text += csvLine(cells);
    }
    yield encoder.encode(text);
  }
}

/** The same table; times are Excel's own dates. */
export function xlsxFile(table: ExportTable): AsyncGenerator<Uint8Array> {
  const columns = headingsOf(table).map(
    ({ title, kind }): XlsxColumn => ({
      ...{ title, kind },
      width: kind === "date" ? 24 : Math.min(40, Math.max(12, title.length + 2)),
    }),
  );
  return xlsxStream({ columns, rows: xlsxRows(table, zoneOf(table.timeZone)) });
}

async function* xlsxRows(table: ExportTable, zone: Zone): AsyncGenerator<XlsxCell[][]> {
  const local = (ms: number) => ms + zone.offsetAt(ms);
  for await (const batch of table.rows) {
    yield batch.map((row) => {
      const cells: XlsxCell[] = [row.ts + zone.offsetAt(row.ts), row.ts];
      for (const point of row.points) cells.push(...cellsOf(point, table, local));
      return cells;
    });
  }
}

function headingsOf({ columns, timeZone, hasQuality, hasReceived }: ExportTable) {
  const value = (title: string) => ({ title, kind: "value" as const });
  const date = (title: string) => ({ title, kind: "date" as const });
  const further = columns.flatMap(({ title }) => [
    value(title),
    ...(hasQuality ? [value(`${title} quality`)] : []),
    ...(hasReceived ? [date(`${title} received`)] : []),
  ]);
  return [date(`Time (${timeZone})`), value("UTC ms"), ...further];
}

/** The value, and what was asked for beside it; `local` makes a cell of UTC ms. */
function cellsOf(
  point: SeriesPoint | undefined,
  { hasQuality, hasReceived }: ExportTable,
  local: (ms: number) => string | number,
): XlsxCell[] {
  const cells: XlsxCell[] = [point && cellOf(point.value)];
  if (hasQuality) cells.push(point && QUALITY_NAMES[point.quality]);
  if (hasReceived) cells.push(point?.recvTs === undefined ? undefined : local(point.recvTs));
  return cells;
}

/** Numbers stay numbers; 64-bit integers and what is made of several values become text. */
function cellOf(value: Value): string | number | boolean {
  if (typeof value === "bigint") return value.toString();
  return typeof value === "object" ? JSON.stringify(toJson(value)) : value;
}
