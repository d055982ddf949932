import { expect, test } from "bun:test";
import type { ThingModel } from "../../../web/src/contract.ts";
import {
  barrierOf,
  errorsOf,
  makeProposal,
  promote,
  withType,
} from "../../../web/src/products/streams/proposals.ts";
import type { Inferred } from "../../../web/src/products/streams/streams-calls.ts";

const stream: Inferred = {
  ...{ key: "temp", identifier: "temp", name: "Temp", samples: 30, devices: 1, min: 1, max: 4 },
  dataType: { type: "int", min: 0, max: 6 },
  alternatives: [{ type: "enum", items: { "1": "1" } }, { type: "long" }],
  ...{ distinct: null, conflicts: [], examples: [1], lastTs: 5 },
};
const EMPTY: ThingModel = { properties: [], events: [], services: [] };
const head = { identifier: "temp", name: "Temp", accessMode: "r", required: false } as const;

test("the chosen ones go behind what the model has", () => {
  const proposal = { ...makeProposal(stream), isChosen: true, unit: " °C ", max: "" };
  const model = promote(EMPTY, [proposal, { ...makeProposal({ ...stream, key: "b", identifier: "b" }) }]);
  expect(model.properties).toEqual([{ ...head, dataType: { type: "int", min: 0, unit: "°C" } }]);
  expect(promote(model, [proposal])).toEqual(model);
});

test("another type brings what belongs to it", () => {
  const chosen = { ...makeProposal(stream), isChosen: true, unit: "s" };
  expect(promote(EMPTY, [withType(chosen, 1)]).properties).toEqual([
    { ...head, dataType: { type: "enum", items: { "1": "1" } } },
  ]);
  expect(promote(EMPTY, [withType(chosen, 2)]).properties).toEqual([
    { ...head, dataType: { type: "long", unit: "s" } },
  ]);
});

test("what cannot be promoted, and what is wrong", () => {
  expect(barrierOf(stream)).toBeUndefined();
  expect(barrierOf({ ...stream, key: "a/b", identifier: "a_b" })).toBe("badKey");
  expect(barrierOf({ ...stream, dataType: null })).toBe("noType");
  expect(errorsOf(makeProposal(stream))).toEqual({});
  expect(errorsOf({ ...makeProposal(stream), name: " ", min: "9" })).toEqual({
    name: "needName",
    max: "badRange",
  });
});
