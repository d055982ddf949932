// Schemas of settings: each with its default, its bounds and a description from which help is made.

import * as v from "valibot";
import { isTimeZone, readClock, readClocks } from "./local-time.ts";

export const flag = (fallback: boolean, text: string) =>
  v.optional(v.pipe(v.boolean(), v.description(text)), fallback);
interface Bounds {
  readonly min: number;
  readonly max: number;
}
const within = ({ min, max }: Bounds, what: string) =>
  v.pipe(
    v.number(),
    v.integer("must be a whole number"),
    v.minValue(min, `must be ${min} to ${max}`),
    v.maxValue(max, `must be ${min} to ${max}`),
    v.description(what),
  );
export const portNumber = (what: string) => within({ min: 0, max: 65_535 }, what);
export const port = (fallback: number) => v.optional(portNumber("port; 0 picks a free one"), fallback);
export const choice = <const T extends readonly string[]>(options: T, fallback: T[number], what: string) =>
  v.optional(v.pipe(v.picklist(options), v.description(what)), fallback);
export const text = (fallback: string, what: string) =>
  v.optional(v.pipe(v.string(), v.minLength(1, "must not be empty"), v.description(what)), fallback);
export const optionalText = (what: string) =>
  v.optional(v.pipe(v.string(), v.minLength(1, "must not be empty"), v.description(what)));
export const amount = (fallback: number, min: number, what: string) =>
  v.optional(v.pipe(v.number(), v.minValue(min, `must be at least ${min}`), v.description(what)), fallback);
export const wholeAmount = (fallback: number, min: number, what: string) =>
  v.optional(
    v.pipe(
      v.number(),
      v.integer("must be a whole number"),
      v.minValue(min, `must be at least ${min}`),
      v.description(what),
    ),
    fallback,
  );
export const range = (fallback: number, { min, max }: Bounds, what: string) =>
  v.optional(
    v.pipe(
      v.number(),
      v.minValue(min, `must be ${min} to ${max}`),
      v.maxValue(max, `must be ${min} to ${max}`),
      v.description(what),
    ),
    fallback,
  );
export const share = (fallback: number, what: string) =>
  range(fallback, { min: 1, max: 95 }, `percent ${what}`);
export const bounded = (fallback: number, bounds: Bounds, what: string) =>
  v.optional(within(bounds, what), fallback);
export const optionalZone = (what: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(isTimeZone, "must be an IANA time zone, as Asia/Shanghai"),
      v.description(what),
    ),
  );
export const timeOfDay = (fallback: string, what: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check((text) => readClock(text) !== undefined, "must be a time of day, as 06:00"),
      v.description(what),
    ),
    fallback,
  );
export const timesOfDay = (what: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(
        (list) => readClocks(list) !== undefined,
        "must be rising times with commas between them, as 06:00,14:00,22:00",
      ),
      v.description(what),
    ),
    "",
  );
