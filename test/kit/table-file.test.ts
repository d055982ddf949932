import { expect, test } from "bun:test";
import { isXlsx, tableRows } from "../../src/kit/table-file.ts";
import { xlsxStream } from "../../src/kit/xlsx-stream.ts";

async function read(bytes: Uint8Array, rowsMax = 1_000) {
  return (await Array.fromAsync(tableRows(bytes, { rowsMax }))).flat();
}

const ROWS = [
  { row: 1, cells: ["名称", "b"] },
  { row: 3, cells: ["中文", "2"] },
];

test("CSV in the encodings of Excel, with any separator", async () => {
  expect(await read(Buffer.from("\uFEFF名称,b\r\n\r\n中文,2\r\n"))).toEqual(ROWS);
  expect(await read(Buffer.from("名称;b\n;\n中文;2"))).toEqual(ROWS);
  expect(await read(Buffer.from("\uFEFF名称\tb\r\n\t\r\n中文\t2", "utf16le"))).toEqual(ROWS);
  const gb18030 = [0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0x62, 0x0a, 0x0a, 0xd6, 0xd0, 0xce, 0xc4, 0x2c, 0x32];
  expect(await read(Uint8Array.from(gb18030))).toEqual(ROWS);
  expect(await read(Buffer.from("sep=;\r\n名称;b\r\n\r\n中文;2\r\n"))).toEqual(ROWS);
});

test("an .xlsx file is known by its first bytes", async () => {
  async function* rows() {
    yield [[1]];
  }
  const columns = [{ title: "a", kind: "value" as const, width: 8 }];
  const bytes = Buffer.concat(await Array.fromAsync(xlsxStream({ columns, rows: rows() })));
  expect([isXlsx(bytes), isXlsx(Buffer.from("a,b"))]).toEqual([true, false]);
  expect(await read(bytes)).toEqual([
    { row: 1, cells: ["a"] },
    { row: 2, cells: ["1"] },
  ]);
});

test("too many rows, binary files and old Excel files are refused", async () => {
  await expect(read(Buffer.from("a\n1\n2\n3\n"), 2)).rejects.toThrow("too_many_rows 2");
  await expect(read(Uint8Array.from([1, 0, 2]))).rejects.toThrow("not_a_table");
  await expect(read(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]))).rejects.toThrow("not_a_table xls");
});

test("characters that are cut between pieces stay whole", async () => {
  const line = `${"中".repeat(30_000)},b\n`;
  const rows = await read(Buffer.from(line.repeat(3)));
  expect(rows.map(({ cells }) => [cells[0]?.length, cells[0]?.includes("\ufffd")])).toEqual([
    [30_000, false],
    [30_000, false],
    [30_000, false],
  ]);
});
