import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DiskUsage } from "../../src/ops/disk-usage.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

test("adds up the folder by part, at most once in 10 s", async () => {
  using folder = makeTempFolder("disk");
  const put = (name: string, sizeBytes: number) =>
    writeFileSync(join(folder.path, name), new Uint8Array(sizeBytes));
  mkdirSync(join(folder.path, "log"));
  mkdirSync(join(folder.path, "telemetry", "2024"), { recursive: true });
  put("gantry.db", 100);
  put("log/1.db", 1_000);
  put("telemetry/2024/a.db", 10_000);
  const clock = makeManualClock();
  const disk = new DiskUsage(folder.path, clock);
  const first = await disk.read();
  expect([first.dataBytes, first.logBytes, first.telemetryBytes]).toEqual([11_100, 1_000, 10_000]);
  expect([first.freeBytes > 0, first.totalBytes >= first.freeBytes]).toEqual([true, true]);
  put("log/2.db", 5);
  clock.advance(9_999);
  expect((await disk.read()).logBytes).toBe(1_000);
  clock.advance(1);
  expect((await disk.read()).logBytes).toBe(1_005);
});

test("a folder that is not there is empty", async () => {
  const { dataBytes, logBytes } = await new DiskUsage("/nowhere/at/all", makeManualClock()).read();
  expect([dataBytes, logBytes]).toEqual([0, 0]);
});
