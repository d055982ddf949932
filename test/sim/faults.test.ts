// Runs of log and telemetry over a disk that fails in every way a seed can think of.
//   SIM_RUNS (12) and SIM_SEED make it longer, or repeat a failure.

import { afterAll, expect, test } from "bun:test";
import { makeRandom, type Random } from "../../src/kit/random.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { World } from "./world.ts";

const RUNS = Number(process.env.SIM_RUNS ?? 12);
const FIRST_SEED = Number(process.env.SIM_SEED ?? 1);
const STEPS = 80;

/* biome-ignore format: a table, one deed a line */
const DEEDS: readonly (readonly [weight: number, deed: (world: World, random: Random) => unknown])[] = [
  [40, (world) => world.send()],
  [25, (world, random) => world.pass(random.index(200))],
  [8, (world) => world.pass(1_100)],
  [8, (world) => world.flush()],
  [5, (world) => world.compact()],
  [4, (world) => { world.disk.isFull = !world.disk.isFull; }],
  [3, (world, random) => world.hold(random.chance(0.3))],
  [4, (world) => world.shed()],
  [3, (world) => world.losePower()],
  [1, (world) => world.disk.unsynced === undefined && world.restart()],
];
const TOTAL_WEIGHT = DEEDS.reduce((sum, [weight]) => sum + weight, 0);

function choose(random: Random) {
  let at = random.index(TOTAL_WEIGHT);
  for (const [weight, deed] of DEEDS) {
    at -= weight;
    if (at < 0) return deed;
  }
  throw new Error("the weights add up");
}

/** What must hold whatever happened. */
async function judge(world: World): Promise<void> {
  const logged = await world.logged();
  const stored = await world.stored();
  const seqs = Array.from({ length: logged.seqs.length }, (_, i) => logged.firstSeq + i);
  expect({ seqs: logged.seqs, gaps: logged.gaps }).toEqual({ seqs, gaps: 0 });
  const unique = new Set(stored.reports);
  const inLog = new Set(logged.reports);
  const at = new Map(logged.reports.map((n, i) => [n, logged.seqs[i]]));
  const isMisplaced = ([n, seq]: [number, number]) => seq >= logged.firstSeq && at.get(n) !== seq;
  expect({
    lost: [...world.acked.keys()].filter((n) => !unique.has(n)),
    misplaced: [...world.acked].filter(isMisplaced),
    loggedButNotStored: logged.reports.filter((n) => !unique.has(n)),
    twiceInLog: logged.reports.length - inLog.size,
    twiceStored: stored.pointsTotal - unique.size,
    lostEvents: stored.lostEvents,
  }).toEqual({
    lost: [],
    misplaced: [],
    loggedButNotStored: [],
    twiceInLog: 0,
    twiceStored: 0,
    lostEvents: 0,
  });
}

let ackedTotal = 0;
afterAll(() => expect(ackedTotal).toBeGreaterThan(RUNS * 5));

for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
  test(`seed ${seed}: what was acknowledged is stored, once, and the log has no holes`, async () => {
    using folder = makeTempFolder("sim");
    const random = makeRandom(seed);
    const world = new World(folder.path, random);
    await world.open();
    for (let step = 0; step < STEPS; step++) {
      await choose(random)(world, random);
      // After a power loss in the middle of a commit nothing else can happen.
      if (world.disk.unsynced !== undefined) await world.losePower();
    }
    await world.recover();
    ackedTotal += world.acked.size;
    await judge(world);
    await world.restart();
    await world.recover();
    await judge(world);
    await world.close();
  }, 60_000);
}

test("the canary: a disk that acknowledges what it did not write is found out", async () => {
  using folder = makeTempFolder("sim");
  const world = new World(folder.path, makeRandom(7));
  await world.open();
  world.disk.faultRatio = 0;
  for (const isLying of [false, true]) {
    world.disk.isLying = isLying;
    for (let i = 0; i < 5; i++) {
      world.send();
      await world.pass(200);
    }
  }
  await world.losePower();
  await world.recover();
  await expect(judge(world)).rejects.toThrow("lost");
  await world.close();
});
