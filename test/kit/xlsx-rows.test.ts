import { expect, test } from "bun:test";
import { TableError } from "../../src/kit/table-error.ts";
import { sheetNames, xlsxRows } from "../../src/kit/xlsx-rows.ts";
import { xlsxStream } from "../../src/kit/xlsx-stream.ts";
import { zipStream } from "../../src/kit/zip-stream.ts";

async function workbook(
  sheets: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
) {
  const names = Object.keys(sheets);
  const files: Record<string, string> = {
    "xl/workbook.xml": `<x:workbook xmlns:x="m" xmlns:r="r"><x:sheets>${names
      .map((name, at) => `<x:sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
      .join("")}</x:sheets></x:workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${names
      .map((_, at) => `<Relationship Id="rId${at + 1}" Type="t" Target="/xl/worksheets/s${at}.xml"/>`)
      .join("")}</Relationships>`,
    ...more,
  };
  names.forEach((name, at) => {
    files[`xl/worksheets/s${at}.xml`] = `<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`;
  });
  const entries = Object.entries(files).map(([name, text]) => ({ name, content: [Buffer.from(text)] }));
  return Buffer.concat(await Array.fromAsync(zipStream(entries)));
}

async function rowsOf(bytes: Uint8Array, sheet?: string) {
  return (await Array.fromAsync(xlsxRows(bytes, sheet))).flat();
}

test("what we write is read again", async () => {
  async function* rows() {
    yield [
      ["a & b", 1.5, true, undefined, "中文"],
      [undefined, 2, false, "x", undefined],
    ];
  }
  const columns = ["A", "B", "C", "D", "E"].map((title) => ({ title, kind: "value" as const, width: 8 }));
  const bytes = Buffer.concat(await Array.fromAsync(xlsxStream({ columns, rows: rows() })));
  expect(await rowsOf(bytes)).toEqual([
    { row: 1, cells: ["A", "B", "C", "D", "E"] },
    { row: 2, cells: ["a & b", "1.5", "true", "", "中文"] },
    { row: 3, cells: ["", "2", "false", "x"] },
  ]);
});

test("shared texts, dates, formulas, gaps, and rows that do not say where they stand", async () => {
  const bytes = await workbook(
    {
      One: `<row r="3"><c r="B3" t="s"><v>1</v></c><c r="AA3" s="1"><v>45658</v></c></row>
            <row><c t="str"><f>A1&amp;"x"</f><v>made</v></c><c t="e"><v>#N/A</v></c></row><row r="9"/>`,
      "Two & more": `<row r="1"><c r="A1" t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve"> two</t></r></is></c></row>`,
    },
    {
      "xl/sharedStrings.xml":
        "<sst><si><t>zero</t></si><si><r><t>東</t></r><rPh><t>ひがし</t></rPh><t>京</t></si></sst>",
      "xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy/m/d"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
    },
  );
  expect(await sheetNames(bytes)).toEqual(["One", "Two & more"]);
  expect(await rowsOf(bytes)).toEqual([
    { row: 3, cells: ["", "東京", ...Array(24).fill(""), "2025-01-01"] },
    { row: 4, cells: ["made", "#N/A"] },
  ]);
  expect(await rowsOf(bytes, "Two & more")).toEqual([{ row: 1, cells: ["in two"] }]);
  await expect(rowsOf(bytes, "Three")).rejects.toThrow("no_sheet Three");
});

test.each(["1e300", "1e3", "2.5", "-1", "0", "", "NaN", "Infinity", "1048577", "99999999999999999999"])(
  "a row that is numbered %p is refused by name",
  async (number) => {
    const sheet = await workbook({ One: `<row r="${number}"><c r="A1"><v>1</v></c></row>` });
    await expect(rowsOf(sheet)).rejects.toEqual(new TableError("bad_row_number", number));
  },
);

test("the last row of a sheet is read", async () => {
  const sheet = await workbook({ One: `<row r="1048576"><c><v>1</v></c></row>` });
  expect(await rowsOf(sheet)).toEqual([{ row: 1_048_576, cells: ["1"] }]);
});

test("a sheet that is no sheet, or has a column far out, is refused", async () => {
  await expect(rowsOf(await workbook({ One: `<row><c r="ZZZ1"><v>1</v></c></row>` }))).rejects.toThrow(
    "too_many_columns",
  );
  const other = Buffer.concat(await Array.fromAsync(zipStream([{ name: "x", content: [] }])));
  await expect(rowsOf(other)).rejects.toThrow("not_a_table");
});
