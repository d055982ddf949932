// What every simulated machine is: a seeded state machine that steps in time and can be read like a device.
// Owns: the interface, and the bilingual descriptions from which thing models are made.
// Promises: the same seed, steps and writes give the same readings; no clock, no socket, no global.
// Must never: know MQTT or any other protocol.

import type { Language } from "../../spine/error.ts";
import type { EventLevel } from "../../spine/event.ts";
import type { DataType, EventSpec, Property, ServiceSpec, ThingModel } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";
import type { Activity } from "./shift.ts";

/** English and Chinese. */
export type Text = readonly [en: string, zh: string];

export type Readings = Readonly<Record<string, Value>>;

export interface Occurrence {
  readonly identifier: string;
  readonly output: Readings;
}

/** What surrounds a machine during one step. */
export interface Surroundings {
  readonly activity: Activity;
  /** Air temperature of the hall, °C. */
  readonly ambientC: number;
}

export interface Machine {
  /** Electrical power drawn at the end of the last step, kW. */
  powerKw(): number;
  /** Lets `dtS` seconds pass. Stable for any step up to a minute. */
  step(dtS: number, around: Surroundings): void;
  read(): Readings;
  /** Hands over what was raised since the last call. */
  takeOccurrences(): readonly Occurrence[];
  /** A property set from outside; false when this machine has no such writable property or value. */
  write(property: string, value: unknown): boolean;
  /** A service call; undefined when this machine has no such service. */
  invoke(service: string): Readings | undefined;
}

export interface Feature {
  readonly identifier: string;
  readonly text: Text;
  readonly dataType: (language: Language) => DataType;
  readonly isWritable: boolean;
}

export interface EventFeature {
  readonly identifier: string;
  readonly text: Text;
  readonly level: EventLevel;
  readonly output: readonly Feature[];
}

export interface MachineProduct {
  readonly kind: "press" | "oven" | "meter" | "tank";
  readonly productKey: string;
  /** Device names are this and a number: `PRESS-01`. */
  readonly devicePrefix: string;
  readonly text: Text;
  readonly properties: readonly Feature[];
  readonly events: readonly EventFeature[];
  readonly services: readonly { readonly identifier: string; readonly text: Text }[];
}

export function say(text: Text, language: Language): string {
  return language === "en" ? text[0] : text[1];
}

interface NumberOptions {
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly isWritable?: boolean;
}

function numeric(type: "int" | "float" | "double") {
  return (identifier: string, text: Text, options: NumberOptions = {}): Feature => {
    const { isWritable = false, ...spec } = options;
    return { identifier, text, isWritable, dataType: () => ({ type, ...spec }) };
  };
}

export const intFeature = numeric("int");
export const floatFeature = numeric("float");

export function longFeature(identifier: string, text: Text, unit: string): Feature {
  return { identifier, text, isWritable: false, dataType: () => ({ type: "long", min: "0", unit }) };
}

export function boolFeature(identifier: string, text: Text, states: readonly [off: Text, on: Text]): Feature {
  return {
    identifier,
    text,
    isWritable: false,
    dataType: (language) => ({
      type: "bool",
      falseText: say(states[0], language),
      trueText: say(states[1], language),
    }),
  };
}

export function enumFeature(identifier: string, text: Text, items: readonly Text[]): Feature {
  return {
    identifier,
    text,
    isWritable: false,
    dataType: (language) => ({
      type: "enum",
      items: Object.fromEntries(items.map((item, index) => [String(index), say(item, language)])),
    }),
  };
}

export function writable(feature: Feature): Feature {
  return { ...feature, isWritable: true };
}

/** The product's thing model with names in `language` and the other language as description. */
export function makeThingModel(product: MachineProduct, language: Language): ThingModel {
  const other: Language = language === "en" ? "zh-CN" : "en";
  const named = (feature: { identifier: string; text: Text }) => ({
    identifier: feature.identifier,
    name: say(feature.text, language),
    description: say(feature.text, other),
  });
  const properties = product.properties.map(
    (feature): Property => ({
      ...named(feature),
      accessMode: feature.isWritable ? "rw" : "r",
      required: false,
      dataType: feature.dataType(language),
    }),
  );
  const events = product.events.map(
    (event): EventSpec => ({
      ...named(event),
      level: event.level,
      output: event.output.map((field) => ({
        identifier: field.identifier,
        name: say(field.text, language),
        dataType: field.dataType(language),
      })),
    }),
  );
  const services = product.services.map(
    (service): ServiceSpec => ({ ...named(service), callType: "async", input: [], output: [] }),
  );
  return { properties, events, services };
}

/** `value` as a number when it is one within [min, max]; otherwise undefined. */
export function numberWithin(value: unknown, min: number, max: number): number | undefined {
  return typeof value === "number" && value >= min && value <= max ? value : undefined;
}

/** Bool as devices write it: true, false, 1 or 0. */
export function switchState(value: unknown): boolean | undefined {
  if (value === true || value === 1) return true;
  if (value === false || value === 0) return false;
  return undefined;
}

export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** Moves `from` towards `to` as a first-order lag of time constant `tauS` does in `dtS`: stable for any step. */
export function relax(from: number, to: number, stepping: { dtS: number; tauS: number }): number {
  return to + (from - to) * Math.exp(-stepping.dtS / stepping.tauS);
}
