// Registers for all properties of a device at once: one behind the other, each in the type that holds it whole.

import * as v from "valibot";
import type { DataType, Property } from "../../../../../src/spine/model.ts";
import {
  type RegisterPoint,
  type RegisterPointInput,
  RegisterPointSchema,
  sizeOf,
} from "../../../../../src/spine/register-map.ts";

export interface LayoutPlan {
  /** Yes and no are coils beside holding registers, and discrete inputs beside input registers. */
  readonly area: "holding" | "input";
  readonly firstRegister: number;
  readonly firstBit: number;
  /** What the thing model lets people set may be written. */
  readonly isWritable: boolean;
}

interface Layout {
  readonly points: readonly RegisterPoint[];
  /** Behind the last register. */
  readonly end: number;
  /** Properties that no register holds: structures, lists, and what has no room any more. */
  readonly leftOut: number;
}

const TYPES: Partial<Record<DataType["type"], RegisterPoint["type"]>> = {
  int: "int32",
  long: "int64",
  float: "float32",
  double: "float64",
  date: "int64",
  text: "string",
};
const TEXT_REGISTERS = 16;
const TEXT_MOST = 64;

/** In the model's order; values of several registers begin at even addresses. */
export function layOut(properties: readonly Property[], plan: LayoutPlan): Layout {
  const points: RegisterPoint[] = [];
  let [register, bit] = [plan.firstRegister, plan.firstBit];
  for (const property of properties) {
    const isBit = property.dataType.type === "bool";
    const made = pointOf(property, plan, isBit ? bit : register);
    if (made === undefined) continue;
    points.push(made);
    if (isBit) bit = made.address + 1;
    else register = made.address + sizeOf(made);
  }
  return { points, end: register, leftOut: properties.length - points.length };
}

function pointOf(
  { identifier, accessMode, calculated, dataType }: Property,
  { area, isWritable }: LayoutPlan,
  address: number,
): RegisterPoint | undefined {
  const mayWrite = isWritable && area === "holding" && accessMode !== "r" && calculated === undefined;
  const head = { identifier, access: mayWrite ? "rw" : "r" } as const;
  const place = placeOf(dataType, area);
  if (place === undefined) return undefined;
  const isWide = sizeOf(place) > 1;
  const made = v.safeParse(RegisterPointSchema, {
    ...head,
    ...place,
    address: isWide ? address + (address % 2) : address,
  });
  return made.success ? made.output : undefined;
}

type Place = Pick<RegisterPointInput, "type" | "area"> & { registers?: number; encoding?: "utf8" };

function placeOf(dataType: DataType, area: LayoutPlan["area"]): Place | undefined {
  if (dataType.type === "bool") return { type: "bool", area: area === "holding" ? "coil" : "discrete" };
  const type = dataType.type === "enum" ? enumType(dataType) : TYPES[dataType.type];
  if (type === undefined) return undefined;
  if (dataType.type !== "text") return { type, area };
  const registers = Math.min(Math.ceil((dataType.length ?? TEXT_REGISTERS * 2) / 2), TEXT_MOST);
  return { type, area, registers, encoding: "utf8" };
}

function enumType({ items }: Extract<DataType, { readonly type: "enum" }>): "int16" | "int32" {
  return Object.keys(items).every((key) => Math.abs(Number(key)) <= 32_767) ? "int16" : "int32";
}
