import { describe, expect, test } from "bun:test";
import { MASK, redact } from "../../src/kit/redact.ts";

describe("redact", () => {
  test("masks what is named like a secret, at any depth, and nothing else", () => {
    const value = {
      productKey: "p1",
      productSecret: "s",
      nested: [{ deviceSecret: "s", username: "u", PASSWORD: "s" }],
      token: { inner: "s" },
      text: "password",
      isPassword: true,
      n: 1,
      nothing: null,
    };
    expect(redact(value)).toEqual({
      ...value,
      productSecret: MASK,
      nested: [{ deviceSecret: MASK, username: "u", PASSWORD: MASK }],
      token: MASK,
    });
  });

  test("keeps whether a secret was there at all", () => {
    const value = { password: undefined, secret: null, token: "", hasSecret: false };
    expect(redact(value)).toEqual(value);
  });

  test("keeps a field that is named like what objects inherit", () => {
    expect(JSON.stringify(redact(JSON.parse('{"__proto__":{"token":"s"},"a":1}')))).toBe(
      '{"__proto__":{"token":"***"},"a":1}',
    );
  });

  test("leaves the original as it was", () => {
    const value = { password: "s" };
    redact(value);
    expect(value).toEqual({ password: "s" });
  });
});
