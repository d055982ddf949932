import { expect, test } from "bun:test";
import { makeConversionKind } from "../../../src/products/versions/conversion-job.ts";

function rig(checkpoint: unknown, failAt = Number.POSITIVE_INFINITY) {
  const ids = Array.from({ length: 70 }, (_, i) => i + 1);
  const converted: number[] = [];
  const said: unknown[] = [];
  let calls = 0;
  const kind = makeConversionKind({
    idsOf: (_, { after, limit }) => ids.filter((id) => id > after).slice(0, limit),
    countDevices: () => ids.length,
    settled: async () => void said.push("settled"),
    convert: async ({ deviceIds }) => {
      if (++calls > failAt) throw new Error("power cut");
      converted.push(...deviceIds);
      return { points: deviceIds.length, converted: deviceIds.length, failed: 0, damaged: 0 };
    },
  });
  const run = () =>
    kind.run({
      input: { productKey: "pk", identifier: "t", dataType: { type: "int" } },
      checkpoint,
      progress: (done, total) => void said.push(`${done}/${total}`),
      count: (name, by) => void said.push(`${name} +${by}`),
      save: (saved) => void said.push(saved),
      turn: async () => {},
    });
  return { run, converted, said };
}

test("goes through all devices, a few at a time, and says how far it is", async () => {
  const { run, converted, said } = rig(undefined);
  await run();
  expect(converted).toHaveLength(70);
  expect(said).toEqual([
    ...["settled", "0/70", "points +32", "converted +32", { afterId: 32, done: 32 }],
    ...["32/70", "points +32", "converted +32", { afterId: 64, done: 64 }],
    ...["64/70", "points +6", "converted +6", { afterId: 70, done: 70 }, "70/70"],
  ]);
});

test("goes on behind what was saved", async () => {
  const first = rig(undefined, 1);
  await expect(first.run()).rejects.toThrow("power cut");
  const second = rig({ afterId: 32, done: 32 });
  await second.run();
  expect([first.converted.length, second.converted[0], second.converted.length]).toEqual([32, 33, 38]);
});
