import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { diffModels } from "../../../src/products/versions/diff.ts";
import { type ThingModel, ThingModelSchema } from "../../../src/spine/model.ts";
import { anyModel } from "../../harness/thing-models.ts";

const model = (document: unknown): ThingModel => v.parse(ThingModelSchema, document);
const diff = (from: unknown, to: unknown, stored: readonly string[] = []) =>
  diffModels(model(from), model(to), { hasHistory: (identifier) => stored.includes(identifier) }).changes;
const int = (identifier: string, more: object = {}) => ({
  identifier,
  name: identifier,
  dataType: { type: "int", ...more },
});
const quiet = { fields: [], risks: [], needsChoice: false };

test("tells what is new, gone and other, field by field", () => {
  const from = {
    properties: [int("a", { max: 9 }), int("b"), int("c")],
    services: [{ identifier: "s", name: "S", input: [int("x"), int("y")] }],
  };
  const to = {
    modules: [{ identifier: "M", name: "Module" }],
    properties: [int("new"), { ...int("a", { max: 8 }), name: "A" }, int("b")],
    services: [{ identifier: "s", name: "S", input: [int("w"), int("x"), int("y", { min: 0 })] }],
  };
  expect(diff(from, to)).toEqual([
    { kind: "module", identifier: "M", name: "Module", change: "added", ...quiet },
    {
      kind: "property",
      identifier: "new",
      name: "new",
      change: "added",
      ...quiet,
      fields: [{ path: "dataType", from: undefined, to: { type: "int" } }],
    },
    {
      ...{ kind: "property", identifier: "a", name: "A", change: "changed", needsChoice: false },
      fields: [
        { path: "name", from: "a", to: "A" },
        { path: "dataType.max", from: 9, to: 8 },
      ],
      risks: ["range_narrowed"],
    },
    {
      kind: "property",
      identifier: "c",
      name: "c",
      change: "removed",
      ...quiet,
      fields: [{ path: "dataType", from: { type: "int" }, to: undefined }],
      risks: ["removed"],
    },
    {
      ...{ kind: "service", identifier: "s", name: "S", change: "changed", needsChoice: false },
      fields: [
        { path: "input.y.dataType.min", from: undefined, to: 0 },
        { path: "input.w", from: undefined, to: int("w") },
      ],
      risks: ["parameters_changed"],
    },
  ]);
});

test("says what stored values have to do with it", () => {
  const to = { properties: [{ ...int("a"), dataType: { type: "text" } }] };
  expect(diff({ properties: [int("a"), int("b")] }, to, ["a", "b"])).toMatchObject([
    {
      identifier: "a",
      fields: [{ path: "dataType", from: { type: "int" }, to: { type: "text" } }],
      risks: ["type_changed"],
      needsChoice: true,
    },
    { identifier: "b", change: "removed", risks: ["removed_with_history"], needsChoice: false },
  ]);
  expect(diff({ properties: [int("a")] }, to)).toMatchObject([
    { risks: ["type_changed"], needsChoice: false },
  ]);
});

test("a property that can no longer be set is told", () => {
  const from = { properties: [{ ...int("a"), accessMode: "rw" }] };
  expect(diff(from, { properties: [int("a")] })).toMatchObject([{ risks: ["write_removed"] }]);
});

test("a model is no different from itself, and what one way adds the other removes", () => {
  fc.assert(
    fc.property(anyModel, anyModel, (a, b) => {
      expect(diff(a, a)).toEqual([]);
      const named = (changes: ReturnType<typeof diff>, change: string) =>
        changes.filter((one) => one.change === change).map(({ kind, identifier }) => `${kind} ${identifier}`);
      expect(named(diff(a, b), "added").sort()).toEqual(named(diff(b, a), "removed").sort());
    }),
    { numRuns: 50 },
  );
});
