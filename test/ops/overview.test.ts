import { expect, test } from "bun:test";
import { listenerJson, makeOverview } from "../../src/ops/overview.ts";
import { EVERYTHING } from "../harness/room-api.ts";
import { report } from "../harness/sample-events.ts";
import { DISK, MQTT, MQTTS, openSampleOps } from "./sample-ops.ts";

test("puts everything into one answer", async () => {
  const { ops, clock, state, feed } = openSampleOps();
  feed.emit(report({ t: 1 }, { deviceId: 7 }));
  clock.advance(5_000);
  state.log.unavailable = "disk full";
  const overview = await makeOverview(ops, EVERYTHING);
  expect(overview).toEqual({
    devices: { total: 10, online: 2, stale: 0, offline: 3, inactive: 4, disabled: 1 },
    products: 6,
    rates: {
      messagesPerSec: 0,
      pointsPerSec: 0,
      refusedPerSec: 0,
      history: [{ ts: clock.now(), messagesPerSec: 0 }],
    },
    disk: { ...DISK, reason: null, growthBytesPerDay: 100, daysLeft: 550 },
    process: { rssBytes: 50_000_000, uptimeMs: 5_000, cpuPercent: 2, version: "1.2.3" },
    log: { lastSeq: 900, commitMsP50: 1.5, commitMsP99: 4, unavailable: "disk full" },
    deadLetters: 3,
    noisiest: [{ productKey: "pk", deviceName: "d7", eventsPerMin: 12 }],
    listeners: [listenerJson(MQTT, EVERYTHING), listenerJson(MQTTS, EVERYTHING)],
    server: { timeMs: clock.now(), hosts: ["192.168.1.5"] },
  });
});

test("a listener that failed says why, one that runs says null", () => {
  expect([listenerJson(MQTT, EVERYTHING).error, listenerJson(MQTTS, EVERYTHING).error]).toEqual([
    null,
    "address in use",
  ]);
});

test("what is not known of the disk yet is null", async () => {
  const disk = async () => ({ ...DISK, growthBytesPerDay: undefined, daysLeft: undefined });
  const { ops } = openSampleOps({ disk });
  expect((await makeOverview(ops, EVERYTHING)).disk).toMatchObject({
    growthBytesPerDay: null,
    daysLeft: null,
    reason: null,
  });
});
