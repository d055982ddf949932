// From what a device sends to the value of a property, where its product's mapping says how.

import { type Failure, failure } from "../../spine/error.ts";
import { IDENTIFIER_PATTERN } from "../../spine/ids.ts";
import type { ValueConversion } from "../../spine/mapping.ts";
import type { DataType } from "../../spine/model.ts";
import { err, ok, type Result } from "../../spine/result.ts";
import { checkOf, preview } from "../check.ts";
import type { DecodeContext } from "../dialect.ts";

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const TRUE = /^(?:true|on|yes)$/i;
const FALSE = /^(?:false|off|no)$/i;

/** First the table of values; then `x * scale + offset`; then what the property's type makes of text. */
export function convert(
  sent: unknown,
  how: ValueConversion,
  what: { readonly property: string; readonly type: DataType | undefined },
): Result<unknown, Failure> {
  const { scale, offset, values } = how;
  if (values !== undefined && typeof sent !== "object" && Object.hasOwn(values, String(sent)))
    return ok(values[String(sent)]);
  if (scale === undefined && offset === undefined) return ok(coerce(sent, what.type));
  const number = asNumber(sent);
  if (number === undefined)
    return err(failure("mapping_not_a_number", { property: what.property, received: preview(sent) }));
  // 15 digits: 0.1 * 3 is 0.3 to whoever typed the factor.
  return ok(Number((number * (scale ?? 1) + (offset ?? 0)).toPrecision(15)));
}

/** A number, or text that is one; a 64-bit integer is rounded. */
function asNumber(sent: unknown): number | undefined {
  if (typeof sent === "bigint") return Number(sent);
  if (typeof sent === "string") return readNumber(sent);
  return typeof sent === "number" ? sent : undefined;
}

export function readNumber(text: string): number | undefined {
  const trimmed = text.trim();
  const number = NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Text that says a number or a switch's state, where the thing model wants that; anything else as it is. */
export function coerce(sent: unknown, type: DataType | undefined): unknown {
  if (typeof sent !== "string" || type === undefined) return sent;
  const text = sent.trim();
  switch (type.type) {
    case "int":
    case "float":
    case "double":
    case "enum":
      return readNumber(text) ?? sent;
    case "bool":
      if (TRUE.test(text) || text === "1") return true;
      return FALSE.test(text) || text === "0" ? false : sent;
    case "date":
      return /^\d{4}-\d\d-\d\dT/.test(text) ? (readIsoTime(text) ?? sent) : sent;
    default:
      return sent;
  }
}

/** Plain text to a value: what the thing model wants, or, where it knows nothing, what the text looks like. */
export function readText(text: string, type: DataType | undefined): unknown {
  if (type !== undefined) return coerce(text, type);
  const trimmed = text.trim();
  if (trimmed === "true") return true;
  if (trimmed === "false") return false;
  return readNumber(trimmed) ?? text;
}

/** UTC ms; a time without a zone is taken as UTC. */
export function readIsoTime(text: string): number | undefined {
  const isZoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  const ms = Date.parse(isZoned ? text : `${text}Z`);
  return Number.isFinite(ms) ? ms : undefined;
}

/** The property that a name of the device's own stands for: each character that an identifier cannot have is `_`. */
export function toIdentifier(name: string, { model }: Pick<DecodeContext, "model">): Result<string, Failure> {
  if (checkOf(model).properties.has(name)) return ok(name);
  const identifier = name.replace(/[^A-Za-z0-9_]/g, "_");
  return IDENTIFIER_PATTERN.test(identifier)
    ? ok(identifier)
    : err(failure("mapping_name", { name: name.slice(0, 64) }));
}

export function typeOf({ model }: Pick<DecodeContext, "model">, property: string): DataType | undefined {
  return checkOf(model).properties.get(property)?.property.dataType;
}
