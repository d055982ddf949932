// What is known of one device for its calculations: values in force and before, and where its totals stand.

import type { FormulaValue } from "../../kit/formula/compile.ts";
import { QUALITY, type Quality, type Value } from "../../spine/point.ts";
import { toFormulaValue } from "./result.ts";
import type { Steps } from "./steps.ts";
import { type TotalStart, toRaw } from "./total.ts";

/** The newest stored value of a property. */
export interface KnownValue {
  readonly property: string;
  /** UTC ms. */
  readonly ts: number;
  readonly value: Value;
  readonly quality: Quality;
}

/** A value at its place: in force, or just come for an older time. */
interface Slot {
  ts: number;
  value: FormulaValue | undefined;
  previous: FormulaValue | undefined;
  quality: Quality;
  raw: TotalStart["raw"] | undefined;
  /** Number of the round that brought a value, and that value, be it in force or late. */
  round: number;
  isLate: boolean;
  fresh: FormulaValue | undefined;
  freshQuality: Quality;
}

export class DeviceValues {
  readonly slots: Slot[];
  /** By step: what its total goes on from. */
  readonly bases: (TotalStart | undefined)[];
  /** By step: the time of its newest run, UTC ms; what it was last found to lack. */
  readonly ranAt: number[];
  readonly faults: (string | undefined)[];
  round = 0;

  constructor(
    readonly steps: Steps,
    known: readonly KnownValue[],
  ) {
    const byName = new Map(known.map((one) => [one.property, one]));
    this.slots = steps.names.map((name, slot) => this.#makeSlot(slot, byName.get(name)));
    this.bases = steps.list.map((step) => this.#makeBase(step.slot, step.inputs[0]));
    this.ranAt = steps.list.map(({ slot }) => this.slots[slot]?.ts ?? Number.NEGATIVE_INFINITY);
    this.faults = steps.list.map(() => undefined);
  }

  /** Another version of the model: what both know goes on. */
  carryOver(old: DeviceValues): void {
    for (const [name, slot] of this.steps.slotOf) {
      const before = old.slots[old.steps.slotOf.get(name) ?? -1];
      if (before && before.ts >= (this.slots[slot]?.ts ?? 0)) this.slots[slot] = { ...before, round: -1 };
    }
    for (const [i, { calculation, slot }] of this.steps.list.entries()) {
      const { identifier } = calculation.property;
      const at = old.steps.list.findIndex((one) => one.calculation.property.identifier === identifier);
      const known = old.steps.list[at]?.calculation.spec;
      this.ranAt[i] = this.slots[slot]?.ts ?? Number.NEGATIVE_INFINITY;
      const { spec } = calculation;
      if (known === undefined || known.kind === "formula" || spec.kind === "formula") continue;
      this.bases[i] = known.kind === spec.kind && known.source === spec.source ? old.bases[at] : undefined;
    }
  }

  /** Takes a value; one that is older than what is in force is only looked at in this round. */
  take(slot: number, value: Value, at: { readonly ts: number; readonly quality: Quality }): void {
    const place = this.slots[slot] as Slot;
    const fresh = toFormulaValue(value, this.steps.types[slot] ?? { type: "double" });
    place.round = this.round;
    place.fresh = fresh;
    place.freshQuality = at.quality;
    place.raw = toRaw(value);
    place.isLate = at.ts < place.ts;
    if (place.isLate) return;
    place.previous = place.value;
    place.value = fresh;
    place.ts = at.ts;
    place.quality = at.quality;
  }

  isFresh(slot: number): boolean {
    return this.slots[slot]?.round === this.round;
  }

  #makeSlot(slot: number, known: KnownValue | undefined): Slot {
    const type = this.steps.types[slot] ?? { type: "double" };
    // That it came late says nothing of what it is worth by now.
    const quality = known === undefined || known.quality === QUALITY.late ? QUALITY.good : known.quality;
    return {
      ts: known?.ts ?? Number.NEGATIVE_INFINITY,
      value: known && toFormulaValue(known.value, type),
      previous: undefined,
      quality,
      raw: toRaw(known?.value),
      round: -1,
      isLate: false,
      fresh: undefined,
      freshQuality: QUALITY.good,
    };
  }

  /** A total goes on from the newest value of its source; where nothing was counted yet, the next value begins it. */
  #makeBase(slot: number, source: number | undefined): TotalStart | undefined {
    const own = this.slots[slot];
    const from = this.slots[source ?? -1];
    if (own?.value === undefined || from?.raw === undefined || from.quality === QUALITY.bad) return undefined;
    return { raw: from.raw, ts: from.ts };
  }
}
