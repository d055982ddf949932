import { expect, test } from "bun:test";
import { Pace } from "../../../src/access/mqtt/pace.ts";

const TEN = { ratePerS: 10, burst: 2 };

test("without limits there is nothing to pay", () => {
  expect(new Pace({ peer: undefined, address: undefined }).open("10.0.0.1:5", 0)).toBeUndefined();
});

test("a peer pays for itself; what it is held back for is told once a minute", () => {
  const pace = new Pace({ peer: TEN, address: undefined });
  const [one, other] = [pace.open("10.0.0.1:5", 0), pace.open("10.0.0.1:6", 0)];
  expect([0, 0, 0, 0].map((nowMs) => one?.spend(nowMs))).toEqual([0, 0, 100, 200]);
  expect(other?.spend(0)).toBe(0);
  expect([0, 1_000, 60_000].map((nowMs) => one?.toReport(nowMs))).toEqual([10, undefined, 10]);
});

test("those of an address pay together, but for this machine, and are forgotten with the last", () => {
  const pace = new Pace({ peer: undefined, address: TEN });
  const peers = [1, 2, 3].map((port) => pace.open(`10.0.0.1:${port}`, 0));
  expect(peers.map((peer) => peer?.spend(0))).toEqual([0, 0, 100]);
  expect([pace.open("127.0.0.1:5", 0), pace.open("[::1]:5", 0)]).toEqual([undefined, undefined]);
  const elsewhere = pace.open("[fd00::1]:5", 0);
  expect([elsewhere?.spend(0), pace.addresses]).toEqual([0, 2]);
  for (const peer of [...peers, elsewhere]) peer?.close();
  expect(pace.addresses).toBe(0);
});
