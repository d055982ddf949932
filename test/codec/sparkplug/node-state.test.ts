import { expect, test } from "bun:test";
import { NodeState } from "../../../src/codec/sparkplug/node-state.ts";

const metric = (parts: { name?: string; alias?: bigint; datatype?: number }) => ({
  name: undefined,
  alias: undefined,
  datatype: undefined,
  timestamp: undefined,
  isHistorical: false,
  isNull: false,
  value: undefined,
  ...parts,
});

test("numbers follow each other, 255 by 0", () => {
  const state = new NodeState();
  expect([254, 255, 0, 1, 3, 4, undefined, 5].map((seq) => state.follow(seq))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    2,
    undefined,
    undefined,
    undefined,
  ]);
});

test("aliases stand for the names of the birth until the node is born again", () => {
  const state = new NodeState();
  state.begin(1n);
  state.learn("", metric({ name: "temp", alias: 1n, datatype: 9 }));
  state.learn("d", metric({ name: "on", datatype: 11 }));
  expect(state.identify("", metric({ alias: 1n }))).toEqual({ name: "temp", datatype: 9 });
  expect(state.identify("d", metric({ name: "on" }))).toEqual({ name: "on", datatype: 11 });
  expect(state.identify("", metric({ alias: 2n }))).toBeUndefined();
  state.begin(2n);
  expect([state.identify("", metric({ alias: 1n })), state.bdSeq]).toEqual([undefined, 2n]);
});

test("does not learn names without end", () => {
  const state = new NodeState();
  const name = "x".repeat(513);
  state.learn("", metric({ name, alias: 1n }));
  for (let i = 0; i < 30_000; i++) state.learn("", metric({ name: `m${i}`, alias: BigInt(i + 2) }));
  expect(state.identify("", metric({ alias: 1n }))).toBeUndefined();
  expect(state.identify("", metric({ alias: 20_001n }))).toEqual({ name: "m19999", datatype: undefined });
  expect(state.identify("", metric({ alias: 20_002n }))).toBeUndefined();
});

test("asks for a birth once in a while", () => {
  const state = new NodeState();
  expect([0, 1_000, 29_999, 30_000].map((at) => state.takeRebirth(at))).toEqual([true, false, false, true]);
});

test("forgets its devices with its end", () => {
  const state = new NodeState();
  state.begin(undefined);
  state.addDevice("d");
  state.end();
  expect([state.isBorn, state.devices.size]).toEqual([false, 0]);
});
