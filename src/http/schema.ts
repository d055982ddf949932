// Valibot pieces that routes share: names for the API document, and text from URLs as typed values.

import * as v from "valibot";

/** Gives `schema` a name, so that the API document describes it once and refers to it. */
export function named<const S extends v.GenericSchema>(ref: string, schema: S) {
  return v.pipe(schema, v.metadata({ ref }));
}

/** How a value looks on the wire when valibot's own words (text, then a transform) would not say it. */
export interface WireShape {
  readonly type: "integer" | "number" | "boolean" | "string";
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Decimal integer in a query or path, as a number within `min` to `max`. */
export function integerText(min: number, max: number) {
  const wire: WireShape = { type: "integer", minimum: min, maximum: max };
  return v.pipe(
    v.string(),
    v.regex(/^-?\d{1,16}$/, "must be an integer"),
    v.transform(Number),
    v.minValue(min, `must be at least ${min}`),
    v.maxValue(max, `must be at most ${max}`),
    v.metadata({ wire }),
  );
}

/** `true` or `false` in a query. */
export const BooleanText = v.pipe(
  v.string(),
  v.picklist(["true", "false"], "must be true or false"),
  v.transform((text) => text === "true"),
  v.metadata({ wire: { type: "boolean" } satisfies WireShape }),
);

/** A query key that may be given once or several times, as a list. */
export function listText<const S extends v.GenericSchema<string, unknown>>(item: S, maxLength: number) {
  const list = v.pipe(v.array(item), v.maxLength(maxLength, `at most ${maxLength} values`));
  return v.union([
    v.pipe(
      item,
      v.transform((one) => [one]),
    ),
    list,
  ]);
}

/** UTC milliseconds in a query. */
export const TimeText = integerText(0, 8_640_000_000_000_000);
