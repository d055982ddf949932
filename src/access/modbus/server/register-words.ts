// What registers hold where a value does not fill them plainly.

import type { Value } from "../../../spine/point.ts";
import { orderOf, type RegisterPoint } from "../../../spine/register-map.ts";
import { toWire, wordsOf } from "../point/bytes.ts";

const UNIT = { order: "ABCD" } as const;
const NANS: Partial<Record<RegisterPoint["type"], string>> = {
  float32: "7fc00000",
  float64: "7ff8000000000000",
};

/** How the registers say that there is no value: what the point calls absent, or NaN; undefined of those that cannot. */
export function absentWords(point: RegisterPoint): readonly number[] | undefined {
  const pattern = ("absent" in point ? point.absent?.[0] : undefined) ?? NANS[point.type];
  if (pattern === undefined) return undefined;
  const bytes = Uint8Array.from(Buffer.from(pattern, "hex"));
  const order = orderOf(point, UNIT);
  return wordsOf(order?.length === bytes.length ? toWire(bytes, order) : bytes);
}

/** A text cut to what its registers hold, a number as the bit that is asked for; anything else as it is. */
export function valueThatFits(point: RegisterPoint, value: Value): Value {
  if (point.type === "bool" || point.type === "bit") return typeof value === "number" ? value !== 0 : value;
  if (point.type !== "string" || typeof value !== "string") return value;
  const isHalf = point.packing === "lowOnly" || point.packing === "highOnly";
  const mostBytes = point.registers * (isHalf ? 1 : 2);
  if (point.encoding !== "utf8") return value.slice(0, mostBytes);
  let text = "";
  let sizeBytes = 0;
  for (const character of value) {
    sizeBytes += Buffer.byteLength(character);
    if (sizeBytes > mostBytes) break;
    text += character;
  }
  return text;
}
