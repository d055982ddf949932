// Mappings that many start from, and a message of each to try them with.

import type { MappingRow } from "../../contract.ts";

export interface Sample {
  readonly topic: string;
  readonly payload: string;
  readonly encoding: "text" | "hex";
}

export interface Preset {
  readonly name: "flat" | "values" | "tasmota" | "shelly" | "zigbee2mqtt" | "sparkplug";
  readonly rows: readonly MappingRow[];
  readonly sample: Sample;
}

export const PRESETS: readonly Preset[] = [
  {
    name: "flat",
    rows: [{ topic: "devices/{deviceName}/telemetry", payload: "json", take: "keys" }],
    sample: {
      topic: "devices/{deviceName}/telemetry",
      payload: '{"temperature": 21.5, "running": true}',
      encoding: "text",
    },
  },
  {
    name: "values",
    rows: [{ topic: "plant/{deviceName}/{property}", payload: "text", kind: "auto" }],
    sample: { topic: "plant/{deviceName}/temperature", payload: "21.5", encoding: "text" },
  },
  {
    name: "tasmota",
    rows: [
      { topic: "tele/{deviceName}/SENSOR", payload: "json", take: "nested", skip: ["Time", "TempUnit"] },
      { topic: "tele/{deviceName}/STATE", payload: "json", take: "nested", skip: ["Time", "Uptime"] },
      { topic: "stat/{deviceName}/RESULT", payload: "json", take: "nested" },
    ],
    sample: {
      topic: "tele/{deviceName}/SENSOR",
      payload: '{"Time": "2025-11-21T12:00:00", "ENERGY": {"Power": 12, "Voltage": 230, "Total": 4.312}}',
      encoding: "text",
    },
  },
  {
    name: "shelly",
    rows: [
      {
        topic: "{deviceName}/events/rpc",
        payload: "json",
        take: "nested",
        from: "params",
        time: { path: "params.ts", unit: "s" },
        skip: ["params.events"],
      },
      { topic: "{deviceName}/online", payload: "text", property: "online" },
    ],
    sample: {
      topic: "{deviceName}/events/rpc",
      payload:
        '{"method": "NotifyStatus", "params": {"switch:0": {"id": 0, "apower": 12.5, "output": true}}}',
      encoding: "text",
    },
  },
  {
    name: "zigbee2mqtt",
    rows: [{ topic: "zigbee2mqtt/{deviceName}", payload: "json", take: "nested" }],
    sample: {
      topic: "zigbee2mqtt/{deviceName}",
      payload: '{"battery": 97, "contact": true, "linkquality": 120, "voltage": 3005}',
      encoding: "text",
    },
  },
  {
    name: "sparkplug",
    rows: [{ topic: "spBv1.0/+/+/{deviceName}/#", payload: "sparkplug-b" }],
    sample: {
      topic: "spBv1.0/plant/NDATA/{deviceName}",
      // seq 3; temp 70.25.
      payload: "1211 0a0474656d70 200a 690000000000905140 1803",
      encoding: "hex",
    },
  },
];

const STAND_INS: Readonly<Record<string, string>> = {
  property: "temperature",
  event: "alarm",
  any: "x",
  "+": "x",
};

/** A topic that the pattern takes, for the device; `spBv1.0/+/+/...` becomes an NDATA of group `plant`. */
export function sampleTopic(pattern: string, productKey: string, deviceName: string): string {
  const names: Readonly<Record<string, string>> = { ...STAND_INS, productKey, deviceName };
  return pattern
    .replace(/^spBv1\.0\/\+\/\+\//, "spBv1.0/plant/NDATA/")
    .replace(/\/#$/, "")
    .replace(/\{(\w+)\}|\+/g, (match, name: string | undefined) => names[name ?? match] ?? match);
}
