// What a part of a file makes of a product's register map: the map after it, how it differs, and what its thing model
// lacks for it.

import type { DataType, Property, ThingModel } from "../../spine/model.ts";
import { findMisfits } from "../../spine/register-fit.ts";
import {
  DEFAULT_GROUPS,
  type PollGroup,
  type RegisterMap,
  type RegisterPoint,
} from "../../spine/register-map.ts";
import { type MapNotice, mapNotice } from "./formats/notice.ts";
import type { MapPart } from "./formats/reading.ts";

/** `replace`: the points of the file alone; `merge`: those of the map stay where the file has none of their name. */
export const MERGE_MODES = ["replace", "merge"] as const;
export type MergeMode = (typeof MERGE_MODES)[number];

export interface MapDifference {
  /** `points.power`, `groups.fast`, `unit`. */
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  /** What of it changes. */
  readonly fields: readonly string[];
}

export interface MapProposal {
  /** With the points of `missing`. */
  readonly map: RegisterMap;
  readonly notices: readonly MapNotice[];
  /** Properties that points have none of, as they could be added. */
  readonly missing: readonly Property[];
}

/** `whole`: of a file that holds all of the map, which then is what the file says. */
export function proposeMap(
  current: RegisterMap,
  { part, whole, mode, model }: { part: MapPart; whole?: RegisterMap; mode: MergeMode; model: ThingModel },
): MapProposal {
  const notices: MapNotice[] = [];
  const known = new Map(model.properties.map((property) => [property.identifier, property]));
  const points = part.points.flatMap((point): RegisterPoint[] => {
    const property = known.get(point.identifier);
    return property === undefined ? [point] : fitted(point, { property, model, notices });
  });
  const names = new Set(points.map(({ identifier }) => identifier));
  const kept = mode === "merge" ? current.points.filter(({ identifier }) => !names.has(identifier)) : [];
  const groups = whole ? whole.groups : groupsOf(current, part, [...kept, ...points]);
  const isThere = new Set(groups.map(({ name }) => name));
  const base = whole ?? current;
  const all = [...kept, ...points].map((point) =>
    point.group === null || isThere.has(point.group) ? point : { ...point, group: groups[0]?.name ?? null },
  );
  const next: RegisterMap = {
    ...base,
    unit: { ...base.unit, ...part.unit },
    groups: [...groups],
    points: all,
  };
  const isChanged = !Bun.deepEquals(next.points, current.points);
  // A person compared the older points with a unit, not these.
  const map = isChanged && whole === undefined ? { ...next, isVerified: false } : next;
  const missing = points
    .filter(({ identifier }) => !known.has(identifier))
    .map((point) => propertyFor(point, part.names.get(point.identifier)));
  return { map, notices, missing };
}

interface FitContext {
  readonly property: Property;
  readonly model: ThingModel;
  readonly notices: MapNotice[];
}

/** The point as the property allows it; none where their kinds do not go together. */
function fitted(point: RegisterPoint, { property, model, notices }: FitContext): RegisterPoint[] {
  const fits = (one: RegisterPoint) =>
    findMisfits({ points: [one] } as unknown as RegisterMap, model).length === 0;
  if (fits(point)) return [point];
  const { write: _, ...rest } = point;
  const readOnly = { ...rest, access: "r" } as RegisterPoint;
  const { identifier, type } = point;
  if (fits(readOnly)) {
    notices.push(mapNotice("read_only", identifier, { point: identifier }));
    return [readOnly];
  }
  notices.push(
    mapNotice("misfit", identifier, { point: identifier, type, dataType: property.dataType.type }),
  );
  return [];
}

/** Groups of the file, and those of the map that the file does not tell of. */
function groupsOf(current: RegisterMap, part: MapPart, points: readonly RegisterPoint[]): PollGroup[] {
  const isNew = current.points.length === 0 && part.groups.length > 0;
  const told = new Map(part.groups.map((group) => [group.name, group]));
  const kept = isNew
    ? current.groups.filter(({ name }) => points.some(({ group }) => group === name))
    : current.groups;
  const merged = [
    ...kept.map((group) => told.get(group.name) ?? group),
    ...part.groups.filter(({ name }) => !kept.some((group) => group.name === name)),
  ];
  return (merged.length > 0 ? merged : [...DEFAULT_GROUPS]).slice(0, 32);
}

/** Without the points whose identifier is in `names`. */
export function withoutPoints(map: RegisterMap, names: ReadonlySet<string>): RegisterMap {
  return { ...map, points: map.points.filter(({ identifier }) => !names.has(identifier)) };
}

export function mapDifferences(before: RegisterMap, after: RegisterMap): MapDifference[] {
  const list = (kind: "points" | "groups", map: RegisterMap): Map<string, object> =>
    kind === "points"
      ? new Map(map.points.map((point) => [point.identifier, point]))
      : new Map(map.groups.map((group) => [group.name, group]));
  const found = (["points", "groups"] as const).flatMap((kind): MapDifference[] => {
    const [old, fresh] = [list(kind, before), list(kind, after)];
    return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((name) =>
      differenceOf(`${kind}.${name}`, old.get(name), fresh.get(name)),
    );
  });
  return [...found, ...differenceOf("unit", before.unit, after.unit)];
}

function differenceOf(path: string, before: object | undefined, after: object | undefined): MapDifference[] {
  if (before === undefined) return [{ path, kind: "added", fields: [] }];
  if (after === undefined) return [{ path, kind: "removed", fields: [] }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const fields = names.filter((name) => !Bun.deepEquals(Reflect.get(before, name), Reflect.get(after, name)));
  return fields.length === 0 ? [] : [{ path, kind: "changed", fields }];
}

function propertyFor(point: RegisterPoint, name: string | undefined): Property {
  return {
    identifier: point.identifier,
    name: (name ?? point.identifier).slice(0, 128) || point.identifier,
    accessMode: point.access,
    required: false,
    dataType: dataTypeOf(point),
  };
}

/** Whole numbers that stay so are int where 32 bits with a sign hold them. */
function dataTypeOf(point: RegisterPoint): DataType {
  if (point.type === "bool" || point.type === "bit") return { type: "bool" };
  if (point.type === "string" || point.type === "bytes")
    return { type: "text", length: point.registers * (point.type === "bytes" ? 4 : 2) };
  const isPlain = point.scale === 1 && point.offset === 0 && point.formula === undefined;
  if (!isPlain || point.exponentAddress !== undefined || point.values !== undefined)
    return { type: "double" };
  if (point.type === "float32") return { type: "float" };
  if (["int16", "uint16", "int32", "bits"].includes(point.type)) return { type: "int" };
  return ["uint32", "int64", "uint64", "bcd"].includes(point.type) ? { type: "long" } : { type: "double" };
}
