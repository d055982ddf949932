import { afterEach, expect, test } from "bun:test";
import type { Log } from "../../../src/log/log.ts";
import { dayFileName } from "../../../src/telemetry/days/day.ts";
import { DayFiles } from "../../../src/telemetry/days/day-files.ts";
import { DayStore } from "../../../src/telemetry/days/day-store.ts";
import { Replay } from "../../../src/telemetry/days/replay.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

test("tells what a day file has already, up to the end of the log at the start", () => {
  const dir = tempDir();
  const store = new DayStore(`${dir}/${dayFileName(5)}`);
  store.begin();
  store.commit("x", 10);
  store.close();
  const log = { id: "x", stats: () => ({ lastSeq: 12 }) } as unknown as Log;
  const replay = new Replay(new DayFiles(dir), log);
  expect([
    replay.isApplied(5, 10),
    replay.isApplied(5, 11),
    replay.isApplied(6, 1),
    replay.isApplied(5, 13),
  ]).toEqual([true, false, false, false]);
  expect([replay.covers(12), replay.covers(13)]).toEqual([true, false]);
});
