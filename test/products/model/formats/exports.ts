// One model with something of everything, for what the exports write.

import type { ThingModel } from "../../../../src/spine/model.ts";

export const SMALL: ThingModel = {
  properties: [
    {
      ...{ identifier: "t", name: "T", description: "d", accessMode: "rw", required: true },
      dataType: { type: "float", min: 0, max: 9, step: 0.5, unit: "bar" },
    },
    {
      ...{ identifier: "l", name: "L", accessMode: "w", required: false },
      dataType: { type: "array", size: 2, item: { type: "text", length: 8 } },
    },
  ],
  events: [
    {
      identifier: "e",
      name: "E",
      level: "alert",
      output: [{ identifier: "on", name: "On", dataType: { type: "bool", trueText: "y" } }],
    },
  ],
  services: [
    {
      identifier: "s",
      name: "S",
      callType: "sync",
      input: [{ identifier: "m", name: "M", dataType: { type: "enum", items: { 1: "a" } } }],
      output: [],
    },
  ],
};
