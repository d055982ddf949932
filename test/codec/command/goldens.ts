// One thing model and the commands that every dialect is held to, with the bytes that it makes of them.

import * as v from "valibot";
import type { DownCommand, Encode, EncodeContext } from "../../../src/codec/dialect.ts";
import { type ThingModel, ThingModelSchema } from "../../../src/spine/model.ts";

export const COMMAND_MODEL: ThingModel = v.parse(ThingModelSchema, {
  properties: [
    { identifier: "on", name: "On", accessMode: "rw", dataType: { type: "bool" } },
    {
      identifier: "speed",
      name: "Speed",
      accessMode: "rw",
      dataType: { type: "float", min: 0, max: 50, step: 0.1 },
    },
    { identifier: "count", name: "Count", accessMode: "w", dataType: { type: "long" } },
    { identifier: "until", name: "Until", accessMode: "rw", dataType: { type: "date" } },
    { identifier: "temp", name: "Temperature", dataType: { type: "float" } },
    {
      identifier: "mode",
      name: "Mode",
      accessMode: "rw",
      dataType: { type: "enum", items: { 0: "off", 1: "on" } },
    },
  ],
  services: [
    {
      identifier: "dose",
      name: "Dose",
      input: [
        { identifier: "amount", name: "Amount", dataType: { type: "int", min: 1 } },
        {
          identifier: "options",
          name: "Options",
          dataType: {
            type: "struct",
            fields: [{ identifier: "isFast", name: "Fast", dataType: { type: "bool" } }],
          },
        },
      ],
    },
    { identifier: "ping", name: "Ping", callType: "sync" },
  ],
});

export const SET: DownCommand = {
  kind: "property_set",
  values: { on: true, speed: 12.5, count: 9_007_199_254_740_993n, until: 1_600_000_000_000, mode: 1 },
};
export const CALL: DownCommand = {
  kind: "service",
  identifier: "dose",
  input: { amount: 3, options: { isFast: false } },
};
export const PING: DownCommand = { kind: "service", identifier: "ping", input: {} };
export const RAW: DownCommand = { kind: "raw", payload: new Uint8Array([1, 2, 255]) };

const TO: EncodeContext = {
  id: 12,
  ts: 1_600_000_000_000,
  productKey: "pk",
  deviceName: "dn",
  model: COMMAND_MODEL,
  gateway: undefined,
};

/** `[topic, payload, answer]`, or the code of the failure; `isChild` sends it through gateway `gp/gw`. */
export function encoded(encode: Encode, command: DownCommand, isChild = false) {
  const gateway = isChild ? { productKey: "gp", deviceName: "gw" } : undefined;
  const result = encode(command, { ...TO, gateway });
  if (!result.ok) return result.error.code;
  const { topic, payload, answer } = result.value;
  return [topic, typeof payload === "string" ? payload : [...payload], answer];
}
