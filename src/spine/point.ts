// One measured value of one property at one time.

/** JSON-like value of a thing-model type; a 64-bit integer beyond 2^53 is a bigint, a date is UTC ms. */
export type Value = number | bigint | boolean | string | readonly Value[] | { readonly [key: string]: Value };

/** Quality codes are stored on disk: never renumber. */
export const QUALITY = { good: 0, stale: 1, bad: 2, late: 3, simulated: 4 } as const;
export type Quality = (typeof QUALITY)[keyof typeof QUALITY];

export interface Point {
  /** Property identifier in the thing model; a property of a module is `module:identifier`. */
  readonly property: string;
  /** Source time, UTC ms. */
  readonly ts: number;
  readonly value: Value;
  readonly quality: Quality;
}
