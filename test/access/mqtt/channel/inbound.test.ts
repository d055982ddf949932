import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Inbound, type Outcome } from "../../../../src/access/mqtt/channel/inbound.ts";

const stored = (seq: number): Outcome => ({ kind: "stored", seq, reply: undefined });

describe("answers keep the order of the messages", () => {
  test("whatever is settled first, under any order of gate and others", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("gate", "later", "now"), { maxLength: 30 }),
        fc.array(fc.nat(100), { maxLength: 60 }),
        (kinds, picks) => {
          const inbound = new Inbound();
          const gate: number[] = [];
          const later: number[] = [];
          const answered: number[] = [];
          const drain = () => {
            for (let next = inbound.next(); next !== undefined; next = inbound.next()) answered.push(next.id);
          };
          for (const [i, kind] of kinds.entries()) {
            const place = inbound.nextPlace;
            if (kind === "now") inbound.addSettled(1, i + 1, stored(i));
            else inbound.add(1, i + 1, kind === "gate");
            if (kind === "gate") gate.push(place);
            if (kind === "later") later.push(place);
          }
          for (const pick of picks) {
            if (pick % 2 === 0 && gate.shift() !== undefined)
              inbound.settle(inbound.gatePlace() ?? -1, stored(0));
            else if (later.length > 0) {
              inbound.settle(later.splice(pick % later.length, 1)[0] ?? -1, stored(0));
            }
            drain();
          }
          while (gate.shift() !== undefined) inbound.settle(inbound.gatePlace() ?? -1, stored(0));
          for (const place of later) inbound.settle(place, stored(0));
          drain();
          expect(answered).toEqual(kinds.map((_, i) => i + 1));
          expect([inbound.pending, inbound.pendingAcks, inbound.gatePlace()]).toEqual([0, 0, undefined]);
        },
      ),
    );
  });

  test("the oldest is taken out at once, another waits", () => {
    const inbound = new Inbound();
    inbound.add(2, 7, true);
    inbound.add(0, 0, true);
    expect(inbound.settleFirst(1, stored(2))).toBeUndefined();
    inbound.settle(1, stored(2));
    expect(inbound.settleFirst(0, stored(1))).toEqual({ id: 7, isQos2: true, outcome: stored(1) });
    expect(inbound.next()).toEqual({ id: 0, isQos2: false, outcome: stored(2) });
    expect([inbound.next(), inbound.pending, inbound.nextPlace]).toEqual([undefined, 0, 2]);
  });
});

test("QoS 2 identifiers: from PUBLISH to PUBREL", () => {
  const inbound = new Inbound();
  expect([inbound.begin(2, 5), inbound.begin(2, 5), inbound.begin(1, 5)]).toEqual(["new", "repeated", "new"]);
  expect(inbound.complete(5)).toBe(false);
  inbound.markReceived(5, false);
  expect([inbound.begin(2, 5), inbound.unfinished]).toEqual(["received", 1]);
  expect([inbound.complete(5), inbound.complete(5), inbound.unfinished]).toEqual([true, false, 0]);
  inbound.begin(2, 6);
  inbound.markReceived(6, true);
  expect([inbound.complete(6), inbound.begin(2, 6), inbound.unfinished]).toEqual([false, "new", 0]);
  inbound.restore([8, 9]);
  expect([inbound.begin(2, 8), inbound.unfinished]).toEqual(["received", 2]);
});

test("a place that is none is ignored", () => {
  const inbound = new Inbound();
  inbound.settle(3, stored(1));
  expect([inbound.next(), inbound.settleFirst(0, stored(1))]).toEqual([undefined, undefined]);
});
