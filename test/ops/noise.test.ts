import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { HeavyHitters, Noise } from "../../src/ops/noise.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeDurableFeed, report, stateChange } from "../harness/sample-events.ts";

describe("heavy hitters", () => {
  test("are never missed, and counted low by no more than the bound", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 400 }), (ids) => {
        const counters = 8;
        const hitters = new HeavyHitters(counters);
        const exact = new Map<number, number>();
        for (const id of ids) {
          hitters.add({ deviceId: id, productKey: "pk", deviceName: `d${id}` });
          exact.set(id, (exact.get(id) ?? 0) + 1);
        }
        const slack = ids.length / (counters + 1);
        for (const [id, count] of exact) {
          const told = hitters.counts.get(id)?.events ?? 0;
          expect(told).toBeLessThanOrEqual(count);
          expect(told).toBeGreaterThanOrEqual(count - slack);
        }
        expect(hitters.counts.size).toBeLessThanOrEqual(counters);
      }),
    );
  });
});

describe("noise", () => {
  test("tells the loudest of the last two minutes, a minute", () => {
    const clock = makeManualClock();
    const feed = makeDurableFeed();
    const noise = new Noise(clock, feed.onDurable);
    expect(noise.top(3)).toEqual([]);
    const send = (deviceId: number, times: number) => {
      for (let i = 0; i < times; i++) feed.emit(report({ t: 1 }, { deviceId }));
    };
    send(1, 10);
    send(2, 30);
    feed.emit(stateChange("online", { deviceId: 3 }));
    clock.advance(30_000);
    expect(noise.top(3)).toEqual([
      { productKey: "pk", deviceName: "d2", eventsPerMin: 60 },
      { productKey: "pk", deviceName: "d1", eventsPerMin: 20 },
    ]);
    clock.advance(60_000);
    send(1, 60);
    clock.advance(20_000);
    expect(noise.top(1)).toEqual([{ productKey: "pk", deviceName: "d1", eventsPerMin: 38.2 }]);
    clock.advance(120_000);
    expect(noise.top(1)).toEqual([]);
    noise.stop();
    expect([feed.listeners.size, clock.pending()]).toEqual([0, 0]);
  });
});
