import { CsvRows } from "../../src/kit/csv-rows.ts";
import { TableError } from "../../src/kit/table-error.ts";
import { tableRows } from "../../src/kit/table-file.ts";
import { xlsxStream } from "../../src/kit/xlsx-stream.ts";
import { XmlScan } from "../../src/kit/xml-scan.ts";
import type { FuzzTarget } from "./target.ts";

const ROWS = [
  ["productKey", "deviceName", "tag:site"],
  ["p1", "press 1", 'said "no"'],
  ["p1", "=1+2", "中文"],
];
const CSV = Buffer.from('a,"b ""x""",c\r\n1,"two\r\nlines",3\n;\n"",,\n');
const XML = Buffer.from(`<s><!--x--><c r="A&amp;1" t='>'><v>1 &lt; &#20013;</v></c><![CDATA[<r>]]><e/></s>`);

async function* oneBatch() {
  yield ROWS;
}
const COLUMNS = ["A", "B", "C"].map((title) => ({ title, kind: "value" as const, width: 9 }));
const XLSX = Buffer.concat(await Array.fromAsync(xlsxStream({ columns: COLUMNS, rows: oneBatch() })));

/** A refusal is an answer; anything else that is thrown is a finding. */
async function answer(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TableError) return error.message;
    throw error;
  }
}

/** One character a byte, so that text may be cut wherever bytes are. */
const latin = (chunk: Buffer) => chunk.toString("latin1");

const csv: FuzzTarget = {
  name: "kit/csv-rows",
  samples: [CSV, Buffer.from('"'), Buffer.from("a;b\rc\r\n")],
  run: (chunks) =>
    answer(() => {
      const reader = new CsvRows(",");
      return [...chunks.flatMap((chunk) => reader.feed(latin(chunk))), ...reader.end()];
    }),
};

const xml: FuzzTarget = {
  name: "kit/xml-scan",
  samples: [XML],
  run(chunks) {
    const seen: string[] = [];
    let text = "";
    const note = (what: string) => {
      seen.push(text, what);
      text = "";
    };
    const scanner = new XmlScan({
      open: (name, attribute) => note(`<${name} ${attribute("r")}`),
      close: (name) => note(`/${name}`),
      text(piece) {
        text += piece;
      },
    });
    for (const chunk of chunks) scanner.feed(latin(chunk));
    return seen;
  },
};

/** Whole files only: what is looked for is an archive or a sheet that throws what nobody catches. */
const table: FuzzTarget = {
  name: "kit/table-file",
  samples: [XLSX, CSV, Buffer.from("\uFEFF名称;b\n中文;2")],
  run: (chunks) => answer(() => Array.fromAsync(tableRows(Buffer.concat([...chunks]), { rowsMax: 1_000 }))),
};

export const TABLE_TARGETS: readonly FuzzTarget[] = [csv, xml, table];
