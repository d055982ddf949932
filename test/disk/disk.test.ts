import { expect, test } from "bun:test";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Disk, type DiskOptions, openDisk, prepareDisk } from "../../src/disk/disk.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

const MB = 1_000_000;

/** A disk of 1 GB whose sizes the test sets; a raw day has 100 MB. */
async function makeRig(dataDir: string) {
  const clock = makeManualClock();
  const sizes = { dataBytes: 100 * MB, freeBytes: 900 * MB, totalBytes: 1_000 * MB };
  const state = {
    rawDays: 5,
    holds: [] as (string | undefined)[],
    unavailable: undefined as string | undefined,
  };
  const told: string[] = [];
  const note = (message: string) => void told.push(message);
  const options: DiskOptions = {
    dataDir,
    clock,
    settings: { budgetPercent: 60, reserveBytes: 100 * MB },
    lines: { info: note, warn: note, error: note },
    probe: {
      measureFree: async () => sizes,
      measureUsage: async () => ({ ...sizes, logBytes: 10, telemetryBytes: 20, journalBytes: 5 }),
    },
    ports: {
      log: {
        hold: (reason) => void state.holds.push(reason),
        stats: () => ({ unavailable: state.unavailable }) as ReturnType<typeof Object>,
      },
      shedTraces: async () => false,
      shedLog: async () => false,
      shedOldestRawDay: async () => {
        if (state.rawDays === 0) return false;
        state.rawDays--;
        sizes.dataBytes -= 100 * MB;
        sizes.freeBytes += 100 * MB;
        return true;
      },
      shedOldestRollups: async () => false,
    },
  };
  const disk = openDisk(options, sizes);
  const reservePath = join(dataDir, "reserve.bin");
  await until(() => existsSync(reservePath) && Bun.file(reservePath).size === 8 * 1024 * 1024, "the reserve");
  return { clock, sizes, state, told, disk, reservePath, options };
}

const stateOf = async (disk: Disk) => {
  const { state, reason } = await disk.report();
  return [state, reason];
};

test("reports what there is, what may be and what is to stay free", async () => {
  using folder = makeTempFolder("disk");
  const { disk, sizes } = await makeRig(folder.path);
  expect(await disk.report()).toEqual({
    ...sizes,
    logBytes: 10,
    telemetryBytes: 20,
    journalBytes: 5,
    budgetBytes: 600 * MB,
    reserveBytes: 100 * MB,
    state: "ok",
    reason: undefined,
    growthBytesPerDay: undefined,
    daysLeft: undefined,
    shed: { traces: 0, log: 0, raw: 0, rollups: 0 },
  });
  await disk.close();
});

test("beyond the budget the oldest days go by themselves, and no more of them than needed", async () => {
  using folder = makeTempFolder("disk");
  const { disk, clock, sizes, state, told } = await makeRig(folder.path);
  sizes.dataBytes = 750 * MB;
  sizes.freeBytes = 250 * MB;
  clock.advance(10_000);
  await disk.check();
  expect([state.rawDays, (await disk.report()).shed.raw]).toEqual([3, 2]);
  expect(await stateOf(disk)).toEqual(["warn", "budget"]);
  expect(told).toEqual(["old data was removed to make room", "the disk is getting full"]);
  state.rawDays = 0;
  sizes.dataBytes = 700 * MB;
  await disk.check();
  expect(await stateOf(disk)).toEqual(["critical", "budget"]);
  await disk.close();
});

test("files of others cost no history; what we write ourselves then does", async () => {
  using folder = makeTempFolder("disk");
  const { disk, sizes, state } = await makeRig(folder.path);
  sizes.freeBytes = 60 * MB;
  await disk.check();
  expect([await stateOf(disk), state.rawDays]).toEqual([["critical", "free"], 5]);
  sizes.dataBytes += 20 * MB;
  await disk.check();
  expect(state.rawDays).toBe(5);
  sizes.dataBytes += 20 * MB;
  await disk.check();
  expect(state.rawDays).toBe(4);
  await disk.close();
});

test("a full disk: the log is held, the reserve given up; with room again everything is as before", async () => {
  using folder = makeTempFolder("disk");
  const { disk, clock, sizes, state, told, reservePath } = await makeRig(folder.path);
  sizes.freeBytes = 2 * MB;
  clock.advance(1_000);
  await until(() => state.holds.length === 1, "the log is held");
  await until(async () => (await disk.report()).state === "full", "the state is full");
  expect([state.holds, existsSync(reservePath)]).toEqual([["the disk is full"], false]);
  sizes.freeBytes = 40 * MB;
  clock.advance(3_000);
  await disk.check();
  expect([await stateOf(disk), state.holds.length]).toEqual([["full", "full"], 1]);
  sizes.freeBytes = 500 * MB;
  const isLetGo = () => {
    clock.advance(1_000);
    return state.holds.length === 2;
  };
  await until(isLetGo, "the log is let go");
  await until(async () => (await disk.report()).state === "ok", "the state is ok");
  expect([state.holds[1], existsSync(reservePath)]).toEqual([undefined, true]);
  expect(told).toEqual([
    "the disk is full: nothing is acknowledged until there is room",
    "the disk has room",
  ]);
  await disk.close();
});

test("what the log meets first counts too: a quota that the file system does not tell of", async () => {
  using folder = makeTempFolder("disk");
  const { disk, clock, state, reservePath } = await makeRig(folder.path);
  state.unavailable = "the disk is full";
  clock.advance(1_000);
  await until(() => state.holds.length === 1, "the log is held");
  await until(() => !existsSync(reservePath), "the reserve is given up");
  await disk.close();
});

test("started on a full disk: the reserve is given up before anything opens, and nothing is accepted", async () => {
  using folder = makeTempFolder("disk");
  const { disk, options, sizes, state, reservePath } = await makeRig(folder.path);
  await disk.close();
  const { space, logBounds } = prepareDisk(folder.path, { budgetPercent: 60, reserveBytes: 0 }, 5_000);
  expect(logBounds).toEqual({ retentionBytes: 5_000, generationBytes: 1_250 });
  expect([space.totalBytes > 0, existsSync(reservePath)]).toEqual([true, true]);
  sizes.freeBytes = 1 * MB;
  const again = openDisk(options, sizes);
  expect(state.holds).toEqual(["the disk is full"]);
  expect(await stateOf(again)).toEqual(["full", "full"]);
  await again.close();
});

test("a reserve that is missing where there is little room says that the disk was full", async () => {
  using folder = makeTempFolder("disk");
  const { disk, options, sizes, state, reservePath } = await makeRig(folder.path);
  await disk.close();
  rmSync(reservePath);
  sizes.freeBytes = 50 * MB;
  const again = openDisk(options, sizes);
  expect(state.holds).toEqual(["the disk is full"]);
  await again.close();
});
