// What all readers of foreign thing models share: problems in the file's own words, notices of what changed, and types
// brought into the form that we have. Readers never throw.

import * as v from "valibot";
import {
  formatPath,
  type PathSegment,
  problemsOf,
  type SchemaProblem,
  segmentsOf,
} from "../../../kit/schema-problem.ts";
import { FEATURE_PATTERN, IDENTIFIER_PATTERN } from "../../../spine/ids.ts";
import {
  EventSchema,
  type ModuleSpec,
  moduleOf,
  PropertySchema,
  ServiceSchema,
  type ThingModel,
} from "../../../spine/model.ts";
import { isJsonObject } from "../tsl.ts";
import { type Notice, type NoticeCode, notice } from "./notice.ts";

export type Json = { readonly [key: string]: unknown };
export type Path = readonly PathSegment[];

/** What was read of a file: a model, unless something is wrong with it. */
export interface FormatReading {
  readonly model: ThingModel | undefined;
  readonly problems: readonly SchemaProblem[];
  readonly notices: readonly Notice[];
}

const FEATURES = { properties: PropertySchema, events: EventSchema, services: ServiceSchema } as const;

export interface FeatureLists {
  /** Name of the list in the file, and what makes our form of its members. */
  readonly list: string;
  readonly into: keyof typeof FEATURES;
  readonly convert: (from: Json, path: Path) => Json;
}

export class Reading {
  readonly problems: SchemaProblem[] = [];
  readonly notices: Notice[] = [];
  readonly model: { properties: unknown[]; events: unknown[]; services: unknown[] } = {
    properties: [],
    events: [],
    services: [],
  };

  /** `names`: where the file has what our form calls so. */
  constructor(readonly names: Readonly<Record<string, Path>>) {}

  say(code: NoticeCode, path: Path, params: Readonly<Record<string, string | number>>): void {
    this.notices.push(notice(code, formatPath(path), params));
  }

  /** The members of a list that may be absent. */
  list(value: unknown, path: Path): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined && value !== null)
      this.problems.push({ path: formatPath(path), message: "must be Array" });
    return [];
  }

  features(document: Json, { list, into, convert }: FeatureLists): void {
    for (const [index, from] of this.list(document[list], [list]).entries()) {
      const path = [list, index];
      const candidate = isJsonObject(from) ? present(convert(from, path)) : from;
      const parsed = v.safeParse(FEATURES[into] as v.GenericSchema<unknown, unknown>, candidate);
      if (parsed.success) this.model[into].push(parsed.output);
      else this.problems.push(...this.problemsIn(parsed.issues, path));
    }
  }

  /** The identifier as it may be here; `module:identifier` stays. */
  identifier(value: unknown, path: Path): unknown {
    if (typeof value !== "string" || value === "" || FEATURE_PATTERN.test(value)) return value;
    const to = value.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 50);
    if (IDENTIFIER_PATTERN.test(to)) this.say("renamed", path, { from: value.slice(0, 64), to });
    return to;
  }

  /** A model without modules of its own gets those that its identifiers name. */
  end(modules: readonly ModuleSpec[] = []): FormatReading {
    const model = this.model as unknown as ThingModel;
    if (this.problems.length > 0) return { model: undefined, problems: this.problems, notices: this.notices };
    const known = [...modules];
    for (const { identifier } of [...model.properties, ...model.events, ...model.services]) {
      const module = moduleOf(identifier);
      if (module === undefined || known.some((one) => one.identifier === module)) continue;
      known.push({ identifier: module, name: module });
      this.say("module_unnamed", ["modules", known.length - 1], { module });
    }
    const whole = known.length > 0 ? { ...model, modules: known } : model;
    return { model: whole, problems: [], notices: this.notices };
  }

  /** Types within a struct or a list as we have them there: what is richer becomes text, or a number. */
  fit(type: unknown, place: "field" | "item", path: Path): unknown {
    if (!isJsonObject(type) || typeof type.type !== "string") return type;
    const to = (place === "field" ? FIELD_FITS : ITEM_FITS)[type.type];
    if (to === undefined) return type;
    this.say("type_becomes", path, { from: `${type.type} (${place})`, to });
    return { type: to };
  }

  problemsIn(issues: readonly v.BaseIssue<unknown>[], prefix: Path): SchemaProblem[] {
    return issues.map((issue) => {
      const path = segmentsOf(issue).flatMap((segment) => this.names[segment] ?? [segment]);
      const message = problemsOf([issue])[0]?.message ?? issue.message;
      return { path: formatPath([...prefix, ...path]), message };
    });
  }
}

const FIELD_FITS: Readonly<Record<string, string>> = { struct: "text", array: "text" };
const ITEM_FITS: Readonly<Record<string, string>> = { array: "text", enum: "int", bool: "int", date: "long" };

export function present(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** A number from text or number; what is none stays as it is, so that the schema names it. */
export function toNumber(value: unknown): unknown {
  if (typeof value !== "string") return value ?? undefined;
  if (value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

/** Text; undefined for none. */
export function toText(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === "" || value === null ? undefined : value;
}

/** A whole number of up to 64 bits as text; files have `100.0` and 100 too. */
export function toInt64(value: unknown): unknown {
  const text = toText(value);
  return typeof text === "string" ? text.trim().replace(/\.0*$/, "") : text;
}

/** The name, or the identifier where there is none. */
export function nameOf(name: unknown, identifier: unknown): unknown {
  return toText(name) ?? identifier;
}
