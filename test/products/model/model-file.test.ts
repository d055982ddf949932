import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { zipStream } from "../../../src/kit/zip-stream.ts";
import {
  lossesIn,
  MODEL_FORMATS,
  readModelFile,
  writeModelFile,
} from "../../../src/products/model/model-file.ts";
import type { ThingModel } from "../../../src/spine/model.ts";
import { anyModel } from "../../harness/thing-models.ts";
import jetlinks from "./samples/jetlinks.json";
import onenet from "./samples/onenet.json";
import alibaba from "./samples/thing-model-json.json";
import yudao from "./samples/yudao.json";

const bytesOf = (content: unknown) =>
  content instanceof Uint8Array
    ? content
    : new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));
const OPTIONS = { productKey: "pk", version: 3, language: "en" } as const;
const property = {
  identifier: "t",
  name: "T",
  accessMode: "r",
  required: false,
  dataType: { type: "int" },
} as const;
const MODEL: ThingModel = { properties: [property], events: [], services: [] };

async function zipOf(files: Readonly<Record<string, unknown>>): Promise<Uint8Array> {
  const entries = async function* () {
    for (const [name, content] of Object.entries(files)) yield { name, content: [bytesOf(content)] };
  };
  const pieces: Uint8Array[] = [];
  for await (const piece of zipStream(entries())) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("reading", () => {
  test.each<[string, unknown]>([
    ["gantry", MODEL],
    ["onenet", onenet],
    ["onenet", { requestId: "1", success: true, data: onenet }],
    ["jetlinks", jetlinks],
    ["jetlinks", { id: "p", name: "P", metadata: JSON.stringify(jetlinks) }],
    ["thing-model-json", alibaba],
    ["thing-model-json", { Data: { ThingModelJson: JSON.stringify(alibaba) }, Success: true }],
    ["thing-model-json", yudao],
    ["tsl", { schema: "x", profile: {}, properties: [] }],
    ["tsl", { Data: { TslStr: '{"schema":"x","properties":[]}' } }],
    ["csv", "\uFEFFidentifier,type\r\nt,int\r\n"],
  ])("knows %s by its content", async (format, content) => {
    const reading = await readModelFile(bytesOf(content));
    expect([reading.format, reading.problems]).toEqual([format as never, []]);
    expect(reading.model).toBeDefined();
  });

  test("takes the files of a model with modules together", async () => {
    const feature = { identifier: "level", dataType: { type: "int", specs: {} } };
    const zip = await zipOf({
      "model.json": {
        schema: "x",
        functionBlocks: [{ functionBlockId: "Battery", functionBlockName: "Pack" }],
      },
      "Battery.json": { functionBlockId: "Battery", properties: [feature] },
    });
    expect(await readModelFile(zip)).toMatchObject({
      format: "tsl",
      model: {
        properties: [{ identifier: "Battery:level" }],
        modules: [{ identifier: "Battery", name: "Pack" }],
      },
      notices: [],
    });
    expect((await readModelFile(await zipOf({ "a.json": { functionBlocks: 3 } }))).problems).toEqual([
      { path: "a.json functionBlocks", message: "must be Array" },
    ]);
  });

  test("holds every form against the rules, and says what is no JSON", async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`${i}.json`, {}]));
    expect((await readModelFile(await zipOf(many))).problems).toEqual([
      { path: "", message: "has more than 100 files" },
    ]);
    const twice = { functions: [], properties: [1, 2].map(() => ({ id: "a", valueType: { type: "int" } })) };
    expect((await readModelFile(bytesOf(twice))).problems).toEqual([
      { path: "", message: "an identifier is used twice" },
    ]);
    const [problem] = (await readModelFile(bytesOf("{ not json"))).problems;
    expect(problem?.message).toStartWith("is no JSON");
  });

  test("never throws", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map(bytesOf),
          fc.uint8Array().map((rest) => Buffer.concat([bytesOf("PK\u0003\u0004"), rest])),
        ),
        async (bytes) => {
          const { model, problems } = await readModelFile(bytes);
          expect(model === undefined).toBe(problems.length > 0);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("writing", () => {
  test.each([...MODEL_FORMATS])("%s is read again as what it is", async (format) => {
    const file = await writeModelFile(MODEL, { ...OPTIONS, format });
    expect(file.fileName).toStartWith(`pk-v3-${format}.`);
    const reading = await readModelFile(bytesOf(file.content));
    expect(reading).toEqual({
      format: format === "yudao" ? "thing-model-json" : format,
      model: MODEL,
      problems: [],
      notices: [],
    });
  });

  test("our own form loses nothing of any model", async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        const { content, notices } = await writeModelFile(model, { ...OPTIONS, format: "gantry" });
        expect([notices, (await readModelFile(bytesOf(content))).model ?? model]).toEqual([[], model]);
      }),
      { numRuns: 30 },
    );
  });

  test("what a format cannot say is told", () => {
    const rich: ThingModel = {
      properties: [
        { ...property, identifier: "M:w", accessMode: "w", retentionDays: 3, dataType: { type: "long" } },
        { ...property, calculated: { kind: "formula", formula: "1" } },
      ],
      events: [],
      services: [],
      modules: [{ identifier: "M", name: "Motor" }],
    };
    const codes = (format: (typeof MODEL_FORMATS)[number]) => lossesIn(rich, format).map(({ code }) => code);
    expect(codes("tsl")).toEqual(["left_out", "type_unknown_there", "calculated_left_out"]);
    expect(codes("onenet")).toEqual([
      "left_out",
      "identifiers_with_module",
      "becomes",
      "left_out",
      "calculated_left_out",
    ]);
    expect([codes("csv"), codes("xlsx"), codes("gantry")]).toEqual([[], [], []]);
  });
});
