import { expect, test } from "bun:test";
import { adviceFor } from "../../src/spine/advice.ts";
import { ERRORS, type ErrorCode } from "../../src/spine/error.ts";

test("a named cause goes before the code, in either language", () => {
  expect(adviceFor("sign_mismatch", { cause: "@cause_base64" }, "en")).toBe(
    "Write the signature as hexadecimal digits.",
  );
  expect(adviceFor("sign_mismatch", { cause: "@cause_base64" }, "zh-CN")).toBe("将签名写成十六进制。");
  expect(adviceFor("clock_skew", {}, "en")).toStartWith("Set the clock");
  expect(adviceFor("clock_skew", { cause: "@toString" }, "en")).toStartWith("Set the clock");
  expect(adviceFor("kicked", {}, "en")).toBeUndefined();
});

test("every named cause has its advice", () => {
  const causes = Object.keys(ERRORS).filter((code) => code.startsWith("cause_")) as ErrorCode[];
  const bare = causes.filter((code) => adviceFor(code, {}, "en") === undefined);
  expect(bare).toEqual([]);
});
