import { expect, test } from "bun:test";
import { decodeReadings } from "../../src/codec/codec.ts";
import type { DecodeContext } from "../../src/codec/dialect.ts";
import type { ThingModel } from "../../src/spine/model.ts";
import { QUALITY } from "../../src/spine/point.ts";

const NOW = 1_700_000_000_000;
const model = {
  properties: [
    {
      identifier: "power",
      name: "Power",
      accessMode: "r",
      required: false,
      dataType: { type: "float", max: 100 },
    },
    { identifier: "alarm", name: "Alarm", accessMode: "r", required: false, dataType: { type: "int" } },
  ],
  events: [],
  services: [],
} as unknown as ThingModel;

function contextOf(validation: DecodeContext["validation"]): DecodeContext {
  return {
    ...{ deviceId: 1, productKey: "pk", deviceName: "dn", protocol: "modbus", dialect: "plain" },
    ...{ model, validation, dataMode: "model", recvTs: NOW, retentionDays: 30, memory: new Map() },
  } as unknown as DecodeContext;
}

test("readings keep their times and qualities; a bit may be a number", () => {
  const decoded = decodeReadings(contextOf("warn"), [
    { property: "power", value: 23.5, ts: NOW - 40, quality: QUALITY.good },
    { property: "alarm", value: true, ts: NOW - 20, quality: QUALITY.bad },
  ]);
  const [event] = decoded.events;
  expect([event?.kind === "property" ? event.points : undefined, decoded.flags, decoded.left]).toEqual([
    [
      { property: "power", value: 23.5, ts: NOW - 40, quality: QUALITY.good },
      { property: "alarm", value: 1, ts: NOW - 20, quality: QUALITY.bad },
    ],
    [],
    [],
  ]);
});

test("what the model does not allow is flagged and bad, or refused where it is strict", () => {
  const outside = [{ property: "power", value: 101, ts: NOW, quality: QUALITY.good }];
  const warned = decodeReadings(contextOf("warn"), outside);
  const [event] = warned.events;
  expect([
    event?.kind === "property" ? event.points[0]?.quality : undefined,
    warned.flags.length,
    decodeReadings(contextOf("strict"), outside).failure !== undefined,
  ]).toEqual([QUALITY.bad, 1, true]);
});
