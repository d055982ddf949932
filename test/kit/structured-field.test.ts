import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { inSerialForm, parseDictionary } from "../../src/kit/structured-field.ts";

const none = new Map();
const item = (one: object) => ({ kind: "item", item: one, parameters: none }) as never;

describe("dictionaries", () => {
  test("have items and inner lists with parameters", () => {
    const text =
      'a=1, b=:AQI=:;x;y=?0 , c=("@method" "a;b";req tok:en/1);created=-5;keyid="q\\"\\\\", d, a=2';
    expect(parseDictionary(text)).toEqual(
      new Map([
        ["a", item({ kind: "integer", value: 2 })],
        [
          "b",
          {
            ...{ kind: "item", item: { kind: "bytes", value: Buffer.from([1, 2]) } },
            parameters: new Map([
              ["x", { kind: "boolean", value: true }],
              ["y", { kind: "boolean", value: false }],
            ]),
          } as never,
        ],
        [
          "c",
          {
            kind: "list",
            items: [
              item({ kind: "string", value: "@method" }),
              {
                ...{ kind: "item", item: { kind: "string", value: "a;b" } },
                parameters: new Map([["req", { kind: "boolean", value: true }]]),
              },
              item({ kind: "token", value: "tok:en/1" }),
            ],
            parameters: new Map<string, unknown>([
              ["created", { kind: "integer", value: -5 }],
              ["keyid", { kind: "string", value: 'q"\\' }],
            ]),
          } as never,
        ],
        ["d", item({ kind: "boolean", value: true })],
      ]),
    );
    expect(parseDictionary("")).toEqual(new Map());
  });

  test.each([
    ...["a=1,", "a=1 b=2", "A=1", "a=", "a=(", 'a=("x""y")', 'a="', 'a="é"', 'a="\\x"', "a=1.5", "a=@1"],
    ...["a=?2", "a=:%%:", "a=1;=2", ",a=1", "a=1234567890123456", "=1", 'a=("x"  ', "a=)"],
  ])("%p is none", (text) => {
    expect(parseDictionary(text)).toBeUndefined();
  });

  test("whatever comes, it is read or it is not, in time that grows with its length only", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        parseDictionary(text);
      }),
    );
    const alphabet = fc.constantFrom(...'ab=;,()"\\:?10 \t*@.-');
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 60 }), (text) => {
        for (const member of parseDictionary(text)?.values() ?? []) {
          if (member.kind !== "list") continue;
          const written = inSerialForm(member);
          const again = parseDictionary(`x=${written}`)?.get("x");
          expect(again?.kind === "list" && inSerialForm(again)).toBe(written);
        }
      }),
      { numRuns: 2_000 },
    );
    const startedAt = performance.now();
    for (const text of ["a=(".repeat(20_000), `a=${'"\\'.repeat(20_000)}`, `a=(${" ".repeat(40_000)}`])
      expect(parseDictionary(text)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

test("an inner list has one way to be written", () => {
  const read = parseDictionary(
    'sig=(  "a"   "b";sf  );created=1; keyid="k"; nonce=:AQ==:;flag=?1;no=?0;t=tok',
  );
  const list = read?.get("sig");
  expect(list?.kind === "list" && inSerialForm(list)).toBe(
    '("a" "b";sf);created=1;keyid="k";nonce=:AQ==:;flag;no=?0;t=tok',
  );
});
