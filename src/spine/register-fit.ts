// Whether a register map fits a thing model, and where its points lie on the same registers.

import type { DataType, ThingModel } from "./model.ts";
import { type RegisterMap, type RegisterPoint, sizeOf } from "./register-map.ts";

export interface RegisterProblem {
  /** Of the point, in the order of the map. */
  readonly index: number;
  readonly identifier: string;
  readonly message: string;
}

/** What each kind of property can be made of; numbers take bits too, because makers keep flags in words. */
const FITTING: Readonly<Record<DataType["type"], "number" | "bool" | "text" | "nothing">> = {
  int: "number",
  long: "number",
  float: "number",
  double: "number",
  enum: "number",
  date: "number",
  bool: "bool",
  text: "text",
  struct: "nothing",
  array: "nothing",
};

/** Points whose property the model lacks, that are written but read-only there, or whose kinds do not go together. */
export function findMisfits(map: RegisterMap, model: ThingModel): RegisterProblem[] {
  const properties = new Map(model.properties.map((property) => [property.identifier, property]));
  return map.points.flatMap((point, index) => {
    const { identifier } = point;
    const property = properties.get(identifier);
    const message =
      property === undefined
        ? "the thing model has no such property"
        : (misfitOf(point, property.dataType) ??
          (point.access !== "r" && property.accessMode === "r" ? "the property is read-only" : undefined));
    return message === undefined ? [] : [{ index, identifier, message }];
  });
}

function misfitOf(point: RegisterPoint, dataType: DataType): string | undefined {
  const kind = kindOf(point);
  const wanted = FITTING[dataType.type];
  const isFitting =
    wanted === kind ||
    (wanted === "number" && kind === "bool") ||
    // 0 and 1 of a register are a bool; a table of values gives whatever it holds.
    (wanted === "bool" && kind === "number") ||
    (wanted === "text" && "values" in point && point.values !== undefined);
  return isFitting ? undefined : `${point.type} cannot become ${dataType.type}`;
}

function kindOf({ type }: RegisterPoint): "number" | "bool" | "text" {
  if (type === "string" || type === "bytes") return "text";
  return type === "bool" || type === "bit" ? "bool" : "number";
}

/**
 * Pairs of points that share registers in another way than is usual: bits of one register, a register with its
 * bits, and the same registers read twice as the same type are usual.
 */
export function findOverlaps(map: Pick<RegisterMap, "points">): [RegisterPoint, RegisterPoint][] {
  const found: [RegisterPoint, RegisterPoint][] = [];
  for (const area of new Set(map.points.map((point) => point.area))) {
    const points = map.points
      .filter((point) => point.area === area)
      .sort((a, b) => a.address - b.address || sizeOf(a) - sizeOf(b));
    for (const [at, point] of points.entries()) {
      for (const next of points.slice(at + 1)) {
        if (next.address >= point.address + sizeOf(point)) break;
        if (!isUsual(point, next)) found.push([point, next]);
      }
    }
  }
  return found;
}

function isUsual(a: RegisterPoint, b: RegisterPoint): boolean {
  const isPart = (point: RegisterPoint) => point.type === "bit" || point.type === "bits";
  if (isPart(a) || isPart(b)) return true;
  return a.type === b.type && a.address === b.address && a.type !== "bool";
}
