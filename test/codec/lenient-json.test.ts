import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseLenientJson } from "../../src/codec/lenient-json.ts";

describe("what real firmware sends", () => {
  test.each([
    ["{'params':{'LightSwitch':1}}", { params: { LightSwitch: 1 } }],
    ["{params:{temp:-2.5e1,on:true,off:false}}", { params: { temp: -25, on: true, off: false } }],
    ['{"a":1,,"b":[1,2,],}', { a: 1, b: [1, 2] }],
    ['{"a":1}\r\n+QMTPUB: 0', { a: 1 }],
    ['\ufeff {"a":"x\\n\\u0041\\/"} \0\0', { a: "x\nA/" }],
    ["{\"a\" : 'it\\'s'}", { a: "it's" }],
    ["{}", {}],
  ])("%j", (text, value) => {
    expect(parseLenientJson(text, false)).toEqual(value);
  });

  test("64-bit integers keep every digit when asked", () => {
    expect(parseLenientJson("{n:9007199254740993}", true)).toEqual({ n: 9007199254740993n });
  });

  test("a key of another object's prototype is only a key", () => {
    expect(Object.keys(parseLenientJson("{'__proto__':{'x':1}}", false) as object)).toEqual(["__proto__"]);
  });
});

test.each([
  "",
  "hello",
  "1",
  "'x'",
  "{",
  "{'a'",
  "{'a':",
  "{'a':1",
  "{'a':tru}",
  "{'a':'x}",
  "{a b:1}",
  '{"a":"\\u00"}',
  "[".repeat(50),
])("%j is nothing", (text) => {
  expect(parseLenientJson(text, false)).toBeUndefined();
});

test("strict JSON means the same", () => {
  const top = fc.oneof(
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })),
    fc.array(fc.jsonValue({ maxDepth: 4 })),
  );
  fc.assert(
    fc.property(top, (value) => {
      const text = JSON.stringify(value);
      expect(parseLenientJson(text, false)).toEqual(JSON.parse(text));
    }),
  );
});

test("any text at all ends, and throws nothing", () => {
  const noise = fc.string({ unit: fc.constantFrom(..."{}[]:,'\"\\ ab1.-eu0"), maxLength: 60 });
  fc.assert(
    fc.property(noise, (text) => void parseLenientJson(text, true)),
    { numRuns: 2_000 },
  );
});
