// Values of a command as a dialect writes them, by the types of the thing model.

import { type Failure, failure } from "../../spine/error.ts";
import type { DataType, ThingModel } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";
import { err, type Result } from "../../spine/result.ts";
import type { DownCommand } from "../dialect.ts";

/** Alibaba's way: a bool is 0 or 1, a date is text. Everyone else writes both as JSON has them. */
export type WireStyle = "alink" | "json";

type Types = readonly { readonly identifier: string; readonly dataType: DataType }[];

/** The values of a property set, in the order in which they were asked for. */
export function wireValues(
  values: Readonly<Record<string, Value>>,
  types: Types,
  style: WireStyle,
): Record<string, Value> {
  const typeOf = new Map(types.map(({ identifier, dataType }) => [identifier, dataType]));
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, wireValue(value, typeOf.get(key), style)]),
  );
}

/** The input of a service. */
export function wireInput(
  { identifier, input }: Extract<DownCommand, { kind: "service" }>,
  model: ThingModel,
  style: WireStyle,
): Record<string, Value> {
  const service = model.services.find((one) => one.identifier === identifier);
  return wireValues(input, service?.input ?? [], style);
}

function wireValue(value: Value, type: DataType | undefined, style: WireStyle): Value {
  if (style === "json" || type === undefined) return value;
  switch (type.type) {
    case "bool":
      return typeof value === "boolean" ? Number(value) : value;
    case "date":
      return String(value);
    case "struct":
      return isFields(value) ? wireValues(value, type.fields, style) : value;
    case "array":
      return Array.isArray(value) ? value.map((one: Value) => wireValue(one, type.item, style)) : value;
    default:
      return value;
  }
}

function isFields(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === "object" && !Array.isArray(value);
}

/** A message that the dialect does not have. */
export function unsupported(dialect: string, kind: DownCommand["kind"]): Result<never, Failure> {
  return err(failure("command_unsupported", { dialect, what: kind }));
}
