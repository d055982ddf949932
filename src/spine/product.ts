// What a product says of its devices beside the thing model: words and limits that several rooms share.

import * as v from "valibot";
import type { Failure } from "./error.ts";

/** `draft`: everything may change; `published`: others rely on it, so its model changes by publishing a draft of it. */
export const PRODUCT_STATUSES = ["draft", "published"] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

/** What becomes of keys. `model`: they must be in the thing model; `streams`: any other key becomes a data stream of the device. */
export const DATA_MODES = ["model", "streams"] as const;
export type KeyMode = (typeof DATA_MODES)[number];

/** Names of the dialects that devices can log in with; codec has one of each. */
export const DIALECT_NAMES = [
  "plain",
  "alink",
  "onenet",
  "onenet-legacy",
  "thingsboard",
  "jetlinks",
  "yudao",
] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

/** Null: any dialect. */
export const DialectsSchema = v.nullable(
  v.pipe(
    v.array(v.picklist(DIALECT_NAMES)),
    v.minLength(1, "must name at least one dialect, or be null for all"),
    v.check((list) => new Set(list).size === list.length, "names a dialect twice"),
  ),
);

const SILENCE_MIN_S = 10;
const SILENCE_MAX_S = 30 * 86_400;
const SilenceS = v.nullable(
  v.pipe(
    v.number(),
    v.integer("must be a whole number of seconds"),
    v.minValue(SILENCE_MIN_S, "must be 10 s to 30 days"),
    v.maxValue(SILENCE_MAX_S, "must be 10 s to 30 days"),
  ),
);

/** For how long a device may report nothing before it is `stale`, and before it is `offline`; null: for ever. */
export const OfflineRuleSchema = v.pipe(
  v.strictObject({ staleAfterS: SilenceS, offlineAfterS: SilenceS }),
  v.check(
    ({ staleAfterS, offlineAfterS }) =>
      staleAfterS === null || offlineAfterS === null || staleAfterS < offlineAfterS,
    "staleAfterS must be shorter than offlineAfterS",
  ),
);
export type OfflineRule = v.InferOutput<typeof OfflineRuleSchema>;

export const NO_OFFLINE_RULE: OfflineRule = { staleAfterS: null, offlineAfterS: null };

/** What a product's devices prove themselves with beside secrets of their own. */
export interface ProductKeys {
  readonly productSecret: string;
  /** Base64. */
  readonly accessKey: string;
}
export const PRODUCT_KEY_KINDS = ["productSecret", "accessKey"] as const;

/** A key that was replaced, and holds for a while beside the one in its place. */
export interface FormerKey {
  readonly value: string;
  /** UTC ms. */
  readonly until: number;
}
export type FormerKeys = { readonly [Kind in keyof ProductKeys]?: FormerKey };

export interface KeyRotation {
  readonly which: keyof ProductKeys;
  readonly value: string;
  /** For how long the old one holds, ms; 0: it ends at once, and one before it too. */
  readonly overlapMs: number;
}

interface KeyHolder extends ProductKeys {
  readonly formerKeys: FormerKeys;
}

/** What a rotation at `now` (UTC ms) makes of the keys. */
export function rotateKeys(
  holder: KeyHolder,
  { which, value, overlapMs }: KeyRotation,
  now: number,
): Partial<ProductKeys> & { formerKeys: FormerKeys } {
  const { [which]: _ended, ...others } = holder.formerKeys;
  const former = { value: holder[which], until: now + overlapMs };
  return { [which]: value, formerKeys: overlapMs > 0 ? { ...others, [which]: former } : others };
}

/** A proof that was made with the right key says more than one that was made with another. */
const OF_TIME: ReadonlySet<string> = new Set<Failure["code"]>(["clock_skew", "token_expired"]);

/**
 * Undefined when `check` holds with the keys in force, or with those that they replaced and that still hold at `now`
 * (UTC ms); otherwise what is wrong.
 */
export function checkWithKeys(
  holder: KeyHolder,
  now: number,
  check: (keys: ProductKeys) => Failure | undefined,
): Failure | undefined {
  const { productSecret, accessKey, formerKeys } = holder;
  const why = check({ productSecret, accessKey });
  if (why === undefined) return undefined;
  const held = PRODUCT_KEY_KINDS.filter((kind) => (formerKeys[kind]?.until ?? 0) > now);
  if (held.length === 0) return why;
  const former = Object.fromEntries(held.map((kind) => [kind, formerKeys[kind]?.value]));
  const again = check({ productSecret, accessKey, ...former });
  return again === undefined || OF_TIME.has(again.code) ? again : why;
}
