import { expect, test } from "bun:test";
import { csvFile, type ExportTable, xlsxFile } from "../../../src/telemetry/routes/export-file.ts";
import { unzip } from "../../harness/unzip.ts";

const SPRING = Date.UTC(2026, 2, 29, 1);

async function* rows() {
  const good = (ts: number, value: never) => ({ ts, value, quality: 0 as const, recvTs: SPRING + 250 });
  yield [
    { ts: SPRING - 1, points: [good(1, 1.5 as never), undefined] },
    {
      ts: SPRING,
      points: [
        { ts: 1, value: -2, quality: 2 as const, recvTs: undefined },
        good(1, "=HYPERLINK(1)" as never),
      ],
    },
  ];
  yield [{ ts: SPRING + 1, points: [good(1, (2n ** 60n) as never), good(1, { a: [1, true] } as never)] }];
}

const table = (change: Partial<ExportTable> = {}): ExportTable => ({
  columns: [
    { property: "t", title: "Temperature [t] (°C)" },
    { property: "u", title: "u" },
  ],
  timeZone: "Europe/Berlin",
  hasQuality: false,
  hasReceived: false,
  rows: rows(),
  ...change,
});

async function textOf(file: AsyncGenerator<Uint8Array>): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytesOf(file));
}
async function bytesOf(file: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

test("CSV in the zone's wall time, across a change of clocks, safe to open", async () => {
  expect(await textOf(csvFile(table()))).toBe(
    "\uFEFFTime (Europe/Berlin),UTC ms,Temperature [t] (°C),u\r\n" +
      `2026-03-29 01:59:59.999,${SPRING - 1},1.5,\r\n` +
      `2026-03-29 03:00:00.000,${SPRING},-2,'=HYPERLINK(1)\r\n` +
      `2026-03-29 03:00:00.001,${SPRING + 1},1152921504606846976,"{""a"":[1,true]}"\r\n`,
  );
});

test("with what each value is worth", async () => {
  const lines = (await textOf(csvFile(table({ hasQuality: true, timeZone: "UTC" })))).split("\r\n");
  expect([lines[0], lines[1], lines[2]]).toEqual([
    "\uFEFFTime (UTC),UTC ms,Temperature [t] (°C),Temperature [t] (°C) quality,u,u quality",
    `2026-03-29 00:59:59.999,${SPRING - 1},1.5,good,,`,
    `2026-03-29 01:00:00.000,${SPRING},-2,bad,'=HYPERLINK(1),good`,
  ]);
});

test("with when each value was received, where that is known", async () => {
  const asked = { hasQuality: true, hasReceived: true };
  const lines = (await textOf(csvFile(table(asked)))).split("\r\n");
  const [t, u] = ["Temperature [t] (°C)", "u"];
  expect([lines[0], lines[1], lines[2]]).toEqual([
    `\uFEFFTime (Europe/Berlin),UTC ms,${t},${t} quality,${t} received,${u},${u} quality,${u} received`,
    `2026-03-29 01:59:59.999,${SPRING - 1},1.5,good,2026-03-29 03:00:00.250,,,`,
    `2026-03-29 03:00:00.000,${SPRING},-2,bad,,'=HYPERLINK(1),good,2026-03-29 03:00:00.250`,
  ]);
  const files = unzip(await bytesOf(xlsxFile(table({ hasReceived: true }))));
  const sheet = new TextDecoder().decode(files.get("xl/worksheets/sheet1.xml"));
  const received = (SPRING + 250 + 7_200_000) / 86_400_000 + 25_569;
  expect(sheet).toContain(`<c r="D2" s="1"><v>${received.toFixed(10)}</v></c></row>`);
});

test("XLSX with dates of its own; a big integer keeps all its digits", async () => {
  const files = unzip(await bytesOf(xlsxFile(table())));
  const sheet = new TextDecoder().decode(files.get("xl/worksheets/sheet1.xml"));
  const cells = [...sheet.matchAll(/<c r="(\w+)"[^>]*>(?:<v>|<is><t[^>]*>)([^<]*)/g)];
  const local = (ts: number) => (ts / 86_400_000 + 25_569).toFixed(10);
  expect(cells.map(([, place, text]) => `${place} ${text}`)).toEqual([
    "A1 Time (Europe/Berlin)",
    "B1 UTC ms",
    "C1 Temperature [t] (°C)",
    "D1 u",
    `A2 ${local(SPRING - 1 + 3_600_000)}`,
    `B2 ${SPRING - 1}`,
    "C2 1.5",
    `A3 ${local(SPRING + 7_200_000)}`,
    `B3 ${SPRING}`,
    "C3 -2",
    "D3 =HYPERLINK(1)",
    `A4 ${local(SPRING + 1 + 7_200_000)}`,
    `B4 ${SPRING + 1}`,
    "C4 1152921504606846976",
    'D4 {"a":[1,true]}',
  ]);
});
