import { afterEach, expect, test } from "bun:test";
import { Positions } from "../../src/log/positions.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { removeTempDirs, tempDir } from "./sample.ts";

afterEach(removeTempDirs);

test("positions are saved together after a while and found again", () => {
  const path = `${tempDir()}/positions.db`;
  const clock = makeManualClock();
  const positions = new Positions(path, clock, 1_000);
  positions.set("a", 5, 9);
  positions.set("a", 7, 9);
  positions.set("b", 1, 9);
  expect([positions.get("a"), clock.pending()]).toEqual([7, 1]);
  clock.advance(1_000);
  const other = new Positions(path, clock, 1_000);
  expect([other.get("a"), other.get("b"), other.get("c"), other.lastSeqSeen]).toEqual([7, 1, undefined, 9]);
  expect(other.logId).toBe(positions.logId);
  const gap = { reader: "b", fromSeq: 2, toSeq: 4, missed: 3, atMs: 8 };
  positions.noteGap(gap);
  expect([positions.gaps(), other.gaps()]).toEqual([[gap], []]);
  positions.close(12);
  other.close(3);
  const later = new Positions(path, clock, 1_000);
  expect([later.lastSeqSeen, later.gaps()]).toEqual([12, [gap]]);
});
