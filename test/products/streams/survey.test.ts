import { expect, test } from "bun:test";
import { surveyStreams } from "../../../src/products/streams/survey.ts";
import { EMPTY_MODEL } from "../../../src/spine/model.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

const property = { identifier: "known", name: "K", accessMode: "r", required: false } as const;
const model = { ...EMPTY_MODEL, properties: [{ ...property, dataType: { type: "double" } as const }] };

function makeStored(delayMs = 0) {
  const clock = makeManualClock(10_000);
  const asked: unknown[] = [];
  const stored = {
    latest: (deviceId: number) => [
      { property: "known", ts: 1, value: 1, quality: 0 },
      { property: "b", ts: deviceId, value: deviceId, quality: 0 },
      { property: "a", ts: 1, value: "old", quality: 0 },
    ],
    points: async ({ deviceId, property: name }: { deviceId: number; property: string }) => {
      asked.push([deviceId, name]);
      clock.advance(delayMs);
      return {
        points:
          name === "a"
            ? []
            : [
                { ts: 1, value: deviceId * 10 },
                { ts: 2, value: 0.5 },
              ],
      };
    },
  };
  return { clock, stored, asked };
}

test("streams of all devices are put together; one that is silent has its last value", async () => {
  const { clock, stored, asked } = makeStored();
  const survey = await surveyStreams({ model, deviceIds: [3, 4], stored, clock, spanMs: 1_000 });
  expect({ devices: survey.devices, isComplete: survey.isComplete }).toEqual({
    devices: 2,
    isComplete: true,
  });
  expect(
    survey.items.map(({ key, devices, samples, min, max, lastTs }) => [
      key,
      devices,
      samples,
      min,
      max,
      lastTs,
    ]),
  ).toEqual([
    ["a", 2, 2, null, null, 1],
    ["b", 2, 4, 0.5, 40, 4],
  ]);
  expect(asked).toEqual([
    [3, "b"],
    [3, "a"],
    [4, "b"],
    [4, "a"],
  ]);
});

test("when the time is up, the last values have to do", async () => {
  const { clock, stored, asked } = makeStored(3_000);
  const survey = await surveyStreams({ model, deviceIds: [3, 4], stored, clock, spanMs: 1_000 });
  expect(asked).toEqual([[3, "b"]]);
  expect(survey.isComplete).toBe(false);
  expect(survey.items.map(({ key, samples }) => [key, samples])).toEqual([
    ["a", 2],
    ["b", 3],
  ]);
});
