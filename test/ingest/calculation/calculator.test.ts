import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { makeDecoded } from "../../../src/codec/decoded.ts";
import { makeCalculator } from "../../../src/ingest/calculation/calculator.ts";
import type { KnownValue } from "../../../src/ingest/calculation/device-values.ts";
import type { PropertyEvent } from "../../../src/spine/event.ts";
import { type ThingModel, ThingModelSchema, type ValidationLevel } from "../../../src/spine/model.ts";
import type { Point, Quality, Value } from "../../../src/spine/point.ts";

type Spec = { type?: string; min?: number; max?: number; calculated?: object };

function modelOf(properties: Record<string, Spec>): ThingModel {
  return v.parse(ThingModelSchema, {
    properties: Object.entries(properties).map(([identifier, { calculated, type = "double", ...more }]) => ({
      identifier,
      name: identifier,
      dataType: { type, ...more },
      ...(calculated && { calculated }),
    })),
  });
}

const formula = (text: string, more: Spec = {}): Spec => ({
  ...more,
  calculated: { kind: "formula", formula: text },
});
const counter = (source: string, more = {}): Spec => ({ calculated: { kind: "counter", source, ...more } });
const integral = (source: string, more = {}): Spec => ({
  calculated: { kind: "integral", source, perS: 3_600, ...more },
});

/** A device with a store of its newest values, as telemetry would have them. */
function makeWorld(model: ThingModel, validation: ValidationLevel = "warn") {
  const product = { model, validation };
  const stored = new Map<string, KnownValue>();
  const options = { productOf: () => product, latest: () => [...stored.values()] };
  let calculator = makeCalculator(options);
  const keep = (point: Point) => {
    if ((stored.get(point.property)?.ts ?? Number.NEGATIVE_INFINITY) <= point.ts)
      stored.set(point.property, point);
  };
  return {
    product,
    /** Gives what was calculated, as `[property, ts, value]`, with the quality where it is not good. */
    report(points: readonly (readonly [string, number, Value, Quality?])[]) {
      const event = eventOf(
        points.map(([property, ts, value, quality = 0]) => ({ property, ts, value, quality })),
      );
      const whole = calculator.complete(makeDecoded({ events: [event] }));
      const all = (whole.events[0] as PropertyEvent).points;
      for (const point of all) keep(point);
      const more = all
        .slice(points.length)
        .map(({ property, ts, value, quality }) =>
          quality === 0 ? [property, ts, value] : [property, ts, value, quality],
        );
      return whole.flags.length === 0 ? more : [...more, ...whole.flags.map(({ code }) => code)];
    },
    restart() {
      calculator = makeCalculator(options);
    },
    stats: () => calculator.stats,
  };
}

function eventOf(points: readonly Point[]): PropertyEvent {
  return {
    ...{ seq: 0, kind: "property", deviceId: 7, productKey: "pk", deviceName: "d", ts: 0, recvTs: 0 },
    ...{ protocol: "mqtt", dialect: "plain", reqId: "", points },
  };
}

