import { expect, test } from "bun:test";
import fc from "fast-check";
import { readDocument } from "../../../src/products/model/documents.ts";

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
