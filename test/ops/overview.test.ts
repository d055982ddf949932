import { expect, test } from "bun:test";
import { listenerJson, makeOverview } from "../../src/ops/overview.ts";
import { MQTT, MQTTS, openSampleOps } from "./sample-ops.ts";

test("puts everything into one answer", async () => {
  const { ops, clock, state } = openSampleOps();
  clock.advance(5_000);
  state.log.unavailable = "disk full";
  const overview = await makeOverview(ops);
  const { freeBytes, totalBytes, ...disk } = overview.disk;
  expect({ ...overview, disk }).toEqual({
    devices: { total: 10, online: 2, offline: 3, inactive: 4, disabled: 1 },
    products: 6,
    rates: {
      messagesPerSec: 0,
      pointsPerSec: 0,
      refusedPerSec: 0,
      history: [{ ts: clock.now(), messagesPerSec: 0 }],
    },
    disk: { dataBytes: 0, logBytes: 0, telemetryBytes: 0 },
    process: { rssBytes: 50_000_000, uptimeMs: 5_000, cpuPercent: 2, version: "1.2.3" },
    log: { lastSeq: 900, commitMsP50: 1.5, commitMsP99: 4, unavailable: "disk full" },
    listeners: [listenerJson(MQTT), listenerJson(MQTTS)],
    server: { timeMs: clock.now(), hosts: ["192.168.1.5"] },
  });
});

test("a listener that failed says why, one that runs says null", () => {
  expect([listenerJson(MQTT).error, listenerJson(MQTTS).error]).toEqual([null, "address in use"]);
});
