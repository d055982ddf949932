import { expect, test } from "bun:test";
import fc from "fast-check";
import { guessPoints, pointOf, type Sample } from "../../../../src/access/modbus/commission/guess.ts";

/** Registers around a value, among noise. */
function sampleOf(hex: string, shown: string, address = 100): Sample {
  return { address, bytes: Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex")), shown };
}

function bestOf(...samples: readonly Sample[]): string | undefined {
  const [best] = guessPoints(samples);
  return best && `${best.address} ${best.type} ${best.order} x${best.scale}`;
}

test("the usual ways are found first", () => {
  expect({
    float: bestOf(sampleOf("ffff 41bc 0000 1234", "23.5")),
    swapped: bestOf(sampleOf("ffff 0000 41bc ffff", "23.5")),
    tenths: bestOf(sampleOf("ffff 00eb 1234", "23.5")),
    hundredths: bestOf(sampleOf("2710 092e 1234", "23.50")),
    negative: bestOf(sampleOf("ffff ff9c", "-10.0")),
    long: bestOf(sampleOf("0001 11d3 9999", "70.099")),
    comma: bestOf(sampleOf("00eb", "23,5")),
    bcd: bestOf(sampleOf("1234 5678", "12345678")),
  }).toEqual({
    float: "101 float32 ABCD x1",
    swapped: "101 float32 CDAB x1",
    tenths: "101 uint16 AB x0.1",
    hundredths: "101 uint16 AB x0.01",
    negative: "101 int16 AB x0.1",
    long: "100 uint32 ABCD x0.001",
    comma: "100 uint16 AB x0.1",
    bcd: "100 bcd undefined x1",
  });
});

test("more samples leave fewer candidates, and the true one among them", () => {
  const values = [235, 241, 238];
  const samples = values.map((raw) =>
    sampleOf(`00eb 0001 ${raw.toString(16).padStart(4, "0")} 00eb`, (raw / 10).toFixed(1)),
  );
  const counts = [1, 2, 3].map((count) => guessPoints(samples.slice(0, count)).length);
  expect([counts[0] ?? 0, counts[2] ?? 0].sort((a, b) => b - a)).toEqual([counts[0] ?? 0, counts[2] ?? 0]);
  expect(bestOf(...samples)).toBe("102 uint16 AB x0.1");
});

test("whatever a maker did, it is among the candidates", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 10_000, noNaN: true }),
      fc.constantFrom("ABCD", "CDAB", "BADC", "DCBA"),
      (value, order) => {
        const plain = new DataView(new ArrayBuffer(4));
        plain.setFloat32(0, value);
        const bytes = Uint8Array.from({ length: 4 }, (_, at) => plain.getUint8(order.charCodeAt(at) - 65));
        const shown = plain.getFloat32(0).toFixed(2);
        const found = guessPoints([{ address: 0, bytes, shown }]);
        expect(found.some((one) => one.type === "float32" && one.order === order && one.scale === 1)).toBe(
          true,
        );
      },
    ),
  );
});

test("nothing is guessed from what is no number, or from nothing", () => {
  expect([guessPoints([]), guessPoints([sampleOf("00eb", "on")]), guessPoints([sampleOf("", "1")])]).toEqual([
    [],
    [],
    [],
  ]);
});

test("a candidate is a point of a register map", () => {
  const [best] = guessPoints([sampleOf("00eb", "23.5")]);
  if (!best) throw new Error("there is one");
  expect(pointOf(best, { identifier: "temperature", area: "input" })).toEqual({
    identifier: "temperature",
    area: "input",
    address: 100,
    type: "uint16",
    scale: 0.1,
    order: "AB",
  });
});
