// Which devices are meant: as a query of lists and exports, and as a document of views and bulk changes.

import * as v from "valibot";
import { BooleanText, integerText, listText, named, TimeText } from "../../http/http.ts";
import { SHOWN_STATES } from "../device-json.ts";
import { SORT_KEYS } from "../registry/listing-store.ts";

/** Most seconds that a relative time reaches back: ten years. */
const SPAN_S = 315_360_000;
const Q = v.pipe(
  v.string(),
  v.maxLength(128, "must have at most 128 characters"),
  v.description("Part of the device name or the nickname"),
);
const Gateway = v.pipe(
  v.string(),
  v.regex(/^[^/]+\/[^/]+$/, "must be productKey/deviceName"),
  v.description("Only the sub-devices of this gateway, `productKey/deviceName`"),
);
const Tag = v.pipe(
  v.string(),
  v.regex(/^[^=]{1,64}(=[\s\S]{0,256})?$/, "must be key or key=value"),
  v.description("`key`, or `key=value`; several must all be there"),
);
const State = v.picklist(SHOWN_STATES);
const ABOUT = {
  group: "Only devices of this group and all below it; `none`: of no group",
  view: "Only devices that this saved view finds",
  seenBefore: "Last heard before this time (UTC ms), or never",
  createdAfter: "Created after this time (UTC ms)",
  notSeenForS: "Not heard for so many seconds, or never",
  createdWithinS: "Created within so many seconds",
};

/** Entries of a query: `v.object({...pageQuery, ...filterQuery})`. */
export const filterQuery = {
  productKey: v.optional(v.string()),
  state: v.optional(State),
  q: v.optional(Q),
  gateway: v.optional(Gateway),
  group: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(none|[1-9]\d{0,15})$/, "must be the id of a group, or none"),
      v.transform((text) => (text === "none" ? ("none" as const) : Number(text))),
      v.description(ABOUT.group),
      v.metadata({ wire: { type: "string" } }),
    ),
  ),
  view: v.optional(v.pipe(integerText(1, Number.MAX_SAFE_INTEGER), v.description(ABOUT.view))),
  tag: v.optional(listText(Tag, 10)),
  enabled: v.optional(BooleanText),
  seenBefore: v.optional(v.pipe(TimeText, v.description(ABOUT.seenBefore))),
  createdAfter: v.optional(v.pipe(TimeText, v.description(ABOUT.createdAfter))),
  notSeenForS: v.optional(v.pipe(integerText(1, SPAN_S), v.description(ABOUT.notSeenForS))),
  createdWithinS: v.optional(v.pipe(integerText(1, SPAN_S), v.description(ABOUT.createdWithinS))),
};

const Id = v.pipe(v.number(), v.integer(), v.minValue(1));
const Time = v.pipe(v.number(), v.integer(), v.minValue(0));
const Span = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(SPAN_S));

/** The same as a document. */
export const DeviceFilterSchema = named(
  "DeviceFilter",
  v.strictObject({
    productKey: v.optional(v.string()),
    state: v.optional(State),
    q: v.optional(Q),
    gateway: v.optional(Gateway),
    group: v.optional(v.pipe(v.union([Id, v.literal("none")]), v.description(ABOUT.group))),
    view: v.optional(v.pipe(Id, v.description(ABOUT.view))),
    tag: v.optional(v.pipe(v.array(Tag), v.maxLength(10, "at most 10 tags"))),
    enabled: v.optional(v.boolean()),
    seenBefore: v.optional(v.pipe(Time, v.description(ABOUT.seenBefore))),
    createdAfter: v.optional(v.pipe(Time, v.description(ABOUT.createdAfter))),
    notSeenForS: v.optional(v.pipe(Span, v.description(ABOUT.notSeenForS))),
    createdWithinS: v.optional(v.pipe(Span, v.description(ABOUT.createdWithinS))),
  }),
);
export type DeviceFilterJson = v.InferOutput<typeof DeviceFilterSchema>;

const SORTS = SORT_KEYS.flatMap((key) => [key, `-${key}`] as const);

/** Order of a list: `lastSeen`, or `-lastSeen` for the newest first. */
export const SortSchema = v.pipe(
  v.picklist(SORTS, `must be one of ${SORTS.join(", ")}`),
  v.description("Descending with `-` before it"),
);
export type SortText = v.InferOutput<typeof SortSchema>;
