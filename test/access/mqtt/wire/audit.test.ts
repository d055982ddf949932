import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  Audit,
  faultOfText,
  faultOfTopicFilter,
  faultOfTopicName,
  PROPERTIES,
} from "../../../../src/access/mqtt/wire/audit.ts";
import { parseBytes, varint } from "../../../conformance/mqtt/notation.ts";

function auditOf(text: string): Audit {
  const bytes = parseBytes(text);
  return new Audit(bytes, 0, bytes.length);
}

describe("a reader whose first fault sticks", () => {
  test("numbers, text and rest", () => {
    const audit = auditOf("01 0203 04050607 s'hi' 8001");
    expect([
      audit.byte(),
      audit.u16(),
      audit.u32(),
      audit.utf8("text"),
      audit.varint(),
      audit.finish(),
    ]).toEqual([1, 0x203, 0x4050607, "hi", 128, undefined]);
  });

  test("after a fault everything reads as nothing, and the first fault is told", () => {
    const audit = auditOf("0005 'abc'");
    expect([audit.utf8("the name"), audit.u16(), audit.utf8("another")]).toEqual(["", 0, ""]);
    expect(audit.finish()).toEqual({
      code: "malformed_packet",
      params: { detail: "the name ends too early" },
    });
  });

  test("what is left over is a fault", () => {
    const audit = auditOf("01 02");
    audit.byte();
    expect(audit.finish()?.params).toEqual({ detail: "bytes are left over" });
  });

  test("every number that fits comes back through a variable byte integer", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 268_435_455 }), (value) => {
        const bytes = varint(value);
        const audit = new Audit(bytes, 0, bytes.length);
        expect([audit.varint(), audit.finish()]).toEqual([value, undefined]);
      }),
    );
  });

  test("properties are kept by identifier", () => {
    const audit = auditOf("{ 11 00000e10 26 s'a' s'b' 15 s'PLAIN' 16 s'xx' }");
    audit.properties(PROPERTIES.connect);
    expect([Object.fromEntries(audit.numbers), Object.fromEntries(audit.texts), audit.finish()]).toEqual([
      { 17: 3_600 },
      { 21: "PLAIN" },
      undefined,
    ]);
  });

  test("a property may not run past the end of the list, even where the packet goes on", () => {
    const audit = auditOf("03 11 0000 0e10 00");
    audit.properties(PROPERTIES.connect);
    expect(audit.fault?.code).toBe("malformed_packet");
  });
});

test("text: UTF-8 without U+0000", () => {
  const fault = (bytes: string) => {
    const buffer = Buffer.from(bytes, "hex");
    return faultOfText(buffer, 0, buffer.length);
  };
  expect(
    ["", "61", "c3a9", "e4bda0", "f09f9880", "efbbbf", "c0af", "eda080", "f4908080", "ff", "6100"].map(fault),
  ).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    "is not UTF-8",
    "is not UTF-8",
    "is not UTF-8",
    "is not UTF-8",
    "contains U+0000",
  ]);
});

test("topic names and filters", () => {
  expect(["", "a", "/", "a//b", "a/+", "#"].map((topic) => faultOfTopicName(topic) === undefined)).toEqual([
    false,
    true,
    true,
    true,
    false,
    false,
  ]);
  const filters = [
    "#",
    "+",
    "/",
    "a/#",
    "+/+/#",
    "a/+/b",
    "/+",
    "a#",
    "#/a",
    "a/#/b",
    "+a",
    "a/b+",
    "##",
    "++",
    "",
  ];
  expect(filters.filter((filter) => faultOfTopicFilter(filter) === undefined)).toEqual([
    "#",
    "+",
    "/",
    "a/#",
    "+/+/#",
    "a/+/b",
    "/+",
  ]);
});
