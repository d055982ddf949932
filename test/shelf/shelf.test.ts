import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openShelf, type Shelf, shelfMetrics } from "../../src/shelf/shelf.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { mountSmallDisk } from "../harness/small-disk.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";
import { COMMITTING_CHILD } from "./committing-child.ts";

function commit(shelf: Shelf): Promise<string | undefined> {
  return new Promise((resolve) => shelf.commit((failure) => resolve(failure?.code)));
}

function load(shelf: Shelf): Map<string, string> {
  const found = new Map<string, string>();
  shelf.load((bucket, key, value) => void found.set(`${bucket}/${key}`, Buffer.from(value).toString()));
  return found;
}

describe("openShelf", () => {
  test("costs nothing until something is kept", async () => {
    using folder = makeTempFolder("shelf");
    const path = join(folder.path, "mqtt.db");
    const shelf = openShelf({ path, clock: systemClock });
    expect(load(shelf).size).toBe(0);
    expect(await commit(shelf)).toBeUndefined();
    await shelf.close();
    expect(existsSync(path)).toBe(false);
  });

  test("what was committed is there at the next start", async () => {
    using folder = makeTempFolder("shelf");
    const path = join(folder.path, "mqtt.db");
    const first = openShelf({ path, clock: systemClock });
    first.put("retained", "a/b", Buffer.from("on"));
    first.put("session", "d:1", Buffer.from("{}"));
    expect(await commit(first)).toBeUndefined();
    first.remove("session", "d:1");
    await first.close();
    const second = openShelf({ path, clock: systemClock });
    expect([...load(second)]).toEqual([["retained/a/b", "on"]]);
    await second.close();
  });

  test("loads 100,000 records", async () => {
    using folder = makeTempFolder("shelf");
    const path = join(folder.path, "mqtt.db");
    const shelf = openShelf({ path, clock: systemClock });
    for (let i = 0; i < 100_000; i++) shelf.put("q", `d:${i % 100}\0${i}`, Buffer.alloc(100, i));
    expect(await commit(shelf)).toBeUndefined();
    await shelf.close();
    let records = 0;
    openShelf({ path, clock: systemClock }).load(() => void records++);
    expect(records).toBe(100_000);
  });

  test("sets a damaged file aside and goes on", async () => {
    using folder = makeTempFolder("shelf");
    const path = join(folder.path, "mqtt.db");
    writeFileSync(path, "no database at all".repeat(400));
    const damages: [string, number][] = [];
    const onDamaged = (aside: string, records: number) => void damages.push([aside, records]);
    const shelf = openShelf({ path, clock: systemClock, onDamaged });
    expect(load(shelf).size).toBe(0);
    shelf.put("q", "1", Buffer.from("new"));
    expect(await commit(shelf)).toBeUndefined();
    await shelf.close();
    expect(damages).toEqual([[`${path}.damaged`, 0]]);
    expect([...load(openShelf({ path, clock: systemClock }))]).toEqual([["q/1", "new"]]);
  });

  test("saves what can be read of a file that is damaged further on", async () => {
    using folder = makeTempFolder("shelf");
    const path = join(folder.path, "mqtt.db");
    const first = openShelf({ path, clock: systemClock });
    const padded = (i: number) => String(i).padStart(5, "0");
    for (let i = 0; i < 20_000; i++) first.put("q", padded(i), Buffer.alloc(100, 65));
    await commit(first);
    await first.close();
    const file = readFileSync(path);
    file.fill(0xff, file.length - 400_000);
    writeFileSync(path, file);
    const damages: number[] = [];
    const shelf = openShelf({
      path,
      clock: systemClock,
      onDamaged: (_, records) => void damages.push(records),
    });
    const visited = load(shelf);
    expect(await commit(shelf)).toBeUndefined();
    await shelf.close();
    expect(visited.size).toBeGreaterThan(1_000);
    expect(damages).toEqual([visited.size]);
    expect(load(openShelf({ path, clock: systemClock }))).toEqual(visited);
  });

  test("after kill -9 everything that was said to be durable is there", async () => {
    using folder = makeTempFolder("shelf");
    const path = join(folder.path, "mqtt.db");
    const child = Bun.spawn([process.execPath, COMMITTING_CHILD, path], {
      stdout: "pipe",
      stderr: "inherit",
    });
    let said = "";
    const reading = (async () => {
      for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) said += chunk;
    })();
    await until(() => said.length > 2_000, "some hundred commits");
    child.kill("SIGKILL");
    await Promise.all([child.exited, reading]);
    const durable = said.split("\n").slice(0, -1).map(Number);
    const found = load(openShelf({ path, clock: systemClock }));
    const highest = Math.max(...durable);
    const missing = durable.filter((n) => {
      const isTakenAway = n % 3 === 0 && n < highest;
      return !isTakenAway && found.get(`q/${n}`) !== `value ${n}`;
    });
    const risen = durable.filter((n) => n % 3 === 1 && found.has(`q/${n - 1}`));
    expect({ missing, risen }).toEqual({ missing: [], risen: [] });
    expect(durable.length).toBeGreaterThan(100);
  });

  test("a full disk fails commits; with room everything is written", async () => {
    using disk = mountSmallDisk(2_000_000);
    if (disk === undefined) return;
    const path = join(disk.path, "mqtt.db");
    const limits = { pendingBytes: 8_000_000, commitGapMs: 1, relaxedMs: 50, retryMs: 20 };
    const shelf = openShelf({ path, clock: systemClock, limits });
    shelf.put("q", "0", Buffer.from("first"));
    expect(await commit(shelf)).toBeUndefined();
    disk.fill();
    for (let i = 1; i < 40; i++) shelf.put("q", String(i), Buffer.alloc(10_000, 65));
    expect(await commit(shelf)).toBe("shelf_unavailable");
    expect(shelf.stats().unavailable).toBe("the disk is full");
    disk.clear();
    await until(() => shelf.stats().unavailable === undefined, "the retry");
    expect(await commit(shelf)).toBeUndefined();
    await shelf.close();
    expect(load(openShelf({ path, clock: systemClock })).size).toBe(40);
  });
});

test("tells Prometheus how it stands", () => {
  const stats = { pendingRecords: 2, pendingBytes: 300, commits: 7, unavailable: "the disk is full" };
  const told = shelfMetrics(stats).map(({ name, samples }) => [name, samples[0]?.value]);
  expect(told).toEqual([
    ["gantry_shelf_pending_records", 2],
    ["gantry_shelf_pending_bytes", 300],
    ["gantry_shelf_writable", 0],
    ["gantry_shelf_commits_total", 7],
  ]);
});
