// What a product says of its devices beside the thing model: words and limits that several rooms share.

import * as v from "valibot";

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
