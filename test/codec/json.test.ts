import { expect, test } from "bun:test";
import { readJson, writeJson } from "../../src/codec/json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("drops the string terminator that C firmware sends along", () => {
  expect(readJson(bytes('{"a":1}\0\0'), false)).toEqual({ ok: true, value: { a: 1 } });
});

test("keeps 64-bit integers when asked, and only integers", () => {
  const text = bytes("[9007199254740993,-9007199254740993,1e300,1.5,3]");
  expect(readJson(text, true)).toEqual({
    ok: true,
    value: [9007199254740993n, -9007199254740993n, 1e300, 1.5, 3],
  });
});

test.each([
  ["empty", new Uint8Array()],
  ["only a terminator", new Uint8Array([0])],
  ["cut off", bytes('{"a":')],
  ["invalid UTF-8", new Uint8Array([0x22, 0xc3, 0x28, 0x22])],
])("%s is refused", (_, payload) => {
  expect(readJson(payload, false)).toMatchObject({ ok: false, error: { code: "payload_not_json" } });
});

test("what is nested too deep is refused, however deep it is", () => {
  for (const depth of [65, 100_000])
    for (const hasLong of [false, true]) {
      const text = `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
      expect(readJson(bytes(text), hasLong)).toEqual({
        ok: false,
        error: { code: "payload_not_json", params: { detail: "it is nested more than 64 levels deep" } },
      });
    }
});

test("64-bit integers are written with every digit", () => {
  expect(writeJson({ a: 9007199254740993n, b: [1n, "x"] })).toBe('{"a":9007199254740993,"b":[1,"x"]}');
});
