import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Outbound } from "../../../../src/access/mqtt/broker/outbound.ts";

const LIMITS = { window: 100, queueMessages: 3, queueBytes: 100 };
const entry = (name: string, qos: 1 | 2 = 1, sizeBytes = 10) => ({ name, qos, sizeBytes });
type Entry = ReturnType<typeof entry>;

describe("identifiers", () => {
  test("come in order, skip what is in use, and wrap around", () => {
    const outbound = new Outbound<Entry>(LIMITS, 65_535);
    for (let id = 1; id <= 65_530; id++) {
      expect(outbound.take(1, undefined)).toBe(id);
      outbound.acknowledge(id);
    }
    outbound.take(1, undefined);
    const rest = Array.from({ length: 20 }, () => outbound.take(1, undefined));
    expect([rest.slice(0, 4), rest.slice(4, 7)]).toEqual([
      [65_532, 65_533, 65_534, 65_535],
      [1, 2, 3],
    ]);
    expect([outbound.inFlight, outbound.isFree]).toEqual([21, true]);
  });

  test("are unique and free again only when answered, under any order of answers", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ isTaking: fc.boolean(), pick: fc.nat(100) })), (steps) => {
        const outbound = new Outbound<Entry>(LIMITS, 65_535);
        const inUse: number[] = [];
        for (const { isTaking, pick } of steps) {
          if (isTaking) {
            const id = outbound.take(1, undefined);
            expect(inUse).not.toContain(id);
            inUse.push(id);
          } else if (inUse.length > 0) {
            const [id = 0] = inUse.splice(pick % inUse.length, 1);
            expect([outbound.acknowledge(id), outbound.acknowledge(id)]).toEqual([true, undefined]);
          }
          expect(outbound.inFlight).toBe(inUse.length);
        }
      }),
    );
  });
});

test("QoS 2: PUBREC, PUBCOMP, and what does not belong there", () => {
  const outbound = new Outbound<Entry>(LIMITS, 65_535);
  const message = entry("m", 2);
  const id = outbound.take(2, message);
  expect([outbound.acknowledge(id), outbound.complete(id), outbound.received(9, false)]).toEqual([
    undefined,
    false,
    undefined,
  ]);
  expect([outbound.received(id, false), outbound.received(id, false)]).toEqual([message, true]);
  expect([outbound.inFlight, outbound.complete(id), outbound.complete(id), outbound.inFlight]).toEqual([
    1,
    true,
    false,
    0,
  ]);
  const refused = outbound.take(2, undefined);
  expect([outbound.received(refused, true), outbound.inFlight]).toEqual([true, 0]);
});

test("the window is the smaller of ours and the peer's", () => {
  const outbound = new Outbound<Entry>(LIMITS, 1);
  outbound.take(1, undefined);
  expect(outbound.isFree).toBe(false);
  outbound.setPeer(65_535);
  expect([outbound.isFree, outbound.window]).toEqual([true, 100]);
});

test("the queue is bounded in count and bytes: the oldest go", () => {
  const outbound = new Outbound<Entry>(LIMITS, 65_535);
  const names = (entries: readonly Entry[]) => entries.map(({ name }) => name);
  for (const name of ["a", "b", "c"]) expect(outbound.enqueue(entry(name))).toEqual([]);
  expect(names(outbound.enqueue(entry("d")))).toEqual(["a"]);
  expect(names(outbound.enqueue(entry("e", 1, 90)))).toEqual(["b", "c"]);
  expect(names(outbound.enqueue(entry("f", 1, 101)))).toEqual(["d", "e", "f"]);
  expect([outbound.queued, outbound.queuedBytes, outbound.isFree]).toEqual([0, 0, true]);
});

test("what is unfinished is told in the order in which it was sent", () => {
  const outbound = new Outbound<Entry>(LIMITS, 65_535);
  for (let i = 0; i < 65_530; i++) outbound.acknowledge(outbound.take(1, undefined));
  for (let i = 0; i < 10; i++) outbound.take(2, entry(`m${i}`, 2));
  outbound.received(65_533, false);
  expect(
    outbound.unfinished().map((one) => (one.kind === "publish" ? one.entry.name : `release ${one.id}`)),
  ).toEqual(["m0", "m1", "release 65533", "m3", "m4", "m5", "m6", "m7", "m8", "m9"]);
  expect(outbound.takeAll().length).toBe(9);
  expect([outbound.inFlight, outbound.unfinished()]).toEqual([0, []]);
});

test("what the shelf remembers is put back under its identifier, and new ones go round it", () => {
  const outbound = new Outbound<Entry>(LIMITS, 65_535);
  outbound.restore(5, entry("a", 2));
  outbound.restore(21, undefined);
  expect(outbound.unfinished()).toEqual([
    { kind: "publish", id: 5, entry: entry("a", 2) },
    { kind: "release", id: 21 },
  ]);
  const taken = Array.from({ length: 40 }, () => outbound.take(1, undefined));
  expect([new Set(taken).size, taken.includes(5), taken.includes(21)]).toEqual([40, false, false]);
});

test("some can be taken out, sent or waiting; the others keep their order", () => {
  const outbound = new Outbound<Entry>(LIMITS, 65_535);
  outbound.take(1, entry("x1"));
  outbound.take(1, entry("y1"));
  for (const name of ["x2", "y2", "x3"]) outbound.enqueue(entry(name));
  const taken = outbound.takeWhere(({ name }) => name.startsWith("x"));
  expect([taken.map(({ name }) => name), outbound.takeAll().map(({ name }) => name)]).toEqual([
    ["x1", "x2", "x3"],
    ["y1", "y2"],
  ]);
});

test("a long queue gives back what was taken from it", () => {
  const outbound = new Outbound<Entry>({ window: 1, queueMessages: 1_000, queueBytes: 100_000 }, 1);
  for (let i = 0; i < 300; i++) outbound.enqueue(entry(String(i)));
  const taken = Array.from({ length: 300 }, () => outbound.dequeue()?.name);
  expect([taken[0], taken[299], outbound.dequeue(), outbound.queued]).toEqual(["0", "299", undefined, 0]);
});
