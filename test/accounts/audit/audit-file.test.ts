import { expect, test } from "bun:test";
import { auditCsv, auditXlsx } from "../../../src/accounts/audit/audit-file.ts";
import type { AuditFilter } from "../../../src/accounts/audit/audit-store.ts";
import { xlsxRows } from "../../../src/kit/xlsx-rows.ts";

const row = (id: number, at: number) => ({
  ...{ id, at, actor: "ann", address: "10.0.0.1", action: "device.update", target: "p/=d" },
  before: null,
  after: { name: "b" },
});

function fileOf(rows: ReturnType<typeof row>[], timeZone: string) {
  const asked: AuditFilter[] = [];
  const list = (filter: AuditFilter) => {
    asked.push(filter);
    const rest = rows.findIndex(({ id }) => id === filter.before?.id) + 1;
    return rows.slice(rest, rest + filter.limit);
  };
  return { asked, options: { list, filter: { q: "d" }, timeZone } };
}

async function bytesOf(pieces: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(Buffer.concat(await Array.fromAsync(pieces)));
}

/** Both readings of the hour that comes twice in Berlin. */
const TWICE = Date.UTC(2026, 9, 25, 0, 30, 0, 7);

test("times are the zone's and UTC beside them, headings are in both languages, no cell is a formula", async () => {
  const { options } = fileOf([row(2, TWICE + 3_600_000), row(1, TWICE)], "Europe/Berlin");
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytesOf(auditCsv(options)));
  const rest = 'ann,10.0.0.1,device.update,p/=d,,"{""name"":""b""}"\r\n';
  expect(text).toBe(
    "\uFEFFTime 时间 (Europe/Berlin),Time 时间 (UTC),Who 操作者,From address 来源地址," +
      "Action 操作,Target 对象,Before 变更前,After 变更后\r\n" +
      `2026-10-25 02:30:00.007,2026-10-25T01:30:00.007Z,${rest}` +
      `2026-10-25 02:30:00.007,2026-10-25T00:30:00.007Z,${rest}`,
  );
});

test("an Excel file has the same rows", async () => {
  const { options } = fileOf([row(1, TWICE)], "Asia/Shanghai");
  const sheets = await Array.fromAsync(xlsxRows(await bytesOf(auditXlsx(options))));
  const [heading, first] = sheets.flat().map(({ cells }) => cells);
  expect(heading?.slice(0, 2)).toEqual(["Time 时间 (Asia/Shanghai)", "Time 时间 (UTC)"]);
  expect(first?.slice(1)).toEqual([
    ...["2026-10-25T00:30:00.007Z", "ann", "10.0.0.1", "device.update", "p/=d"],
    ...["", '{"name":"b"}'],
  ]);
});

test("a long trail is read page by page, with the same filter each time", async () => {
  const rows = Array.from({ length: 1_200 }, (_, n) => row(2_000 - n, 5_000 - n));
  const { options, asked } = fileOf(rows, "UTC");
  const text = new TextDecoder().decode(await bytesOf(auditCsv(options)));
  expect(text.split("\r\n").length).toBe(1_202);
  expect(asked.map(({ before, ...filter }) => [before?.id, filter])).toEqual(
    [undefined, 1_501, 1_001, 801].map((id) => [id, { q: "d", limit: 500 }]),
  );
});
