import { expect, test } from "bun:test";
import { CSV_BOM, csvLine } from "../../src/kit/csv-text.ts";

test("numbers, big integers, switches and nothing, as they are", () => {
  expect(csvLine([1, -2.5, 2n ** 63n, true, undefined, "a"])).toBe("1,-2.5,9223372036854775808,true,,a\r\n");
});

test("commas, quotes and line breaks are quoted", () => {
  expect(csvLine(['a "b"', "c,d", "e\nf", "g\r"])).toBe('"a ""b""","c,d","e\nf","g\r"\r\n');
});

test("a text that a spreadsheet would run is made harmless, a number is not touched", () => {
  const texts = ["=1+1", "+a", "-b", "@c", "\td", '=cmd|"/C calc"!A0', "a=b"];
  expect(csvLine(texts)).toBe(`'=1+1,'+a,'-b,'@c,'\td,"'=cmd|""/C calc""!A0",a=b\r\n`);
  expect(csvLine([-1])).toBe("-1\r\n");
});

test("the mark for Excel is the byte order mark", () => {
  expect([...new TextEncoder().encode(CSV_BOM)]).toEqual([0xef, 0xbb, 0xbf]);
});
