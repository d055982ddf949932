// The plant: production lines of a dozen machines each, named deterministically, their meters wired to what they measure.

import { assert } from "../../kit/assert.ts";
import { makeRandom } from "../../kit/random.ts";
import type { Machine, MachineProduct } from "./machine.ts";
import { METER, makeMeter } from "./meter.ts";
import { makeOven, OVEN } from "./oven.ts";
import { makePress, PRESS } from "./press.ts";
import { makeTank, TANK } from "./tank.ts";

export const MACHINE_PRODUCTS: readonly MachineProduct[] = [PRESS, OVEN, METER, TANK];
export type MachineKind = MachineProduct["kind"];

/** One line, in the order in which its machines are put up: a short line has something of each too. */
const LINE: readonly MachineKind[] = [
  "press",
  "oven",
  "meter",
  "tank",
  "press",
  "press",
  "meter",
  "oven",
  "press",
  "tank",
  "meter",
  "press",
];

/** What the meters of a line measure: all of it, the presses, the ovens. */
const METERED: readonly (readonly MachineKind[])[] = [["press", "oven", "tank"], ["press"], ["oven"]];
const CONTRACTED_KW = [230, 130, 130] as const;

/** A machine's place in the plant. */
export interface Place {
  readonly product: MachineProduct;
  readonly line: number;
  /** Place among its kind in the line. */
  readonly rank: number;
}

export function productOf(kind: MachineKind): MachineProduct {
  const found = MACHINE_PRODUCTS.find((product) => product.kind === kind);
  assert(found !== undefined, `a machine product of kind ${kind}`);
  return found;
}

/** Kinds of the first `count` machines of a plant. */
export function planKinds(count: number): readonly MachineKind[] {
  return Array.from({ length: count }, (_, index) => LINE[index % LINE.length] ?? "press");
}

/** Puts machines into lines in their order: each line takes as many of a kind as `LINE` has. */
export function placeMachines(kinds: readonly MachineKind[]): readonly Place[] {
  const numbers: Record<MachineKind, number> = { press: 0, oven: 0, meter: 0, tank: 0 };
  return kinds.map((kind) => {
    const perLine = LINE.filter((other) => other === kind).length;
    const number = numbers[kind]++;
    return { product: productOf(kind), line: Math.floor(number / perLine), rank: number % perLine };
  });
}

/** `PRESS-01`, `PRESS-02` ... over the whole plant, in the order of `kinds`. */
export function nameMachines(kinds: readonly MachineKind[]): readonly string[] {
  const numbers: Record<MachineKind, number> = { press: 0, oven: 0, meter: 0, tank: 0 };
  return kinds.map((kind) => `${productOf(kind).devicePrefix}-${String(++numbers[kind]).padStart(2, "0")}`);
}

interface PlantOptions {
  /** Decides every machine's history: the same seed and steps give the same readings. */
  readonly seed: number;
  /** Wall time at which the plant starts, UTC ms: counters of pieces and energy have run since 2026. */
  readonly startMs: number;
}

/** Builds the machine of every place, in their order, each meter wired to the machines of its line. */
export function buildPlant(places: readonly Place[], options: PlantOptions): readonly Machine[] {
  const ageH = Math.max(0, (options.startMs - Date.UTC(2026, 0, 1)) / 3_600_000);
  const machines = new Map<Place, Machine>();
  const lines = Map.groupBy(places, (place) => place.line);
  const randomOf = (index: number) => makeRandom(`${options.seed}/${index}`);
  places.forEach((place, index) => {
    const { kind } = place.product;
    const alike = lines.get(place.line)?.filter((other) => other.product.kind === kind) ?? [];
    const crew = { random: randomOf(index), rank: place.rank, count: alike.length, ageH };
    if (kind === "press") machines.set(place, makePress(crew));
    else if (kind === "oven") machines.set(place, makeOven(crew));
    else if (kind === "tank") machines.set(place, makeTank(crew.random));
  });
  places.forEach((place, index) => {
    if (place.product.kind !== "meter") return;
    const kinds = METERED[place.rank] ?? [];
    const loads = (lines.get(place.line) ?? [])
      .filter((other) => kinds.includes(other.product.kind))
      .flatMap((other) => machines.get(other) ?? []);
    const contractedKw = CONTRACTED_KW[place.rank] ?? 230;
    machines.set(place, makeMeter({ random: randomOf(index), loads, contractedKw, ageH }));
  });
  return places.flatMap((place) => machines.get(place) ?? []);
}
