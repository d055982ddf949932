import { expect, test } from "bun:test";
import { checkCommand } from "../../../src/codec/codec.ts";
import { COMMAND_MODEL } from "./goldens.ts";

const set = (params: Record<string, unknown>) => {
  const checked = checkCommand({ kind: "property_set", params }, COMMAND_MODEL);
  return checked.ok ? checked.value : checked.error;
};
const call = (identifier: string, input: Record<string, unknown>) => {
  const checked = checkCommand({ kind: "service", identifier, input }, COMMAND_MODEL);
  return checked.ok ? checked.value : checked.error;
};

test("values come out in canonical form", () => {
  expect(set({ on: 1, speed: 0.3, count: "9007199254740993", until: "1600000000000", mode: 0 })).toEqual({
    kind: "property_set",
    values: { on: true, speed: 0.3, count: 9_007_199_254_740_993n, until: 1_600_000_000_000, mode: 0 },
  });
  expect(call("dose", { options: { isFast: 1 }, amount: 2 })).toEqual({
    kind: "service",
    identifier: "dose",
    input: { amount: 2, options: { isFast: true } },
  });
});

test("what cannot be set is refused with its reason", () => {
  expect([
    set({ nothing: 1 }),
    set({ temp: 1 }),
    set({ speed: 51 }),
    set({ speed: 0.25 }),
    set({ mode: 7 }),
    set({ on: "yes" }),
  ]).toEqual([
    { code: "property_unknown", params: { property: "nothing", received: "1" } },
    { code: "property_read_only", params: { property: "temp" } },
    { code: "property_range", params: { property: "speed", received: "51", min: 0, max: 50 } },
    { code: "property_step", params: { property: "speed", received: "0.25", step: 0.1, from: 0 } },
    { code: "property_type", params: { property: "mode", type: "enum (0, 1)", received: "7" } },
    { code: "property_type", params: { property: "on", type: "bool (0 or 1)", received: '"yes"' } },
  ]);
});

test("a service takes exactly its parameters", () => {
  expect([call("fly", {}), call("ping", { a: 1 }), call("dose", { amount: 1 })]).toEqual([
    { code: "service_unknown", params: { service: "fly" } },
    { code: "service_input_unknown", params: { service: "ping", parameter: "a" } },
    { code: "service_input_missing", params: { service: "dose", parameter: "options" } },
  ]);
  expect(call("dose", { amount: 0, options: {} })).toMatchObject({ code: "property_range" });
});
