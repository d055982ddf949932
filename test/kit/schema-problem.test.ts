import { expect, test } from "bun:test";
import * as v from "valibot";
import { formatPath, problemsOf } from "../../src/kit/schema-problem.ts";

test("paths read like code", () => {
  expect(formatPath([])).toBe("");
  expect(formatPath(["devices", 3, "deviceName"])).toBe("devices[3].deviceName");
  expect(formatPath([0, "items", "-1", "x y"])).toBe('[0].items["-1"]["x y"]');
});

const Schema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  level: v.picklist(["off", "warn"]),
  key: v.pipe(v.string(), v.regex(/^a+$/, "only a's")),
  sizes: v.array(v.number()),
});

test("names what is wrong and where, never the value that was sent", () => {
  const secret = "hunter2";
  const parsed = v.safeParse(Schema, {
    name: "",
    key: secret,
    level: secret,
    sizes: [1, secret],
    extra: secret,
  });
  if (parsed.success) throw new Error("must not parse");
  expect(problemsOf(parsed.issues, ["body", 0])).toEqual([
    { path: "body[0].name", message: "length must be >=1" },
    { path: "body[0].level", message: "must be one of off, warn" },
    { path: "body[0].key", message: "only a's" },
    { path: "body[0].sizes[1]", message: "must be number" },
    { path: "body[0].extra", message: "unknown field" },
  ]);
});

test("tells a missing field and a wrong document", () => {
  const missing = v.safeParse(Schema, { name: "a", level: "off", key: "a" });
  expect(missing.success ? [] : problemsOf(missing.issues)).toEqual([
    { path: "sizes", message: "is missing" },
  ]);
  const wrong = v.safeParse(Schema, 7);
  expect(wrong.success ? [] : problemsOf(wrong.issues)).toEqual([{ path: "", message: "must be Object" }]);
});
