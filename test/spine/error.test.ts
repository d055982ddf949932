import { describe, expect, test } from "bun:test";
import { AppError, describeError, ERRORS, isErrorCode } from "../../src/spine/error.ts";

const placeholders = (text: string) => new Set(text.match(/\{\w+\}/g) ?? []);

describe("the catalogue", () => {
  test.each(Object.entries(ERRORS))("%s has both texts with the same params, and sane codes", (_, entry) => {
    expect(entry.en.length).toBeGreaterThan(0);
    expect(entry.zh).toMatch(/[\u4e00-\u9fff]/);
    for (const param of placeholders(entry.zh)) expect(entry.en).toContain(param);
    expect(entry.http).toBeWithin(400, 600);
    expect(entry.mqtt).toBeWithin(0x80, 0x100);
  });

  test("fills params; a missing one becomes empty", () => {
    expect(describeError("unknown_device", { productKey: "pk", deviceName: "dn" }, "en")).toBe(
      "Product pk has no device dn.",
    );
    expect(describeError("unknown_product", {}, "zh-CN")).toBe("产品  不存在。");
  });

  test("a param @code stands for that code's text in the same language; anything else stays as it is", () => {
    expect(describeError("secret_mismatch", { cause: "@cause_white_space" }, "zh-CN")).toBe(
      "密码不是该设备的密钥。密钥末尾带有空格或换行。",
    );
    expect(describeError("invalid_request", { detail: "@someone" }, "en")).toBe("@someone");
    expect(describeError("invalid_request", { detail: "@invalid_request" }, "en")).toBe("@invalid_request");
  });

  test("knows its own codes only", () => {
    expect(isErrorCode("internal")).toBe(true);
    expect(isErrorCode("toString")).toBe(false);
  });
});

test("AppError carries code, params and cause", () => {
  const cause = new Error("why");
  const error = new AppError("not_found", { what: "device x" }, { cause });
  expect(error).toMatchObject({
    code: "not_found",
    params: { what: "device x" },
    message: "device x does not exist.",
    cause,
  });
});
