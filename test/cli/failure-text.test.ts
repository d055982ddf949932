import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { failureText } from "../../src/cli/failure-text.ts";
import { DbError } from "../../src/db/db.ts";
import { AppError } from "../../src/spine/error.ts";

function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
}

test("what the operator can mend is a line in their language, a bug is not", () => {
  const text = (error: unknown, language: "en" | "zh-CN" = "en") => failureText(error, "/d", language);
  expect(text(new AppError("weak_password", { min: 8 }), "zh-CN")).toBe("密码至少需要 8 个字符。");
  expect(text(new DbError("corrupt", "file is not a database"))).toStartWith(
    "the database in /d cannot be used (file is not a database); ",
  );
  expect(text(thrownBy(() => statSync("/nowhere/at/all")))).toContain("ENOENT");
  expect(text(new TypeError("x is undefined"))).toBeUndefined();
});
