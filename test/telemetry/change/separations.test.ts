import { afterEach, describe, expect, test } from "bun:test";
import { leftOver } from "../../../src/telemetry/change/separations.ts";
import type { Telemetry } from "../../../src/telemetry/telemetry.ts";
import type { BlockOrder } from "../../../src/telemetry/writer/block-writer.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";
import { DAY, InlineWriter, makeRig, NOON, point, readAll, report, store } from "../rig.ts";

afterEach(removeTempDirs);

const CUT = { id: "press/t@v1", property: "t", into: "t@v1" };
const old = (n: number) => point(NOON - DAY + n, n);
const fresh = (n: number) => point(NOON + n, `n${n}`);
const both = async (telemetry: Telemetry, deviceId = 1) => ({
  old: await readAll(telemetry, "t@v1", deviceId),
  new: await readAll(telemetry, "t", deviceId),
});

test("what came before goes on under the other name, in files, rollups and memory; what comes after begins anew", async () => {
  const dir = tempDir();
  const first = await makeRig(dir);
  await store(first.log, first.telemetry, [old(1)], [old(2)]);
  await first.telemetry.flush();
  await first.telemetry.compact();
  const afterSeq = await store(first.log, first.telemetry, [old(3), point(NOON, 5, "other")]);
  const done: string[] = [];
  const separation = { ...CUT, afterSeq, deviceIds: () => [1, 2], onDone: () => void done.push("told") };
  first.telemetry.separate(separation);
  await store(first.log, first.telemetry, [fresh(1)], [fresh(2)]);
  const expected = {
    old: [1, 2, 3].map((n) => [NOON - DAY + n, n]),
    new: [1, 2].map((n) => [NOON + n, `n${n}`]),
  };
  expect(await both(first.telemetry)).toEqual(expected as never);
  expect(done).toEqual(["told"]);
  expect(first.telemetry.latest(1).map(({ property, value }) => [property, value])).toEqual([
    ["other", 5],
    ["t@v1", 3],
    ["t", "n2"],
  ]);
  await first.close();

  const second = await makeRig(dir, { separations: [separation] });
  expect(done).toEqual(["told", "told"]);
  await store(second.log, second.telemetry, [fresh(3)]);
  await second.telemetry.compact();
  expect(await both(second.telemetry)).toEqual({
    old: expected.old,
    new: [...expected.new, [NOON + 3, "n3"]],
  } as never);
  const rows = await second.telemetry.aggregate({
    ...{ deviceId: 1, property: "t@v1", fromMs: NOON - 2 * DAY, toMs: NOON, timeZone: "UTC", fill: "none" },
    interval: { unit: "day", count: 1 },
  });
  expect(rows).toMatchObject([{ count: 3, min: 1, max: 3 }]);
  await second.close();
});

describe("a cut in the middle of what is read at once", () => {
  test("splits it, whatever the order of telling", async () => {
    const { log, telemetry, close } = await makeRig(tempDir());
    // Told before telemetry has read what came before.
    const settled = Promise.withResolvers<number>();
    for (const n of [1, 2]) log.append([report([old(n)])], "grouped");
    const { lastSeq, pendingEvents } = log.stats();
    telemetry.separate({ ...CUT, afterSeq: lastSeq + pendingEvents, deviceIds: () => [1], onDone() {} });
    for (const n of [1, 2])
      log.append([report([fresh(n)])], "grouped", (r) => r.ok && n === 2 && settled.resolve(r.value.seq));
    await telemetry.reached(await settled.promise);
    expect(await both(telemetry)).toEqual({
      old: [1, 2].map((n) => [NOON - DAY + n, n]),
      new: [1, 2].map((n) => [NOON + n, `n${n}`]),
    } as never);
    await close();
  });
});

test("a crash at any moment of it neither mixes nor loses", async () => {
  for (let at = 0; at < 9; at++) {
    const dir = tempDir();
    const writer = new InlineWriter();
    const first = await makeRig(dir, { writer, limits: { retryMs: 3_600_000 } });
    const afterSeq = await store(first.log, first.telemetry, [old(1)], [old(2)]);
    let seen = 0;
    const cut = (order: BlockOrder) => {
      if (order.type !== "open" && seen++ >= at) throw new Error("power cut");
    };
    writer.before = cut;
    const separation = { ...CUT, afterSeq, deviceIds: () => [1], onDone() {} };
    first.telemetry.separate(separation);
    for (const n of [1, 2]) first.log.append([report([fresh(n)])], "grouped");
    await new Promise<void>((resolve) => first.log.append([], "strict", () => resolve()));
    writer.before = () => {
      throw new Error("power cut");
    };
    await first.close();

    const second = await makeRig(dir, { separations: [separation] });
    await second.telemetry.reached(4);
    expect(await both(second.telemetry)).toEqual({
      old: [1, 2].map((n) => [NOON - DAY + n, n]),
      new: [1, 2].map((n) => [NOON + n, `n${n}`]),
    } as never);
    await second.close();
  }
}, 60_000);

test("what was done before is told at once and not done again", () => {
  const done: string[] = [];
  const make = (id: string) => ({
    ...CUT,
    id,
    afterSeq: 1,
    deviceIds: () => [],
    onDone: () => void done.push(id),
  });
  const left = leftOver([make("a"), make("b")], { isSeparated: (id) => id === "a" });
  expect([left.map(({ id }) => id), done]).toEqual([["b"], ["a"]]);
});
