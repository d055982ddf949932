import { expect, test } from "bun:test";
import type { BlockPoints } from "../../../src/telemetry/blocks/block.ts";
import { convertBlock } from "../../../src/telemetry/change/conversion.ts";

const block = (values: Pick<BlockPoints, "kind" | "numbers" | "others">, count: number): BlockPoints => ({
  times: Float64Array.from({ length: count }, (_, i) => i),
  qualities: new Uint8Array(count),
  delays: Number.NaN,
  ...values,
});

test("values are converted, those without meaning stay and are marked bad", () => {
  const texts = block({ kind: "any", numbers: new Float64Array(0), others: ["1", "warm", 3] }, 3);
  expect(convertBlock(texts, { type: "int" })).toEqual({
    points: { ...texts, others: [1, "warm", 3], qualities: Uint8Array.of(0, 2, 0) },
    converted: 1,
    failed: 1,
  });
});

test("the column takes the form of what it holds now", () => {
  const numbers = block({ kind: "number", numbers: Float64Array.of(0, 1), others: [] }, 2);
  const asBool = convertBlock(numbers, { type: "bool" }).points;
  expect(asBool).toEqual({ ...numbers, kind: "bool", numbers: Float64Array.of(0, 1) });
  expect(convertBlock(asBool as BlockPoints, { type: "double" }).points).toEqual(numbers);
  expect(convertBlock(numbers, { type: "text" }).points).toMatchObject({ kind: "any", others: ["0", "1"] });
});

test("a block that fits already is not written again", () => {
  const numbers = block({ kind: "number", numbers: Float64Array.of(1, 2.5), others: [] }, 2);
  expect(convertBlock(numbers, { type: "double" })).toEqual({ points: undefined, converted: 0, failed: 0 });
});
