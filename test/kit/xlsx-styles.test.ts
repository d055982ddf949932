import { expect, test } from "bun:test";
import { isDateFormat, numberText } from "../../src/kit/xlsx-styles.ts";

test("formats that show a date, built in or by their code", () => {
  expect([0, 1, 14, 22, 31, 47, 49].map((id) => isDateFormat(id, undefined))).toEqual([
    ...[false, false, true, true, true, true, false],
  ]);
  const codes = ["yyyy-mm-dd", '0.0" days"', "[Red]0.00", "[h]:mm:ss", "General", "0.00_);(0.00)", "\\d0"];
  expect(codes.map((code) => isDateFormat(164, code))).toEqual([
    true,
    false,
    false,
    true,
    false,
    false,
    false,
  ]);
});

test("numbers as people write them", () => {
  const styles = { isDate: [false, true], is1904: false };
  const text = (raw: string, style = 0) => numberText(raw, style, styles);
  expect(text("8.68333030000001E+14")).toBe("868333030000001");
  expect([text("12"), text("0.10000000000000001"), text("1E3"), text("x"), text("")]).toEqual([
    ...["12", "0.1", "1000", "x", ""],
  ]);
  expect([text("45658", 1), text("45658.5208333333", 1), text("0.25", 1)]).toEqual([
    ...["2025-01-01", "2025-01-01 12:30:00", "06:00:00"],
  ]);
  expect(numberText("44196", 1, { ...styles, is1904: true })).toBe("2025-01-01");
});
