// Calculated properties: worked out from a report before it is logged, so that every reader sees them like reported ones.

import type { Decoded } from "../../codec/dialect.ts";
import type { FormulaValue } from "../../kit/formula/compile.ts";
import { type Failure, failure } from "../../spine/error.ts";
import type { LogEvent, PropertyEvent } from "../../spine/event.ts";
import type { ThingModel, ValidationLevel } from "../../spine/model.ts";
import { type Point, QUALITY, type Quality } from "../../spine/point.ts";
import { DeviceValues, type KnownValue } from "./device-values.ts";
import { fitResult, worseOf } from "./result.ts";
import { type Step, type Steps, stepsOf } from "./steps.ts";
import { counted, integrated } from "./total.ts";

/** Devices whose values are kept in memory; of others the stored ones are read again. */
const DEVICES = 50_000;

export interface CalculatorOptions {
  readonly productOf: (
    productKey: string,
  ) => { readonly model: ThingModel; readonly validation: ValidationLevel } | undefined;
  /** The newest stored values of a device, from which its calculations go on after a restart. */
  readonly latest: (deviceId: number) => readonly KnownValue[];
}

export interface Calculator {
  /** The message with what is calculated from it; the same object where nothing is. */
  complete(decoded: Decoded): Decoded;
  readonly stats: { readonly points: number; readonly faults: number; readonly devices: number };
}

export function makeCalculator(options: CalculatorOptions): Calculator {
  return new ReportCalculator(options);
}

class ReportCalculator implements Calculator {
  /** Least recently heard first. */
  readonly #devices = new Map<number, DeviceValues>();
  #points = 0;
  #faults = 0;

  constructor(readonly options: CalculatorOptions) {}

  get stats() {
    return { points: this.#points, faults: this.#faults, devices: this.#devices.size };
  }

  complete(decoded: Decoded): Decoded {
    const { events } = decoded;
    let completed: LogEvent[] | undefined;
    let flags: Failure[] | undefined;
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as LogEvent;
      if (event.kind !== "property") continue;
      const product = this.options.productOf(event.productKey);
      const steps = product && stepsOf(product.model);
      if (steps === undefined) continue;
      const round = new Rounds(this.#valuesOf(event.deviceId, steps), product?.validation ?? "off");
      round.run(event);
      if (round.flags.length > 0) {
        flags ??= [...decoded.flags];
        flags.push(...round.flags);
        this.#faults += round.flags.length;
      }
      if (round.points.length === 0) continue;
      this.#points += round.points.length;
      completed ??= [...events];
      completed[i] = { ...event, points: [...event.points, ...round.points] };
    }
    if (completed === undefined && flags === undefined) return decoded;
    return { ...decoded, events: completed ?? events, flags: flags ?? decoded.flags };
  }

  #valuesOf(deviceId: number, steps: Steps): DeviceValues {
    let values = this.#devices.get(deviceId);
    this.#devices.delete(deviceId);
    if (values === undefined || values.steps !== steps) {
      const old = values;
      values = new DeviceValues(steps, this.options.latest(deviceId));
      if (old) values.carryOver(old);
    }
    this.#devices.set(deviceId, values);
    if (this.#devices.size > DEVICES) {
      const oldest = this.#devices.keys().next();
      if (!oldest.done) this.#devices.delete(oldest.value);
    }
    return values;
  }
}

/** The calculations of one report: a round for each time in it, by rising time. */
class Rounds {
  readonly points: Point[] = [];
  readonly flags: Failure[] = [];

  constructor(
    readonly values: DeviceValues,
    readonly validation: ValidationLevel,
  ) {}

  run({ points }: PropertyEvent): void {
    const { slotOf } = this.values.steps;
    const inputs = points.filter((point) => slotOf.has(point.property));
    if (inputs.some((point) => point.ts !== inputs[0]?.ts)) inputs.sort((a, b) => a.ts - b.ts);
    let i = 0;
    while (i < inputs.length) {
      const { ts } = inputs[i] as Point;
      this.values.round++;
      for (; inputs[i]?.ts === ts; i++) {
        const { property, value, quality } = inputs[i] as Point;
        this.values.take(slotOf.get(property) as number, value, { ts, quality });
      }
      for (const [at, step] of this.values.steps.list.entries()) this.#step(at, step, ts);
    }
  }

