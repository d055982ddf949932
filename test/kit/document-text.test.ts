import { expect, test } from "bun:test";
import { parseDocument } from "../../src/kit/document-text.ts";

test("reads JSON and YAML, told apart by their beginning", async () => {
  const value = { devices: [{ deviceName: "a" }] };
  expect(await parseDocument('\uFEFF {"devices":[{"deviceName":"a"}]}')).toEqual(value);
  expect(await parseDocument("# comment\ndevices:\n  - deviceName: a\n")).toEqual(value);
  expect(await parseDocument("{devices: [{deviceName: a}]}", "yaml")).toEqual(value);
});

const failure = (text: string, format?: "json" | "yaml") =>
  parseDocument(text, format).then(String, (error) => error.detail);

test("says where it stops making sense, without quoting it", async () => {
  expect(await failure('{\n  "secret": "hunter2"')).toBe("not JSON: see line 2, column 22");
  expect(await failure('{"secret": hunter2}')).toBe("not JSON");
  expect(await failure("a: 1", "json")).toBe("not JSON");
  expect(await failure("a: 1\nb: [hunter2\nc: 2\n")).toMatch(/^not YAML: [a-z ]+ at line \d+, column \d+$/);
  expect(await failure("a: 1\na: hunter2\n")).toBe("not YAML: duplicate key at line 2, column 1");
});

test("an alias bomb is refused", async () => {
  const levels = Array.from(
    { length: 9 },
    (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(", ")}]`,
  );
  expect(await failure(["l0: &l0 x", ...levels].join("\n"))).toBe(
    "not YAML: too many aliases, or one without an anchor",
  );
});

test("what is nested too deep, or holds itself, is refused", async () => {
  const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(await parseDocument(deep(64))).toBeArray();
  expect(await failure(deep(65))).toBe("not JSON: it is nested more than 64 levels deep");
  expect(await failure(`a: ${deep(64)}`)).toBe("not YAML: it is nested too deep, or holds itself");
  expect(await failure("devices: &all [*all, *all]")).toBe(
    "not YAML: it is nested too deep, or holds itself",
  );
});
