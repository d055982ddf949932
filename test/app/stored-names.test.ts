import { expect, test } from "bun:test";
import { historyIdsOf, StoredNames } from "../../src/app/stored-names.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

/** Devices 1 to `count`, of which the last one alone has values of `rare`; each look takes 0.1 ms. */
function makeRooms(count: number) {
  const clock = makeManualClock();
  const looks = { all: 0, one: 0 };
  const devices = {
    historyIdsOf: (_: string, { after, limit }: { after: number; limit: number }) =>
      Array.from({ length: Math.min(limit, count - after) }, (_, at) => after + at + 1),
  };
  const point = { ts: 1, value: 1, quality: 0, recvTs: 1 } as const;
  const telemetry = {
    addNames(id: number, found: Set<string>) {
      looks.all += 1;
      clock.advance(0.1);
      found.add(id === count ? "rare" : "often");
    },
    latestOf(id: number, property: string) {
      looks.one += 1;
      return property === "often" || (property === "rare" && id === count) ? point : undefined;
    },
  };
  return { clock, looks, devices, names: new StoredNames({ clock, devices, telemetry }) };
}

test("a survey pauses every few ms, is shared by those who ask meanwhile, and is kept for two seconds", async () => {
  const { clock, looks, names } = makeRooms(2_000);
  let turns = 0;
  let longestMs = 0;
  let lastMs = clock.monotonicMs();
  const watch = () => {
    turns += 1;
    longestMs = Math.max(longestMs, clock.monotonicMs() - lastMs);
    lastMs = clock.monotonicMs();
    if (looks.all < 2_000) setImmediate(watch);
  };
  setImmediate(watch);
  await Promise.all([names.survey(["p"]), names.survey(["p"])]);
  expect(looks).toEqual({ all: 2_000, one: 0 });
  expect(turns).toBeGreaterThan(30);
  expect(longestMs).toBeLessThan(6);
  expect([names.has("p", "rare"), names.has("p", "often"), names.has("p", "none")]).toEqual([
    true,
    true,
    false,
  ]);
  await names.survey(["p"]);
  expect(looks).toEqual({ all: 2_000, one: 0 });
  clock.advance(2_000);
  await names.survey(["p"]);
  expect(looks).toEqual({ all: 4_000, one: 0 });
});

test("without a survey the first device that has values is the answer", () => {
  const { looks, names, devices } = makeRooms(1_001);
  expect(names.has("p", "often")).toBe(true);
  expect(looks).toEqual({ all: 0, one: 1 });
  expect([names.has("p", "rare"), names.has("p", "none")]).toEqual([true, false]);
  expect([...historyIdsOf(devices, "p")]).toHaveLength(1_001);
});

test("several products are kept beside each other, from when the last was looked through", async () => {
  const { clock, looks, names } = makeRooms(1_000);
  await names.survey(["a", "b", "c"]);
  expect(looks.all).toBe(3_000);
  clock.advance(1_999);
  expect([names.has("a", "rare"), names.has("b", "none"), names.has("c", "often"), looks.one]).toEqual([
    true,
    false,
    true,
    0,
  ]);
  clock.advance(1);
  names.has("a", "often");
  expect(looks.one).toBe(1);
});
