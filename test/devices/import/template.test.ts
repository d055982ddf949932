import { expect, test } from "bun:test";
import { guessColumns } from "../../../src/devices/import/rows/columns.ts";
import { readRow } from "../../../src/devices/import/rows/row-reader.ts";
import { templateCsv, templateXlsx } from "../../../src/devices/import/template.ts";
import { tableRows } from "../../../src/kit/table-file.ts";

test("a template is a table that can be imported, in both languages and formats", async () => {
  for (const language of ["en", "zh-CN"] as const) {
    const xlsx = Buffer.concat(await Array.fromAsync(templateXlsx(language)));
    const tables = [Buffer.from(templateCsv(language)), xlsx];
    const read = await Promise.all(
      tables.map(async (bytes) => (await Array.fromAsync(tableRows(bytes, { rowsMax: 10 }))).flat()),
    );
    const [head, ...rows] = read[0] ?? [];
    const columns = guessColumns(head?.cells ?? []);
    expect(columns).not.toContain("");
    expect(new Set(columns).size).toBe(13);
    for (const { cells } of rows) expect(readRow(cells, columns).problems).toEqual([]);
    const drafts = read.map((table) => table.slice(1).map(({ cells }) => readRow(cells, columns).draft));
    expect(drafts[1]).toEqual(drafts[0]);
  }
});
