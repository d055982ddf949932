import { expect, test } from "bun:test";
import fc from "fast-check";
import { CsvRows, detectSeparator } from "../../src/kit/csv-rows.ts";

function parse(text: string, separator = ",", pieceChars = text.length): string[][] {
  const reader = new CsvRows(separator);
  const rows: string[][] = [];
  for (let at = 0; at < text.length; at += Math.max(1, pieceChars))
    rows.push(...reader.feed(text.slice(at, at + Math.max(1, pieceChars))));
  return [...rows, ...reader.end()];
}

test("quotes, line ends of three kinds, empty rows, and a last line without an end", () => {
  expect(parse('a,"b ""x"", c"\r\n1,"two\r\nlines"\n\n,\r3,4')).toEqual([
    ["a", 'b "x", c'],
    ["1", "two\r\nlines"],
    [],
    [],
    ["3", "4"],
  ]);
});

test("a quote within a cell is a quote; text behind a closing one is kept", () => {
  expect(parse('5" pipe,"x"y,z\n')).toEqual([['5" pipe', "xy", "z"]]);
});

test("an open quote, a cell and a row without an end are refused", () => {
  expect(() => parse('a,b\n1,"open\n')).toThrow("unclosed_quote 2");
  expect(() => parse("x".repeat(70_000))).toThrow("cell_too_long 1");
  expect(() => parse(",".repeat(600))).toThrow("too_many_columns 512");
});

test("the separator is the one that the first line has most of, outside quotes", () => {
  expect(detectSeparator("a;b;c,d\n1,2,3,4,5")).toBe(";");
  expect(detectSeparator('"x;y;z",b\n')).toBe(",");
  expect(detectSeparator("a\tb")).toBe("\t");
  expect(detectSeparator("alone")).toBe(",");
});

test("what is quoted by the rules comes back, cut anywhere", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "\r", "\n", "中", " "), maxLength: 8 });
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
  const check = (rows: string[][], pieceChars: number) => {
    const text = rows
      .map((cells) => `${cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(",")}\r\n`)
      .join("");
    expect(parse(text, ",", pieceChars)).toEqual(
      rows.map((cells) => (cells.every((one) => one === "") ? [] : cells)),
    );
  };
  fc.assert(fc.property(table, fc.integer({ min: 1, max: 20 }), check), { numRuns: 300, seed: 5 });
});
