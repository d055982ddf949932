import { expect, test } from "bun:test";
import { EventFilter } from "../../src/log/event-filter.ts";
import { kindBits } from "../../src/log/record.ts";
import { property, state } from "./sample.ts";

const events = [property(1, { seq: 5 }), state(2, { seq: 6 }), property(3, { seq: 7, productKey: "oven" })];
const batch = { firstSeq: 5, events, kinds: kindBits(["property", "state"]), products: ["press", "oven"] };

test("a filter that takes everything gives the list itself", () => {
  expect(new EventFilter({}).pick(batch, 5)).toBe(events);
  expect(new EventFilter({ productKeys: ["press", "oven", "tank"] }).pick(batch, 5)).toBe(events);
});

test("picks by kind, product and position", () => {
  const seqs = (filter: ConstructorParameters<typeof EventFilter>[0], from = 5) =>
    new EventFilter(filter).pick(batch, from).map((event) => event.seq);
  expect(seqs({ kinds: ["property"] })).toEqual([5, 7]);
  expect(seqs({ productKeys: ["oven"] })).toEqual([7]);
  expect(seqs({ kinds: ["state"], productKeys: ["oven"] })).toEqual([]);
  expect(seqs({}, 6)).toEqual([6, 7]);
  expect(seqs({ kinds: ["reply"] })).toEqual([]);
});

test("a batch that does not list its products may hold any", () => {
  const filter = new EventFilter({ productKeys: ["oven"] });
  expect(filter.pick({ ...batch, products: undefined }, 5).map((event) => event.seq)).toEqual([7]);
  expect(filter.mayMatch({ ...batch, products: ["press"] })).toBe(false);
});
