import { expect, test } from "bun:test";
import { StreamRoom } from "../../src/ingest/streams.ts";
import { STREAMS_PER_DEVICE } from "../../src/spine/limits.ts";
import { EMPTY_MODEL, type ThingModel } from "../../src/spine/model.ts";

function makeRoom(stored: Set<string>) {
  const room = () =>
    new StreamRoom({
      hasSeries: (_, property) => stored.has(property),
      listSeries: () => [...stored].map((property) => ({ property })),
    });
  return room;
}

const device = (model: ThingModel = EMPTY_MODEL) => ({ id: 7, product: { model } });

test("there is room for so many keys, and what is in stays in, also after a restart", () => {
  const stored = new Set<string>();
  const open = makeRoom(stored);
  const room = open();
  const owner = device();
  for (let i = 0; i < STREAMS_PER_DEVICE; i++) {
    expect(room.admit(owner, `k${i}`)).toBe(true);
    if (i % 2 === 0) stored.add(`k${i}`);
  }
  expect(room.admit(owner, "one-more")).toBe(false);
  expect([room.admit(owner, "k0"), room.admit(owner, "k1")]).toEqual([true, true]);
  expect(room.refused).toBe(1);
  for (let i = 0; i < STREAMS_PER_DEVICE; i++) stored.add(`k${i}`);
  const again = open();
  expect([again.admit(owner, "k1"), again.admit(owner, "one-more")]).toEqual([true, false]);
});

test("what becomes a property makes room", () => {
  const stored = new Set(Array.from({ length: STREAMS_PER_DEVICE }, (_, i) => `k${i}`));
  const room = makeRoom(stored)();
  expect(room.admit(device(), "new")).toBe(false);
  const property = { identifier: "k3", name: "K", accessMode: "r", required: false } as const;
  const model = { ...EMPTY_MODEL, properties: [{ ...property, dataType: { type: "double" } as const }] };
  expect([room.admit(device(model), "new"), room.admit(device(model), "another")]).toEqual([true, false]);
});
