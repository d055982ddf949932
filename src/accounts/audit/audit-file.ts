// The trail as a CSV or XLSX file, row by row and never held as a whole; headings in both languages name the zone.

import { CSV_BOM, csvLine } from "../../kit/csv-text.ts";
import { makeWallText } from "../../kit/local-time.ts";
import { nextTurn } from "../../kit/next-turn.ts";
import { type XlsxColumn, xlsxStream } from "../../kit/xlsx-stream.ts";
import type { AuditRow } from "../table.ts";
import type { AuditFilter, AuditPlace } from "./audit-store.ts";

export interface AuditFileOptions {
  readonly list: (filter: AuditFilter) => AuditRow[];
  readonly filter: Omit<AuditFilter, "before" | "limit">;
  /** IANA name. */
  readonly timeZone: string;
}

const PAGE = 500;
const encoder = new TextEncoder();

/** UTF-8 with a mark for Excel; times are wall time of the zone, and in UTC beside it. */
export async function* auditCsv(options: AuditFileOptions): AsyncGenerator<Uint8Array> {
  const wallText = makeWallText();
  yield encoder.encode(CSV_BOM + csvLine(columnsOf(options).map(({ title }) => title)));
  for await (const rows of pagesOf(options)) {
    const lines = rows.map(([wallMs, ...cells]) => csvLine([wallText(wallMs), ...cells]));
    yield encoder.encode(lines.join(""));
  }
}

/** The same table; times are Excel's own dates. */
export function auditXlsx(options: AuditFileOptions): AsyncGenerator<Uint8Array> {
  return xlsxStream({ columns: columnsOf(options), rows: pagesOf(options) });
}

function columnsOf({ timeZone }: AuditFileOptions): XlsxColumn[] {
  const value = (title: string, width: number) => ({ title, width, kind: "value" as const });
  return [
    { title: `Time 时间 (${timeZone})`, width: 26, kind: "date" },
    value("Time 时间 (UTC)", 26),
    value("Who 操作者", 18),
    value("From address 来源地址", 22),
    value("Action 操作", 24),
    value("Target 对象", 32),
    value("Before 变更前", 40),
    value("After 变更后", 40),
  ];
}

type Row = [wallMs: number, utc: string, ...(string | undefined)[]];

async function* pagesOf({ list, filter, timeZone }: AuditFileOptions): AsyncGenerator<Row[]> {
  const wallOf = makeWallClock(timeZone);
  for (let before: AuditPlace | undefined; ; ) {
    const rows = list({ ...filter, before, limit: PAGE });
    const last = rows.at(-1);
    if (last === undefined) return;
    before = { at: last.at, id: last.id };
    yield rows.map(({ at, actor, address, action, target, before: was, after }) => [
      wallOf(at),
      new Date(at).toISOString(),
      ...[actor, address, action, target, jsonOf(was), jsonOf(after)].map(emptied),
    ]);
    await nextTurn();
  }
}

/** Wall time of a zone as ms. */
function makeWallClock(timeZone: string): (ms: number) => number {
  const two = { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
  // Swedes write `2026-01-31 20:00:00`.
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", ...two, second: "2-digit" });
  return (ms) => Date.parse(`${format.format(ms).replace(" ", "T")}Z`) + (((ms % 1000) + 1000) % 1000);
}

function jsonOf(side: unknown): string {
  return side === null ? "" : JSON.stringify(side);
}

function emptied(text: string): string | undefined {
  return text === "" ? undefined : text;
}