describe("formulas", () => {
  test("take what the report brings, else what is known, and only run when something new is there", () => {
    const world = makeWorld(modelOf({ u: {}, i: {}, other: {}, p: formula("u * i") }));
    expect(world.report([["u", 1, 230]])).toEqual([]);
    expect(world.report([["i", 2, 2]])).toEqual([["p", 2, 460]]);
    expect(world.report([["other", 3, 9]])).toEqual([]);
    expect(
      world.report([
        ["u", 4, 231],
        ["i", 4, 3],
      ]),
    ).toEqual([["p", 4, 693]]);
    world.restart();
    expect(world.report([["i", 5, 1]])).toEqual([["p", 5, 231]]);
  });

  test("of formulas are calculated behind one another", () => {
    const world = makeWorld(modelOf({ cost: formula("p * 2"), p: formula("u * 10"), u: {} }));
    expect(world.report([["u", 1, 1]])).toEqual([
      ["p", 1, 10],
      ["cost", 1, 20],
    ]);
  });

  test("look back, also over a restart", () => {
    const world = makeWorld(
      modelOf({ a: {}, rate: formula("(a - prev(a)) / dt()"), sum: formula("coalesce(prev(sum), 0) + a") }),
    );
    expect(world.report([["a", 1_000, 5]])).toEqual([["sum", 1_000, 5]]);
    expect(world.report([["a", 3_000, 9]])).toEqual([["sum", 3_000, 14]]);
    world.restart();
    expect(world.report([["a", 4_000, 1]])).toEqual([["sum", 4_000, 15]]);
  });

  test("know how long ago the last value was", () => {
    const world = makeWorld(modelOf({ a: {}, since: formula("coalesce(dt(), 0) + 0 * a") }));
    expect(world.report([["a", 1_000, 5]])).toEqual([["since", 1_000, 0]]);
    expect(world.report([["a", 3_500, 5]])).toEqual([["since", 3_500, 2.5]]);
    world.restart();
    expect(world.report([["a", 4_000, 5]])).toEqual([["since", 4_000, 0.5]]);
  });

  test("several times in one report come in their order, however they were sent", () => {
    const world = makeWorld(modelOf({ a: {}, b: {}, sum: formula("a + b"), step: formula("a - prev(a)") }));
    expect(
      world.report([
        ["a", 3, 30],
        ["a", 1, 10],
        ["b", 1, 1],
        ["a", 2, 20],
        ["b", 3, 3],
      ]),
    ).toEqual([
      ["sum", 1, 11],
      ["sum", 2, 21],
      ["step", 2, 10],
      ["sum", 3, 33],
      ["step", 3, 10],
    ]);
  });

  test("of an older time take what came for that very time, and leave what is in force alone", () => {
    const world = makeWorld(modelOf({ a: {}, b: {}, sum: formula("a + b"), step: formula("a - prev(a)") }));
    world.report([
      ["a", 10, 1],
      ["b", 10, 2],
    ]);
    expect(
      world.report([
        ["a", 5, 100],
        ["b", 5, 200],
      ]),
    ).toEqual([["sum", 5, 300]]);
    expect(world.report([["a", 6, 100]])).toEqual([]);
    expect(world.report([["a", 11, 4]])).toEqual([
      ["sum", 11, 6],
      ["step", 11, 3],
    ]);
  });

  test("are as good as the worst operand", () => {
    const world = makeWorld(modelOf({ a: {}, b: {}, sum: formula("a + b") }));
    expect(
      world.report([
        ["a", 1, 1, 2],
        ["b", 1, 2],
      ]),
    ).toEqual([["sum", 1, 3, 2]]);
    expect(world.report([["a", 2, 1, 4]])).toEqual([["sum", 2, 3, 4]]);
    expect(world.report([["a", 3, 1]])).toEqual([["sum", 3, 3]]);
  });

  test("tell once that they have no value, until they have one again", () => {
    const world = makeWorld(modelOf({ a: {}, b: {}, ratio: formula("a / b"), root: formula("sqrt(a)") }));
    expect(
      world.report([
        ["a", 1, -1],
        ["b", 1, 0],
      ]),
    ).toEqual(["calculation_division", "calculation_undefined"]);
    expect(world.report([["a", 2, -1]])).toEqual([]);
    expect(world.report([["b", 3, 2]])).toEqual([["ratio", 3, -0.5]]);
    expect(world.report([["b", 4, 0]])).toEqual(["calculation_division"]);
    expect(world.stats()).toEqual({ points: 1, faults: 3, devices: 1 });
  });

  test("give what the type holds", () => {
    const model = modelOf({
      a: {},
      whole: formula("a", { type: "int" }),
      hot: formula("a > 50", { type: "bool" }),
      text: formula("a > 50 ? 'hot' : 'cold'", { type: "text" }),
      narrow: formula("a", { min: 0, max: 60 }),
    });
    expect(makeWorld(model).report([["a", 1, 70.6]])).toEqual([
      ["whole", 1, 71],
      ["hot", 1, true],
      ["text", 1, "hot"],
      ["narrow", 1, 70.6, 2],
      "property_range",
    ]);
    expect(makeWorld(model, "strict").report([["a", 1, 70.6]])).toEqual([
      ["whole", 1, 71],
      ["hot", 1, true],
      ["text", 1, "hot"],
      "property_range",
    ]);
  });

  test("leave out operands of the wrong kind", () => {
    const world = makeWorld(modelOf({ a: {}, b: formula("coalesce(a, -1)") }));
    expect(world.report([["a", 1, "broken", 2]])).toEqual([["b", 1, -1, 2]]);
  });
});

