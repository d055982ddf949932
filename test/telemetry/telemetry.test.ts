import { afterEach, expect, test } from "bun:test";
import { openLog } from "../../src/log/log.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { openTelemetry } from "../../src/telemetry/telemetry.ts";
import { removeTempDirs, tempDir } from "../log/sample.ts";
import { NO_LETTERS, point, readAll, store } from "./rig.ts";

afterEach(removeTempDirs);

test("with its own Workers: from the log to the disk and back", async () => {
  const dir = tempDir();
  const clock = systemClock;
  const open = async () => {
    const log = await openLog({ dir: `${dir}/log`, clock });
    return {
      log,
      telemetry: await openTelemetry({ dir: `${dir}/telemetry`, log, clock, deadLetters: NO_LETTERS }),
    };
  };
  const now = Date.now();
  const first = await open();
  await store(
    first.log,
    first.telemetry,
    [point(now, 1), point(now, 2n ** 60n, "total")],
    [point(now + 1, 2)],
  );
  await first.telemetry.close();
  await first.log.close();
  const second = await open();
  expect(second.telemetry.stats()).toMatchObject({
    series: 2,
    memoryPoints: 0,
    pointsTotal: 3,
    flushedSeq: 2,
  });
  expect(await readAll(second.telemetry)).toEqual([
    [now, 1],
    [now + 1, 2],
  ]);
  expect(await readAll(second.telemetry, "total")).toEqual([[now, 2n ** 60n]]);
  await second.telemetry.close();
  await second.log.close();
});
