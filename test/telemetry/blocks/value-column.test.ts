import { expect, test } from "bun:test";
import { ByteReader, BytesError } from "../../../src/kit/byte-reader.ts";
import { ByteWriter } from "../../../src/kit/byte-writer.ts";
import { formOf, readValues, type Values, writeValues } from "../../../src/telemetry/blocks/value-column.ts";

const numbers = (...values: number[]): Values => ({
  kind: "number",
  numbers: Float64Array.from(values),
  others: [],
});
const others = (...values: Values["others"]): Values => ({
  kind: "any",
  numbers: new Float64Array(0),
  others: values,
});

test("the tightest form is taken, and gives the values back", () => {
  const columns: [form: number, values: Values][] = [
    [0, numbers(Math.PI, -0)],
    [1, numbers(21.5, -0.001)],
    [2, numbers(1, 2, -3)],
    [3, { kind: "bool", numbers: Float64Array.of(1, 0, 1), others: [] }],
    [4, others(2n ** 62n, 5)],
    [5, others("text", { a: [true] })],
  ];
  for (const [form, values] of columns) {
    expect(formOf(values)).toBe(form);
    const out = new ByteWriter(1);
    writeValues(out, values, form);
    const count = Math.max(values.numbers.length, values.others.length);
    expect(readValues(new ByteReader(out.written()), count, form)).toEqual(values);
  }
});

test("bytes that end early and forms that are not known are refused", () => {
  expect(() => readValues(new ByteReader(Uint8Array.of(1)), 2, 2)).toThrow(BytesError);
  expect(() => readValues(new ByteReader(Uint8Array.of(1)), 1, 99)).toThrow(BytesError);
});
