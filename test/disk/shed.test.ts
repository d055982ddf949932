import { expect, test } from "bun:test";
import { type ShedPorts, shed } from "../../src/disk/shed.ts";

/** A store in which each kind has so many pieces of so many bytes. */
function makeStore(pieces: Record<"traces" | "log" | "raw" | "rollups", [count: number, bytes: number]>) {
  const removed: string[] = [];
  let freedBytes = 0;
  const take = (name: keyof typeof pieces) => async () => {
    const piece = pieces[name];
    if (piece[0] === 0) return false;
    piece[0]--;
    freedBytes += piece[1];
    removed.push(name);
    return true;
  };
  const ports: ShedPorts = {
    shedTraces: take("traces"),
    shedLog: take("log"),
    shedOldestRawDay: take("raw"),
    shedOldestRollups: take("rollups"),
  };
  return { ports, removed, excessOf: (bytes: number) => async () => Math.max(0, bytes - freedBytes) };
}

test("nothing too much, nothing removed", async () => {
  const { ports, removed, excessOf } = makeStore({
    traces: [1, 1],
    log: [1, 1],
    raw: [1, 1],
    rollups: [1, 1],
  });
  expect(await shed(ports, excessOf(0))).toEqual({
    removed: { traces: 0, log: 0, raw: 0, rollups: 0 },
    excessBytes: 0,
  });
  expect(removed).toEqual([]);
});

test("traces, then the log, then raw days, then rollups, and no more than needed", async () => {
  const { ports, removed, excessOf } = makeStore({
    traces: [2, 1],
    log: [1, 10],
    raw: [3, 100],
    rollups: [9, 50],
  });
  expect(await shed(ports, excessOf(150))).toEqual({
    removed: { traces: 2, log: 1, raw: 2, rollups: 0 },
    excessBytes: 0,
  });
  expect(removed).toEqual(["traces", "traces", "log", "raw", "raw"]);
});

test("a step that fails leaves it to the next one", async () => {
  const { ports, excessOf } = makeStore({ traces: [0, 0], log: [0, 0], raw: [2, 10], rollups: [0, 0] });
  const shedTraces = () => Promise.reject(new Error("database: full"));
  expect(await shed({ ...ports, shedTraces }, excessOf(20))).toEqual({
    removed: { traces: 0, log: 0, raw: 2, rollups: 0 },
    excessBytes: 0,
  });
});

test("tells what is still too much when nothing is left that may go", async () => {
  const { ports, excessOf } = makeStore({ traces: [99, 0], log: [0, 0], raw: [1, 10], rollups: [2, 5] });
  expect(await shed(ports, excessOf(100))).toEqual({
    removed: { traces: 10, log: 0, raw: 1, rollups: 2 },
    excessBytes: 80,
  });
});
