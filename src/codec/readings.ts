// Values that we read from a device ourselves, held against its thing model like any report.

import type { Point } from "../spine/point.ts";
import { checkOf } from "./check.ts";
import { makeDecoded } from "./decoded.ts";
import type { DecodeContext, Decoded } from "./dialect.ts";
import { Report } from "./report.ts";

const NUMBERS: ReadonlySet<string> = new Set(["int", "long", "float", "double", "enum"]);

/** The report of these readings; their times and qualities stay. Nothing is answered. */
export function decodeReadings(context: DecodeContext, readings: readonly Point[]): Decoded {
  const report = new Report(context, "");
  const { properties } = checkOf(context.model);
  for (const { property, value, ts, quality } of readings) {
    const type = properties.get(property)?.property.dataType.type ?? "";
    // A bit of a register is a bool; a model may count it as 0 and 1.
    const fitting = typeof value === "boolean" && NUMBERS.has(type) ? Number(value) : value;
    report.addReading(property, fitting, { ts, quality });
  }
  const { failure, flags, left } = report;
  return makeDecoded({ events: report.toEvents(), failure, flags, left });
}
