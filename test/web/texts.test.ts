// What the compiler cannot see of the texts: placeholders, empty ones, reasons that the server can give.

import { describe, expect, test } from "bun:test";
import { en } from "../../web/src/locales/en.ts";
import { zhCN } from "../../web/src/locales/zh-CN.ts";

function flatten(texts: object, prefix = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : flatten(value as object, `${prefix}${key}.`),
  );
}
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe("texts", () => {
  const chinese = new Map(flatten(zhCN));
  test("both languages have the same keys and the same placeholders", () => {
    const mine = flatten(en).map(([key, text]) => [key, placeholders(text)]);
    const theirs = flatten(en).map(([key]) => [key, placeholders(chinese.get(key) ?? "")]);
    expect(theirs).toEqual(mine);
    expect(chinese.size).toBe(mine.length);
  });

  test("none is empty", () => {
    expect([...flatten(en), ...chinese].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});
