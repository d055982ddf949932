import { expect, test } from "bun:test";
import { sayIn } from "../../src/cli/shell.ts";

test("the terminal's language picks the text", () => {
  expect([sayIn("en")("yes", "是"), sayIn("zh-CN")("yes", "是")]).toEqual(["yes", "是"]);
});
