import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { makeThingModel, type Readings } from "../../../src/simulate/machines/machine.ts";
import {
  buildPlant,
  MACHINE_PRODUCTS,
  nameMachines,
  placeMachines,
  planKinds,
} from "../../../src/simulate/machines/plant.ts";
import { activityAt, ambientAt } from "../../../src/simulate/machines/shift.ts";
import { type DataType, type ThingModel, ThingModelSchema } from "../../../src/spine/model.ts";
import type { Value } from "../../../src/spine/point.ts";

const WEDNESDAY_10H = Date.UTC(2026, 10, 18, 10);

/** Lets a plant run and gives what `watch` sees after each step. */
function runPlant(options: { seed: number; hours: number; stepS: number; count?: number }): {
  readings: Readings[][];
  events: { kind: string; identifier: string; output: Readings }[];
} {
  const places = placeMachines(planKinds(options.count ?? 12));
  const machines = buildPlant(places, { seed: options.seed, startMs: WEDNESDAY_10H });
  const readings: Readings[][] = [];
  const events: { kind: string; identifier: string; output: Readings }[] = [];
  for (let s = 0; s < options.hours * 3_600; s += options.stepS) {
    const nowMs = WEDNESDAY_10H + s * 1_000;
    const around = { activity: activityAt(nowMs), ambientC: ambientAt(nowMs) };
    readings.push(
      machines.map((machine, index) => {
        machine.step(options.stepS, around);
        const kind = places[index]?.product.kind ?? "";
        for (const each of machine.takeOccurrences()) events.push({ kind, ...each });
        return machine.read();
      }),
    );
  }
  return { readings, events };
}

function isOfType(value: Value, dataType: DataType): boolean {
  switch (dataType.type) {
    case "int":
    case "float":
    case "double": {
      if (typeof value !== "number" || !Number.isFinite(value)) return false;
      if (dataType.type === "int" && !Number.isInteger(value)) return false;
      return value >= (dataType.min ?? -Infinity) && value <= (dataType.max ?? Infinity);
    }
    case "long":
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
    case "bool":
      return typeof value === "boolean";
    case "enum":
      return Object.hasOwn(dataType.items, String(value));
    default:
      return false;
  }
}

function violations(readings: Readings, features: ThingModel["properties"]): string[] {
  const known = new Map(features.map((feature) => [feature.identifier, feature.dataType]));
  return Object.entries(readings)
    .filter(([identifier, value]) => {
      const dataType = known.get(identifier);
      return dataType === undefined || !isOfType(value, dataType);
    })
    .map(([identifier, value]) => `${identifier}=${String(value)}`);
}

describe("thing models", () => {
  for (const product of MACHINE_PRODUCTS) {
    test(`${product.kind}: valid in both languages, with the same identifiers`, () => {
      const en = v.parse(ThingModelSchema, makeThingModel(product, "en"));
      const zh = v.parse(ThingModelSchema, makeThingModel(product, "zh-CN"));
      const identifiers = (model: ThingModel) => [
        ...model.properties.map((property) => property.identifier),
        ...model.events.map((event) => event.identifier),
      ];
      expect(identifiers(zh)).toEqual(identifiers(en));
      expect(en.properties.map((property) => property.name)).toEqual(
        zh.properties.map((property) => property.description ?? ""),
      );
    });
  }
});

describe("a plant", () => {
  test("the same seed gives the same readings and events, another seed others", () => {
    const first = runPlant({ seed: 5, hours: 2, stepS: 1 });
    expect(runPlant({ seed: 5, hours: 2, stepS: 1 })).toEqual(first);
    expect(runPlant({ seed: 6, hours: 2, stepS: 1 })).not.toEqual(first);
  });

  for (const [stepS, hours] of [
    [0.5, 3],
    [5, 48],
    [60, 96],
  ] as const) {
    test(`${hours} h in steps of ${stepS} s: every reading and event fits its thing model`, () => {
      const models = placeMachines(planKinds(12)).map((place) => makeThingModel(place.product, "en"));
      const { readings, events } = runPlant({ seed: 3, hours, stepS });
      const wrong = new Set(
        readings.flatMap((row) =>
          row.flatMap((each, index) => violations(each, models[index]?.properties ?? [])),
        ),
      );
      expect([...wrong]).toEqual([]);
      const byKind = new Map(
        MACHINE_PRODUCTS.map((product) => [product.kind, makeThingModel(product, "en")]),
      );
      for (const event of events) {
        const model = [...byKind].find(([kind]) => kind === event.kind)?.[1];
        const spec = model?.events.find((each) => each.identifier === event.identifier);
        const fields = (spec?.output ?? []).map((field) => ({
          ...field,
          accessMode: "r" as const,
          required: false,
        }));
        expect(Object.keys(event.output)).toEqual(fields.map((field) => field.identifier));
        expect(violations(event.output, fields)).toEqual([]);
      }
      expect(events.length).toBeGreaterThan(hours / 3);
    });
  }

  test("counters only rise, and the main meter follows what the machines draw", () => {
    const { readings } = runPlant({ seed: 1, hours: 8, stepS: 1 });
    const kinds = planKinds(12);
    const at = (row: Readings[], index: number, property: string) => Number(row[index]?.[property]);
    const press = kinds.indexOf("press");
    const meter = kinds.indexOf("meter");
    let surplusKw = 0;
    for (let i = 1; i < readings.length; i++) {
      const [before, now] = [readings[i - 1] ?? [], readings[i] ?? []];
      expect(at(now, press, "pieceCount")).toBeGreaterThanOrEqual(at(before, press, "pieceCount"));
      expect(at(now, meter, "activeEnergy")).toBeGreaterThanOrEqual(at(before, meter, "activeEnergy"));
      const drawn = kinds.reduce((sum, kind, k) => sum + (kind === "meter" ? 0 : at(now, k, "power")), 0);
      surplusKw += (at(now, meter, "activePower") - drawn) / (readings.length - 1);
    }
    // Beyond the machines it shows the hall itself: light and compressed air.
    expect(surplusKw).toBeGreaterThan(3);
    expect(surplusKw).toBeLessThan(15);
  });

  test("names are deterministic and number each kind over all lines", () => {
    const names = nameMachines(planKinds(24));
    expect(names.filter((name) => name.startsWith("PRESS"))).toEqual(
      Array.from({ length: 10 }, (_, i) => `PRESS-${String(i + 1).padStart(2, "0")}`),
    );
    expect(new Set(names).size).toBe(24);
    expect(nameMachines(planKinds(12))).toEqual(names.slice(0, 12));
  });

  test("a machine takes what it may be set to and refuses the rest", () => {
    const kinds = planKinds(12);
    const machines = buildPlant(placeMachines(kinds), { seed: 1, startMs: WEDNESDAY_10H });
    const [press, oven, , tank] = machines;
    expect(kinds.slice(0, 4)).toEqual(["press", "oven", "meter", "tank"]);
    expect([press?.write("targetForce", 900), press?.write("targetForce", 9_000)]).toEqual([true, false]);
    expect([oven?.write("setpoint", 150), oven?.write("zone1Temperature", 150)]).toEqual([true, false]);
    expect([tank?.write("isInletOpen", 1), tank?.write("mode", 2)]).toEqual([true, false]);
    expect(press?.read().targetForce).toBe(900);
    expect(oven?.read().setpoint).toBe(150);
    expect(tank?.read()).toMatchObject({ isInletOpen: true, mode: 1 });
    expect([press?.invoke("resetFault"), press?.invoke("explode")]).toEqual([{}, undefined]);
  });
});
