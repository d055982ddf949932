import { describe, expect, test } from "bun:test";
import { type XlsxCell, type XlsxTable, xlsxStream } from "../../src/kit/xlsx-stream.ts";
import { unzip } from "../harness/unzip.ts";

const COLUMNS: XlsxTable["columns"] = [
  { title: "Time", kind: "date", width: 24 },
  { title: "Value", kind: "value", width: 12 },
];

async function write(batches: XlsxCell[][][], options: Partial<XlsxTable> = {}) {
  async function* rows() {
    yield* batches;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxStream({ columns: COLUMNS, rows: rows(), ...options })) pieces.push(piece);
  const files = unzip(new Uint8Array(Buffer.concat(pieces)));
  return new Map([...files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}

/** What lies between the heading and the end of a sheet. */
const rowsOf = (sheet: string | undefined) =>
  sheet?.slice(sheet.indexOf("</row>") + 6, sheet.indexOf("</sheetData>"));

describe("a sheet", () => {
  test("holds dates, numbers, switches and texts, each at its place", async () => {
    const files = await write([
      [
        [Date.UTC(2026, 0, 31, 12), 1.5],
        [undefined, true],
      ],
      [
        [0, "<a & b>"],
        [0, Number.NaN],
      ],
    ]);
    expect(rowsOf(files.get("xl/worksheets/sheet1.xml"))).toBe(
      '<row r="2"><c r="A2" s="1"><v>46053.5000000000</v></c><c r="B2"><v>1.5</v></c></row>' +
        '<row r="3"><c r="B3" t="b"><v>1</v></c></row>' +
        '<row r="4"><c r="A4" s="1"><v>25569.0000000000</v></c>' +
        '<c r="B4" t="inlineStr"><is><t xml:space="preserve">&lt;a &amp; b&gt;</t></is></c></row>' +
        '<row r="5"><c r="A5" s="1"><v>25569.0000000000</v></c>' +
        '<c r="B5" t="inlineStr"><is><t xml:space="preserve">NaN</t></is></c></row>',
    );
  });

  test("takes no sign that XML cannot hold, and no text that Excel cannot", async () => {
    const sheet = (await write([[[0, `\0\u0007\ud800${"x".repeat(40_000)}`]]])).get(
      "xl/worksheets/sheet1.xml",
    );
    const text = /preserve">([^<]*)<\/t><\/is><\/c><\/row><\/sheetData>/.exec(sheet ?? "")?.[1] ?? "";
    expect([text.slice(0, 4), text.length]).toEqual(["\ufffd\ufffd\ufffdx", 32_767]);
  });

  test("without rows has its heading", async () => {
    const sheet = (await write([])).get("xl/worksheets/sheet1.xml");
    expect(sheet).toContain('<t xml:space="preserve">Value</t>');
    expect(rowsOf(sheet)).toBe("");
  });

  test("names its columns beyond Z", async () => {
    const columns = Array.from({ length: 28 }, () => ({ title: "x", kind: "value", width: 9 }) as const);
    const sheet = (await write([], { columns })).get("xl/worksheets/sheet1.xml");
    expect(sheet?.match(/[A-Z]+1(?=" s="2")/g)?.slice(25)).toEqual(["Z1", "AA1", "AB1"]);
  });
});

test("a long table goes on in further sheets, which the workbook names", async () => {
  const rows = Array.from({ length: 7 }, (_, n): XlsxCell[] => [undefined, n]);
  const files = await write([rows.slice(0, 4), rows.slice(4)], { sheetRows: 4 });
  const values = [1, 2, 3].map((n) => {
    const sheet = rowsOf(files.get(`xl/worksheets/sheet${n}.xml`)) ?? "";
    return [...sheet.matchAll(/r="(\w+)"><v>(\d+)/g)].map(([, place, value]) => `${place}=${value}`);
  });
  expect(values).toEqual([["B2=0", "B3=1", "B4=2"], ["B2=3", "B3=4", "B4=5"], ["B2=6"]]);
  expect(files.get("xl/workbook.xml")?.match(/<sheet name="\d"/g)?.length).toBe(3);
  expect(files.get("[Content_Types].xml")?.match(/worksheet\+xml/g)?.length).toBe(3);
});

test("a full last sheet is followed by none", async () => {
  const rows = Array.from({ length: 3 }, (_, n): XlsxCell[] => [undefined, n]);
  const files = await write([rows], { sheetRows: 4 });
  expect([...files.keys()].filter((name) => name.includes("worksheets/"))).toEqual([
    "xl/worksheets/sheet1.xml",
  ]);
});

test("a reader that leaves ends the rows", async () => {
  let isEnded = false;
  async function* rows() {
    try {
      for (;;) yield [[0, 1]];
    } finally {
      isEnded = true;
    }
  }
  const stream = xlsxStream({ columns: COLUMNS, rows: rows() });
  await stream.next();
  await stream.next();
  await stream.return(undefined);
  expect(isEnded).toBe(true);
});
