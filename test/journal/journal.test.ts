import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { append, property, removeTempDirs, tempDir } from "../log/sample.ts";
import { EVENTS, makeRig } from "./rig.ts";

afterEach(removeTempDirs);

test("each event of the log is there once, in order, over restarts; property reports are not", async () => {
  const dir = tempDir();
  const first = await makeRig(dir);
  await first.add(EVENTS.state, property(2), EVENTS.event);
  await first.close();
  const second = await makeRig(dir);
  await second.add(property(4), EVENTS.refused, EVENTS.lifecycle);
  expect(second.journal.list({ limit: 9 }).map((entry) => [entry.kind, entry.seq])).toEqual([
    ["lifecycle", 6],
    ["refused", 5],
    ["event", 3],
    ["state", 1],
  ]);
  expect(second.journal.stats()).toEqual({
    ...{ entries: 4, lag: 0, lostEvents: 0, deadLettered: 0 },
    failure: undefined,
  });
  await second.close();
});

test("many events are written in several goes", async () => {
  const { log, journal, close, add } = await makeRig(tempDir());
  await append(log, ...Array.from({ length: 2_500 }, () => ({ ...EVENTS.state })));
  await add(EVENTS.event);
  expect(journal.stats().entries).toBe(2_501);
  await close();
});

test("it is cleaned once a minute", async () => {
  const { journal, clock, add, close } = await makeRig(tempDir(), { maxEntries: 3 });
  await add(...Array.from({ length: 5 }, () => EVENTS.state));
  expect(journal.stats().entries).toBe(5);
  clock.advance(60_000);
  expect(journal.list({ limit: 9 }).map((entry) => entry.seq)).toEqual([5, 4, 3]);
  await close();
});

test("while its file cannot be written it waits, and then goes on", async () => {
  const dir = tempDir();
  const { log, journal, clock, close } = await makeRig(dir);
  const other = new Database(`${dir}/journal.db`);
  other.run("ALTER TABLE entries RENAME TO hidden");
  await append(log, { ...EVENTS.state });
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(journal.stats.bind(journal)).toThrow();
  other.run("ALTER TABLE hidden RENAME TO entries");
  other.close();
  expect(journal.stats()).toMatchObject({ entries: 0, failure: expect.stringContaining("no such table") });
  const reached = journal.reached(1);
  clock.advance(5_000);
  await reached;
  expect(journal.stats()).toMatchObject({ entries: 1, failure: undefined });
  await close();
});

test("closing ends every wait", async () => {
  const { journal, close } = await makeRig(tempDir());
  const waiting = journal.reached(99);
  await close();
  await waiting;
  await journal.reached(100);
});

test("an event of which no entry can be made goes to the dead letters; the others are written, and it can be had back", async () => {
  const dir = tempDir();
  const { log, journal, deadLetters, clock, close } = await makeRig(dir);
  const other = new Database(`${dir}/journal.db`);
  other.run(
    `CREATE TRIGGER picky BEFORE INSERT ON entries WHEN NEW.device_name = 'bad'
     BEGIN SELECT RAISE(ABORT, 'no such device'); END`,
  );
  const names = ["a", "b", "bad", "c", "d"];
  await append(log, ...names.map((deviceName) => ({ ...EVENTS.state, deviceName })));
  const reached = journal.reached(5);
  const ticking = setInterval(() => clock.advance(500), 1);
  await reached;
  clearInterval(ticking);
  const kept = () => journal.list({ limit: 9 }).map((entry) => `${entry.seq} ${entry.deviceName}`);
  expect(kept()).toEqual(["5 d", "4 c", "2 b", "1 a"]);
  expect(journal.stats()).toEqual({
    ...{ entries: 4, lag: 0, lostEvents: 0, deadLettered: 1 },
    failure: undefined,
  });
  expect(deadLetters.list({ limit: 9 })).toMatchObject([
    { id: 1, target: "journal", seq: 3, attempts: 3, reason: expect.stringContaining("no such device") },
  ]);
  expect((await deadLetters.replay(1)).ok).toBe(false);
  other.run("DROP TRIGGER picky");
  expect((await deadLetters.replay(1)).ok).toBe(true);
  expect(kept()).toEqual(["3 bad", "5 d", "4 c", "2 b", "1 a"]);
  expect(deadLetters.counts()).toMatchObject([{ target: "journal", count: 0 }]);
  other.close();
  await close();
});