describe("counters", () => {
  test("begin with the first value, and survive rollover, reset and restart", () => {
    const world = makeWorld(modelOf({ raw: { type: "int" }, total: counter("raw", { rollover: 65_536 }) }));
    expect(world.report([["raw", 1, 65_000]])).toEqual([["total", 1, 0]]);
    expect(world.report([["raw", 2, 65_500]])).toEqual([["total", 2, 500]]);
    world.restart();
    expect(world.report([["raw", 3, 100]])).toEqual([["total", 3, 636]]);
    expect(world.report([["raw", 4, 40]])).toEqual([["total", 4, 676]]);
    world.restart();
    world.restart();
    expect(world.report([["raw", 5, 41]])).toEqual([["total", 5, 677]]);
  });

  test("are not disturbed by late, bad and foreign values", () => {
    const world = makeWorld(modelOf({ raw: {}, total: counter("raw") }));
    world.report([["raw", 10, 100]]);
    expect(world.report([["raw", 5, 7_000]])).toEqual([]);
    expect(world.report([["raw", 11, 9_999, 2]])).toEqual([]);
    expect(world.report([["raw", 12, "n/a", 2]])).toEqual([]);
    expect(world.report([["raw", 13, 103]])).toEqual([["total", 13, 3]]);
    expect(world.report([["raw", 13, 103]])).toEqual([["total", 13, 3]]);
  });

  test("feed formulas", () => {
    const world = makeWorld(
      modelOf({ raw: {}, total: counter("raw", { scale: 0.5 }), cost: formula("total * 3") }),
    );
    world.report([["raw", 1, 10]]);
    expect(world.report([["raw", 2, 20]])).toEqual([
      ["total", 2, 5],
      ["cost", 2, 15],
    ]);
  });

  test("count everything, with restarts anywhere and batches of any size", () => {
    const step = fc.record({ by: fc.nat({ max: 30_000 }), isRestart: fc.boolean(), isBatched: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const world = makeWorld(
          modelOf({ raw: { type: "int" }, total: counter("raw", { rollover: 65_536 }) }),
        );
        let real = 60_000;
        let ts = 1;
        let last: unknown = 0;
        let batch: [string, number, number][] = [["raw", ts, real]];
        const send = () => {
          const given = world.report(batch);
          const newest = given.at(-1) as readonly unknown[] | undefined;
          if (newest) last = newest[2];
          batch = [];
        };
        for (const { by, isRestart, isBatched } of steps) {
          real += by;
          ts += 1;
          batch.push(["raw", ts, real % 65_536]);
          if (isBatched) continue;
          // The order within a batch says nothing.
          batch.reverse();
          send();
          if (isRestart) world.restart();
        }
        if (batch.length > 0) send();
        expect(last).toBe(real - 60_000);
      }),
      { numRuns: 200, seed: 11 },
    );
  });
});

