import { expect, test } from "bun:test";
import { ProcessUsage, processProbe } from "../../src/ops/process-usage.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

test("shares the processor out over the time between two looks", () => {
  const clock = makeManualClock();
  let cpuMs = 500;
  const usage = new ProcessUsage(clock, { rssBytes: () => 42, cpuMs: () => cpuMs });
  expect(usage.report()).toEqual({ rssBytes: 42, uptimeMs: 0, cpuSeconds: 0.5, cpuPercent: 0 });
  clock.advance(2_000);
  cpuMs += 500;
  expect(usage.report()).toEqual({ rssBytes: 42, uptimeMs: 2_000, cpuSeconds: 1, cpuPercent: 25 });
  clock.advance(10);
  cpuMs += 10;
  expect(usage.report().cpuPercent).toBe(25);
  clock.advance(990);
  expect(usage.report().cpuPercent).toBe(1);
});

test("asks the operating system", () => {
  expect([processProbe.rssBytes() > 1e6, processProbe.cpuMs() > 0]).toEqual([true, true]);
});
