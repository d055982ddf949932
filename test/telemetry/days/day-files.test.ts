import { afterEach, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { dayFileName } from "../../../src/telemetry/days/day.ts";
import { DayFiles } from "../../../src/telemetry/days/day-files.ts";
import { DayStore } from "../../../src/telemetry/days/day-store.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";

afterEach(removeTempDirs);

test("finds the days, opens few at a time, forgets the old ones", () => {
  const dir = tempDir();
  for (let day = 100; day < 112; day++) {
    const store = new DayStore(`${dir}/${dayFileName(day)}`);
    store.begin();
    store.add({ series: 1, tMin: 0, tMax: 1, count: 1, body: Uint8Array.of(day) });
    store.commit("x", day);
    store.close();
  }
  const files = new DayFiles(dir);
  const range = { fromMs: 0, toMs: 9e15 };
  for (const day of files.days) {
    expect(files.heads(day, 1, range).map((head) => [...(files.body(day, head.id) ?? [])])).toEqual([[day]]);
    expect(files.applied(day, "x")).toBe(day);
  }
  expect(files.applied(99, "x")).toBe(0);
  expect(files.forgetBefore(102)).toEqual([100, 101]);
  expect([files.days[0], files.damaged]).toEqual([102, 0]);
  expect(files.sizeBytes()).toBeGreaterThan(10_000);
  files.close();
});

test("a file that cannot be read is counted and has nothing", () => {
  const dir = tempDir();
  writeFileSync(`${dir}/${dayFileName(5)}`, "no database ".repeat(1_000));
  const files = new DayFiles(dir);
  expect([files.heads(5, 1, { fromMs: 0, toMs: 1 }), files.applied(5, "x"), files.damaged]).toEqual([
    [],
    0,
    2,
  ]);
});