  #step(at: number, step: Step, ts: number): void {
    if (!step.inputs.some((slot) => this.values.isFresh(slot))) return;
    const { spec } = step.calculation;
    if (spec.kind === "formula") this.#formula(at, step, ts);
    else this.#total(at, step, ts);
  }

  #formula(at: number, step: Step, ts: number): void {
    const { values } = this;
    const { formula } = step.calculation;
    if (formula === undefined) return;
    const isNew = step.inputs.some((slot) => values.isFresh(slot) && values.slots[slot]?.isLate === false);
    const isInOrder = isNew && ts >= (values.ranAt[at] ?? 0);
    // For an older time only what came for that very time counts, and only where the order of runs does not matter.
    if (!isInOrder && (formula.isStateful || !step.inputs.every((slot) => values.isFresh(slot)))) return;
    if (isInOrder) values.ranAt[at] = ts;
    const quality = this.#fill(step, ts, isInOrder);
    const result = formula.run(step.scope);
    const { fault } = step.scope;
    if (result !== undefined) this.#give(at, step, { value: result, ts, quality });
    else if (fault !== undefined) this.#note(at, step, fault);
  }

  /** Puts the operands in place; gives the worst quality among them. */
  #fill({ scope, names, slot, inputs }: Step, ts: number, isInOrder: boolean): Quality {
    const { slots } = this.values;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as number;
      const place = slots[name];
      scope.values[i] = isInOrder ? place?.value : place?.fresh;
      // Of the property that is calculated, the value so far is the one before.
      scope.previous[i] = name === slot ? place?.value : place?.previous;
    }
    const lastTs = slots[slot]?.ts ?? Number.NEGATIVE_INFINITY;
    scope.dtS = lastTs === Number.NEGATIVE_INFINITY ? undefined : (ts - lastTs) / 1_000;
    scope.fault = undefined;
    return inputs.reduce<Quality>((worst, input) => {
      const place = slots[input];
      if (place === undefined) return worst;
      return worseOf(worst, isInOrder ? place.quality : place.freshQuality);
    }, QUALITY.good);
  }

  /** Values that are late, bad or no numbers neither count nor disturb. */
  #total(at: number, step: Step, ts: number): void {
    const { spec } = step.calculation;
    const source = this.values.slots[step.inputs[0] ?? -1];
    if (spec.kind === "formula" || source === undefined || source.isLate) return;
    const { raw, quality } = source;
    const base = this.values.bases[at];
    if (raw === undefined || quality === QUALITY.bad || (base && ts < base.ts)) return;
    const own = this.values.slots[step.slot]?.value;
    const before = typeof own === "number" ? own : 0;
    const now = { raw, ts };
    this.values.bases[at] = now;
    const added = base === undefined ? 0 : addedBy(spec, base, now);
    this.#give(at, step, { value: before + added, ts, quality });
  }

  #give(at: number, step: Step, raw: { value: FormulaValue; ts: number; quality: Quality }): void {
    const { property } = step.calculation;
    const { validation } = this;
    const result = fitResult(raw.value, property, { quality: raw.quality, validation });
    if (result.failure) this.#flag(at, result.failure);
    else this.values.faults[at] = undefined;
    // A total goes on counting though it is beyond what the model allows.
    const isKept = result.value !== undefined;
    if (!isKept && step.calculation.spec.kind === "formula") return;
    const { ts } = raw;
    this.values.take(step.slot, result.value ?? raw.value, { ts, quality: result.quality });
    if (result.value !== undefined)
      this.points.push({ property: property.identifier, ts, value: result.value, quality: result.quality });
  }

  #note(at: number, step: Step, fault: "division_by_zero" | "not_defined"): void {
    const property = step.calculation.property.identifier;
    const code = fault === "division_by_zero" ? "calculation_division" : "calculation_undefined";
    this.#flag(at, failure(code, { property }));
  }

  /** Told once, until it has been well again. */
  #flag(at: number, why: Failure): void {
    if (this.values.faults[at] === why.code) return;
    this.values.faults[at] = why.code;
    this.flags.push(why);
  }
}

function addedBy(
  spec: Exclude<Step["calculation"]["spec"], { kind: "formula" }>,
  base: Parameters<typeof integrated>[1],
  now: Parameters<typeof integrated>[1],
): number {
  return spec.kind === "counter" ? counted(spec, base.raw, now.raw) : integrated(spec, base, now);
}
