import { expect, test } from "bun:test";
import fc from "fast-check";
import { xlsxWorkbook } from "../../../../src/kit/xlsx-stream.ts";
import { readTableFile, writeCsv, writeXlsx } from "../../../../src/products/model/tables/files.ts";
import type { ThingModel } from "../../../../src/spine/model.ts";
import { anyModel } from "../../../harness/thing-models.ts";

const encoder = new TextEncoder();

/** Cells have no white space around them, no control characters, and no apostrophe of our own making. */
function plain(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/[\p{C}\s"']/gu, "_").replace(/^[=+@-](?!\d)/, "_");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

const someModel = anyModel.map((model) => plain(model) as ThingModel);
const read = async (file: string | Uint8Array) =>
  readTableFile(typeof file === "string" ? encoder.encode(file) : file);

test("a CSV file comes back the same, in either language", async () => {
  await fc.assert(
    fc.asyncProperty(someModel, fc.constantFrom("en" as const, "zh-CN" as const), async (model, language) => {
      expect(await read(writeCsv(model, language))).toEqual({ model, problems: [], notices: [] });
    }),
    { numRuns: 80 },
  );
});

test("a workbook comes back the same, in either language", async () => {
  await fc.assert(
    fc.asyncProperty(someModel, fc.constantFrom("en" as const, "zh-CN" as const), async (model, language) => {
      expect(await read(await writeXlsx(model, language))).toEqual({ model, problems: [], notices: [] });
    }),
    { numRuns: 40 },
  );
});

test("what an engineer types is understood", async () => {
  const file = [
    "标识符;名称;数据类型;单位;取值;下限",
    "temp;温度;浮点;°C;;-40",
    "mode;模式;枚举;;0:停止,1:运行;",
    "on;开关;布尔;;0=关， 1=开;",
    "count;;int32;;;",
  ].join("\r\n");
  expect(await read(file)).toEqual({
    model: {
      properties: [
        {
          ...{ identifier: "temp", name: "温度", accessMode: "r", required: false },
          dataType: { type: "float", unit: "°C", min: -40 },
        },
        {
          ...{ identifier: "mode", name: "模式", accessMode: "r", required: false },
          dataType: { type: "enum", items: { 0: "停止", 1: "运行" } },
        },
        {
          ...{ identifier: "on", name: "开关", accessMode: "r", required: false },
          dataType: { type: "bool", falseText: "关", trueText: "开" },
        },
        { identifier: "count", name: "count", accessMode: "r", required: false, dataType: { type: "int" } },
      ],
      events: [],
      services: [],
    },
    problems: [],
    notices: [],
  });
});

test("problems name row and column, notices what is left out", async () => {
  const file = [
    "Kind,Identifier,Type,Min,Colour",
    "property,a b,int,,red",
    "property,b,int,low,",
    "property,c,complex,,",
    "output,alarm.code,int,,",
    "station,x,int,,",
  ].join("\n");
  const { model, problems, notices } = await read(file);
  expect([model, problems]).toEqual([
    undefined,
    [
      { path: "row 5 Identifier", message: "alarm.code belongs to nothing in the rows before" },
      { path: "row 2 Identifier", message: "1 to 50 letters, digits or _, behind `module:` in a module" },
      { path: "row 3 Min", message: "must be number" },
      {
        path: "row 4 Type",
        message: "must be one of int, float, double, long, text, date, bool, enum, struct, array",
      },
    ],
  ]);
  expect(notices.map(({ path, code }) => [path, code])).toEqual([
    ["row 1", "left_out"],
    ["row 6", "row_ignored"],
  ]);
});

test("a small file that unpacks to any number of sheets and rows is refused before it does", async () => {
  const book = async (sheets: number, rows: number) => {
    const columns = [{ title: "Identifier", kind: "value" as const, width: 8 }];
    const some = Array.from({ length: rows }, () => ["temp"]);
    async function* batches() {
      if (rows > 0) yield some;
    }
    const names = Array.from({ length: sheets }, (_, at) => ({ name: `S${at}`, columns, rows: batches() }));
    return Buffer.concat(await Array.fromAsync(xlsxWorkbook(names)));
  };
  const problemsOf = async (sheets: number, rows: number) =>
    (await readTableFile(await book(sheets, rows))).problems;
  expect(await problemsOf(33, 0)).toEqual([{ path: "", message: "unpacks to too much (32 sheets)" }]);
  expect(await problemsOf(5, 4_500)).toEqual([{ path: "", message: "has too many rows (20000)" }]);
});

test("any bytes are a model or a problem, never an exception", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.string({ maxLength: 400 }).map((text) => encoder.encode(`id,type\n${text}`)),
      ),
      async (bytes) => {
        const { model, problems } = await readTableFile(bytes);
        expect(model === undefined).toBe(problems.length > 0);
      },
    ),
    { numRuns: 200 },
  );
  const damaged = await writeXlsx({ properties: [], events: [], services: [] }, "en");
  expect((await read(damaged.slice(0, 300))).problems).toEqual([
    { path: "", message: "is a damaged workbook" },
  ]);
});
