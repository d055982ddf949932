import { expect, test } from "bun:test";
import fc from "fast-check";
import { readDocument } from "../../../src/products/model/documents.ts";
import { exportTsl } from "../../../src/products/model/tsl-export.ts";
import { twisted } from "../../harness/twisted.ts";
import jetlinks from "./samples/jetlinks.json";
import onenet from "./samples/onenet.json";
import alibaba from "./samples/thing-model-json.json";
import yudao from "./samples/yudao.json";

/* A feature of each kind with a type that has specs. */
const MODEL = readDocument(alibaba).model ?? { properties: [], events: [], services: [] };

test("a main file that only names its modules says what is missing", () => {
  const document = {
    schema: "x",
    functionBlocks: [{ functionBlockId: "Battery" }, { functionBlockId: "default" }],
  };
  expect(readDocument(document).notices.map(({ path, text }) => [path, text.en])).toEqual([
    ["functionBlocks[0]", "Module Battery has no features in this file; import its own file after this one."],
  ]);
});

test("any document is a model or a problem", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (document) => {
      const { model, problems } = readDocument(document);
      expect(model === undefined).toBe(problems.length > 0);
    }),
  );
});

test.each([
  ["jetlinks", jetlinks],
  ["onenet", onenet],
  ["thing-model-json", alibaba],
  ["tsl", exportTsl(MODEL, { productKey: "pk", version: 1 })],
  ["yudao", yudao],
])("whatever stands in a place of a file of %s, it is a model or a problem", (_, sample) => {
  const thrown: string[] = [];
  for (const document of twisted(sample))
    try {
      const { model, problems } = readDocument(document);
      if ((model === undefined) !== problems.length > 0) thrown.push(JSON.stringify(document).slice(0, 300));
    } catch (cause) {
      thrown.push(`${cause}: ${JSON.stringify(document).slice(0, 300)}`);
    }
  expect(thrown.slice(0, 3)).toEqual([]);
});
