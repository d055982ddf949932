// What is different between two thing models, feature by feature and field by field. Pure.

import type { DataType, ThingModel } from "../../spine/model.ts";
import { isNarrowed, isTypeChange } from "./type-change.ts";

export const FEATURE_KINDS = ["property", "event", "service", "module"] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];
export const CHANGES = ["added", "removed", "changed"] as const;
/**
 * What may hurt: values that devices send or that are stored no longer fit (`type_changed`, `range_narrowed`), stored
 * ones are no longer shown (`removed_with_history`), or applications meet another interface (`removed`,
 * `write_removed`, `parameters_changed`).
 */
export const RISKS = [
  "type_changed",
  "range_narrowed",
  "removed_with_history",
  "removed",
  "write_removed",
  "parameters_changed",
] as const;
export type Risk = (typeof RISKS)[number];

/** One field that is not as it was; undefined where it was or is absent. */
export interface FieldChange {
  /** `dataType.max`, `output.code.name`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface FeatureChange {
  readonly kind: FeatureKind;
  readonly identifier: string;
  readonly name: string;
  readonly change: (typeof CHANGES)[number];
  /** Of an added or removed property its type. */
  readonly fields: readonly FieldChange[];
  readonly risks: readonly Risk[];
  /** True when its values are stored and the new type does not hold them: publishing asks what becomes of them. */
  readonly needsChoice: boolean;
}

export interface ModelDiff {
  readonly changes: readonly FeatureChange[];
}

export interface DiffOptions {
  /** Whether values of a property are stored. */
  readonly hasHistory: (identifier: string) => boolean;
}

interface Feature {
  readonly identifier: string;
  readonly name: string;
}

/** The way from one model to the other, in the order of the new one; what is removed comes last in its list. */
export function diffModels(from: ThingModel, to: ThingModel, { hasHistory }: DiffOptions): ModelDiff {
  const compare = (
    kind: FeatureKind,
    before: readonly Feature[],
    after: readonly Feature[],
  ): FeatureChange[] => {
    const known = new Map(before.map((feature) => [feature.identifier, feature]));
    const kept = new Set(after.map((feature) => feature.identifier));
    const removed = before.filter((feature) => !kept.has(feature.identifier));
    return [
      ...after.flatMap((feature) =>
        compareFeature(kind, { before: known.get(feature.identifier), after: feature, hasHistory }),
      ),
      ...removed.map((feature) => removal(kind, feature, hasHistory)),
    ];
  };
  return {
    changes: [
      ...compare("module", from.modules ?? [], to.modules ?? []),
      ...compare("property", from.properties, to.properties),
      ...compare("event", from.events, to.events),
      ...compare("service", from.services, to.services),
    ],
  };
}

function removal(kind: FeatureKind, feature: Feature, hasHistory: DiffOptions["hasHistory"]): FeatureChange {
  const { identifier, name } = feature;
  const isStored = kind === "property" && hasHistory(identifier);
  const risks: Risk[] = kind === "module" ? [] : [isStored ? "removed_with_history" : "removed"];
  const fields = typeFields(feature, undefined);
  return { kind, identifier, name, change: "removed", fields, risks, needsChoice: false };
}

function compareFeature(
  kind: FeatureKind,
  { before, after, hasHistory }: DiffOptions & { before: Feature | undefined; after: Feature },
): FeatureChange[] {
  const { identifier, name } = after;
  if (before === undefined) {
    const added = typeFields(undefined, after);
    return [{ kind, identifier, name, change: "added", fields: added, risks: [], needsChoice: false }];
  }
  const fields = fieldChanges(before, after, "");
  if (fields.length === 0) return [];
  const risks = risksOf(kind, { before, after, fields });
  const needsChoice = kind === "property" && risks.includes("type_changed") && hasHistory(identifier);
  return [{ kind, identifier, name, change: "changed", fields, risks, needsChoice }];
}

function typeFields(before: Feature | undefined, after: Feature | undefined): FieldChange[] {
  const [from, to] = [before, after].map((feature) =>
    feature === undefined ? undefined : Reflect.get(feature, "dataType"),
  );
  return from === undefined && to === undefined ? [] : [{ path: "dataType", from, to }];
}

interface Compared {
  readonly before: Feature;
  readonly after: Feature;
  readonly fields: readonly FieldChange[];
}

function risksOf(kind: FeatureKind, { before, after, fields }: Compared): Risk[] {
  if (kind === "module") return [];
  if (kind !== "property") {
    const isInterface = ({ path }: FieldChange) => /^(input|output)\./.test(path) && !/\.name$/.test(path);
    return fields.some(isInterface) ? ["parameters_changed"] : [];
  }
  const from = before as ThingModel["properties"][number];
  const to = after as ThingModel["properties"][number];
  const risks: Risk[] = [];
  if (isTypeChange(from.dataType, to.dataType)) risks.push("type_changed");
  if (isNarrowed(from.dataType, to.dataType)) risks.push("range_narrowed");
  if (from.accessMode.includes("w") && !to.accessMode.includes("w")) risks.push("write_removed");
  return risks;
}

/** Lists of named things are compared by name, so that one inserted in front does not change all behind it. */
function fieldChanges(from: unknown, to: unknown, path: string): FieldChange[] {
  if (Bun.deepEquals(from, to, true)) return [];
  const before = membersOf(from);
  const after = membersOf(to);
  const isOtherType = typeOf(from) !== typeOf(to);
  if (before === undefined || after === undefined || isOtherType) return [{ path, from, to }];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) =>
    fieldChanges(before.get(name), after.get(name), path === "" ? name : `${path}.${name}`),
  );
}

/** The type of a data type; two of different types are told whole. */
function typeOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? (value as Partial<DataType>).type : undefined;
}

function membersOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(
    value.map((item: { identifier?: unknown }, index) => [String(item?.identifier ?? index), item]),
  );
}