describe("integrals", () => {
  const hour = 3_600_000;

  test("go on over a restart, but not over a gap", () => {
    const world = makeWorld(modelOf({ kw: {}, kwh: integral("kw", { maxGapS: 7_200 }) }));
    expect(world.report([["kw", 0, 10]])).toEqual([["kwh", 0, 0]]);
    expect(world.report([["kw", hour, 20]])).toEqual([["kwh", hour, 15]]);
    world.restart();
    expect(world.report([["kw", 2 * hour, 20]])).toEqual([["kwh", 2 * hour, 35]]);
    expect(world.report([["kw", 5 * hour, 20]])).toEqual([["kwh", 5 * hour, 35]]);
    expect(world.report([["kw", 6 * hour, 0]])).toEqual([["kwh", 6 * hour, 45]]);
  });

  test("of a switch count running hours", () => {
    const world = makeWorld(modelOf({ on: { type: "bool" }, hours: integral("on") }));
    world.report([["on", 0, true]]);
    expect(world.report([["on", hour, false]])).toEqual([["hours", hour, 1]]);
    expect(world.report([["on", 3 * hour, true]])).toEqual([["hours", 3 * hour, 1]]);
  });
});

describe("a model that changes", () => {
  test("keeps totals and values of what stays", () => {
    const world = makeWorld(modelOf({ raw: {}, total: counter("raw") }));
    world.report([["raw", 1, 10]]);
    world.report([["raw", 2, 15]]);
    world.product.model = modelOf({ raw: {}, a: {}, total: counter("raw"), twice: formula("total * 2") });
    expect(world.report([["raw", 3, 17]])).toEqual([
      ["total", 3, 7],
      ["twice", 3, 14],
    ]);
  });

  test("begins anew from another source, with the total so far", () => {
    const world = makeWorld(modelOf({ raw: {}, b: {}, total: counter("raw") }));
    world.report([
      ["raw", 1, 10],
      ["b", 1, 500],
    ]);
    world.report([["raw", 2, 15]]);
    world.product.model = modelOf({ raw: {}, b: {}, total: counter("b") });
    expect(world.report([["b", 3, 600]])).toEqual([["total", 3, 5]]);
    expect(world.report([["b", 4, 601]])).toEqual([["total", 4, 6]]);
  });
});

test("a message of a product without calculated properties comes back as it is", () => {
  const calculator = makeCalculator({
    productOf: () => ({ model: modelOf({ a: {} }), validation: "warn" }),
    latest: () => {
      throw new Error("nobody asks");
    },
  });
  const decoded = makeDecoded({ events: [eventOf([{ property: "a", ts: 1, value: 1, quality: 0 }])] });
  expect(calculator.complete(decoded)).toBe(decoded);
});

test("each device of a packed message is calculated by its own product's model", () => {
  const models: Record<string, ThingModel> = {
    gateway: modelOf({ a: {} }),
    pump: modelOf({ a: {}, twice: formula("a * 2"), share: formula("1 / a") }),
  };
  const calculator = makeCalculator({
    productOf: (productKey) => ({ model: models[productKey] ?? modelOf({}), validation: "warn" }),
    latest: () => [],
  });
  const events = [
    ["gateway", 1, 5],
    ["pump", 2, 5],
    ["pump", 3, 0],
  ].map(([productKey, deviceId, value]) => ({
    ...eventOf([{ property: "a", ts: 1, value: Number(value), quality: 0 }]),
    ...{ productKey: String(productKey), deviceId: Number(deviceId) },
  }));
  const whole = calculator.complete(makeDecoded({ events }));
  const shown = whole.events.map((event) =>
    event.kind === "property" ? event.points.map(({ property, value }) => [property, value]) : [],
  );
  expect(shown).toEqual([
    [["a", 5]],
    [
      ["a", 5],
      ["twice", 10],
      ["share", 0.2],
    ],
    [
      ["a", 0],
      ["twice", 0],
    ],
  ]);
  expect(whole.flags).toEqual([{ code: "calculation_division", params: { property: "share" } }]);
});
