// A product's mapping: what messages on topics of any form mean, for devices that speak no cloud's dialect.

import * as v from "valibot";
import { JSON_PATH_CHARS, parseJsonPath } from "../kit/json-path.ts";
import { parseTopicPattern } from "../kit/topic-pattern.ts";
import { FEATURE_PATTERN } from "./ids.ts";
import { MAPPING_PROPERTIES, MAPPING_ROWS, MAPPING_VALUES } from "./limits.ts";

/** What may stand in a topic pattern beside `+` and a last `#`. */
export const TOPIC_PLACEHOLDERS = ["productKey", "deviceName", "property", "event", "any"] as const;
export const TIME_UNITS = ["s", "ms", "iso"] as const;
export const TEXT_KINDS = ["auto", "number", "text"] as const;

const TopicPatternSchema = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const read = parseTopicPattern(dataset.value, TOPIC_PLACEHOLDERS);
    if (typeof read === "string") addIssue({ message: `not a topic pattern: ${read}` });
  }),
  v.description("With `+`, a last `#`, {productKey}, {deviceName}, {property}, {event} and {any}"),
);
const PathSchema = v.pipe(
  v.string(),
  v.maxLength(JSON_PATH_CHARS),
  v.check(
    (path) => parseJsonPath(path) !== undefined,
    "must be a path such as a.b, list[0] or list[name=temp].value",
  ),
  v.description("Path into the payload: `a.b`, `list[0]`, `list[name=temp].value`; empty: the whole of it"),
);
const Identifier = v.pipe(
  v.string(),
  v.regex(FEATURE_PATTERN, "1 to 50 letters, digits or _, behind `module:` in a module"),
);
const Factor = v.pipe(v.number(), v.finite());
/** How what is sent becomes the value: first the table, then `x * scale + offset`. */
const Conversion = {
  scale: v.optional(Factor),
  offset: v.optional(Factor),
  values: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.maxLength(64)), v.union([v.number(), v.boolean(), v.string()])),
      v.check((table) => Object.keys(table).length <= MAPPING_VALUES, `at most ${MAPPING_VALUES} values`),
      v.description("What is sent, as text, and the value it stands for"),
    ),
  ),
};
const Time = v.strictObject({ path: PathSchema, unit: v.picklist(TIME_UNITS) });
const NamedValue = v.strictObject({
  property: Identifier,
  path: PathSchema,
  isOptional: v.pipe(v.optional(v.boolean(), false), v.description("Its absence is not told")),
  ...Conversion,
});
const JsonRow = v.strictObject({
  topic: TopicPatternSchema,
  payload: v.literal("json"),
  /** Where keys, pairs and an event's parameters are; the paths of `properties` start at the whole payload. */
  from: v.optional(PathSchema, ""),
  take: v.pipe(
    v.optional(v.picklist(["keys", "nested", "pairs", "named"]), "keys"),
    v.description(
      "`keys`: every key is a property; `nested`: keys of objects within too, joined with _; `pairs`: a list of {name, value}; `named`: only what `properties` names",
    ),
  ),
  /** Of `pairs`: the members that hold name and value. */
  pairName: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64)), "name"),
  pairValue: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64)), "value"),
  skip: v.pipe(
    v.optional(v.pipe(v.array(PathSchema), v.maxLength(MAPPING_PROPERTIES)), []),
    v.description("Members that are not to be read, as paths from the whole payload"),
  ),
  properties: v.optional(v.pipe(v.array(NamedValue), v.maxLength(MAPPING_PROPERTIES)), []),
  time: v.optional(Time),
  /** The payload is an event with its parameters, not properties; {event} in the topic says so too. */
  event: v.optional(Identifier),
});
const TextRow = v.strictObject({
  topic: TopicPatternSchema,
  payload: v.literal("text"),
  /** Undefined: the topic's {property}. */
  property: v.optional(Identifier),
  kind: v.optional(v.picklist(TEXT_KINDS), "auto"),
  ...Conversion,
});
const SparkplugRow = v.strictObject({
  topic: v.pipe(
    v.string(),
    v.maxLength(256),
    v.regex(
      /^spBv1\.0\/(?:\+|[^/#+{}]+|\{productKey\})\/\+\/(?:[^/#+{}]+|\{deviceName\})\/#$/,
      "must be spBv1.0/<group or +>/+/<edge node or {deviceName}>/#",
    ),
  ),
  payload: v.literal("sparkplug-b"),
  /** Metric name to property; names that are not here become identifiers by themselves. */
  names: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.maxLength(256)), Identifier),
      v.check((names) => Object.keys(names).length <= 500, "at most 500 names"),
    ),
  ),
});
export const MappingRowSchema = v.variant("payload", [JsonRow, TextRow, SparkplugRow]);
export const MappingSchema = v.strictObject({
  isShared: v.pipe(
    v.optional(v.boolean(), false),
    v.description("A device may report for the other devices of its product, named by {deviceName}"),
  ),
  rows: v.pipe(
    v.array(
      v.pipe(MappingRowSchema, v.check(hasTarget, "name a property, or put {property} into the topic")),
    ),
    v.maxLength(MAPPING_ROWS, `at most ${MAPPING_ROWS} rows`),
  ),
});

export type Mapping = v.InferOutput<typeof MappingSchema>;
export type MappingRow = v.InferOutput<typeof MappingRowSchema>;
export type JsonMappingRow = v.InferOutput<typeof JsonRow>;
export type TextMappingRow = v.InferOutput<typeof TextRow>;
export type ValueConversion = Pick<v.InferOutput<typeof NamedValue>, "scale" | "offset" | "values">;

function hasTarget(row: v.InferOutput<typeof MappingRowSchema>): boolean {
  return row.payload !== "text" || row.property !== undefined || row.topic.includes("{property}");
}

export const EMPTY_MAPPING: Mapping = { isShared: false, rows: [] };
