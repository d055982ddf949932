import { expect, test } from "bun:test";
import { diffJson } from "../../../../src/products/versions/routes/diff-json.ts";

test("what is absent is null on the wire", () => {
  const change = {
    kind: "property",
    identifier: "a",
    name: "A",
    change: "changed",
    risks: [],
    needsChoice: false,
  } as const;
  expect(
    diffJson({ changes: [{ ...change, fields: [{ path: "dataType.max", from: undefined, to: 9 }] }] }),
  ).toEqual({
    changes: [{ ...change, risks: [], fields: [{ path: "dataType.max", from: null, to: 9 }] }],
  });
});
