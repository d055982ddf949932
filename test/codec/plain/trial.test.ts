import { expect, test } from "bun:test";
import { tryMapping } from "../../../src/codec/plain/trial.ts";
import { MODEL, NOW } from "../context.ts";
import { deviceOf, mappingOf } from "./rows.ts";

function attempt(topic: string, text: string) {
  const device = deviceOf(
    mappingOf([{ topic: "plant/{deviceName}/{property}", payload: "text" }]),
    "gateway",
  );
  const product = { ...device.product, model: MODEL, validation: "strict" as const };
  const payload = new TextEncoder().encode(text);
  return tryMapping({ device: { ...device, product }, topic, payload, nowMs: NOW, retentionDays: 30 });
}

const NOTHING = { row: undefined, points: [], events: [], failure: undefined, flags: [], left: [] };

test("says what would be stored, and for whom", () => {
  const point = { property: "temp", ts: NOW, value: 5 };
  expect(attempt("plant/dn/temp", "5")).toEqual({
    ...NOTHING,
    row: 0,
    points: [{ deviceName: "dn", ...point }],
  });
  expect(attempt("plant/c7/temp", "5")).toEqual({
    ...NOTHING,
    row: 0,
    points: [{ deviceName: "c7", ...point }],
  });
});

test("says why not", () => {
  expect(attempt("other", "5")).toEqual(NOTHING);
  expect(attempt("plant/dn/temp", "999")).toMatchObject({
    row: 0,
    points: [],
    failure: { code: "property_range" },
  });
});
