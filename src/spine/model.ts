// The thing model: what a product's devices can report, raise and do.
// One canonical shape; foreign formats (Alibaba TSL, OneNET ...) are converted at the edge.

import * as v from "valibot";
import { CalculationSchema } from "./calculation.ts";
import { FEATURE_PATTERN, IDENTIFIER_PATTERN } from "./ids.ts";
import { MODEL_FEATURES, MODEL_MODULES, TEXT_BYTES } from "./limits.ts";

const Identifier = v.pipe(v.string(), v.regex(IDENTIFIER_PATTERN, "1 to 50 letters, digits or _"));
/** With `module:` in front for a feature of a module. */
const FeatureIdentifier = v.pipe(
  v.string(),
  v.regex(FEATURE_PATTERN, "1 to 50 letters, digits or _, behind `module:` in a module"),
  v.description("What devices send; a feature of a module has the module's identifier and a colon in front"),
);
const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const Description = v.optional(v.pipe(v.string(), v.maxLength(1_000)));
const Unit = v.optional(v.pipe(v.string(), v.maxLength(32)));

const NumberSpec = {
  min: v.optional(v.number()),
  max: v.optional(v.number()),
  step: v.optional(v.number()),
  unit: Unit,
};
const NUMBER_TYPES = ["int", "float", "double"] as const;

const NumberType = v.strictObject({ type: v.picklist(NUMBER_TYPES), ...NumberSpec });
/** 64-bit integer; `min` and `max` are decimal text because JSON numbers end at 2^53. */
const LongType = v.strictObject({
  type: v.literal("long"),
  min: v.optional(v.pipe(v.string(), v.regex(/^-?\d{1,19}$/))),
  max: v.optional(v.pipe(v.string(), v.regex(/^-?\d{1,19}$/))),
  unit: Unit,
});
/** `length` in bytes of UTF-8. */
const TextType = v.strictObject({
  type: v.literal("text"),
  length: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(TEXT_BYTES))),
});
/** UTC milliseconds; devices may send a number or decimal text. */
const DateType = v.strictObject({ type: v.literal("date") });
const BoolType = v.strictObject({
  type: v.literal("bool"),
  falseText: v.optional(Name),
  trueText: v.optional(Name),
});
/** Keys are decimal integers, values their texts. */
const EnumType = v.strictObject({
  type: v.literal("enum"),
  items: v.pipe(
    v.record(v.pipe(v.string(), v.regex(/^-?\d{1,9}$/)), Name),
    v.check((r) => Object.keys(r).length <= 100, "at most 100 items"),
  ),
});
const ScalarType = v.variant("type", [NumberType, LongType, TextType, DateType, BoolType, EnumType]);
const StructField = v.strictObject({ identifier: Identifier, name: Name, dataType: ScalarType });
const StructType = v.strictObject({
  type: v.literal("struct"),
  fields: v.pipe(v.array(StructField), v.minLength(1), v.maxLength(50)),
});
const ArrayType = v.strictObject({
  type: v.literal("array"),
  size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(512)),
  item: v.variant("type", [NumberType, LongType, TextType, StructType]),
});

export const DataTypeSchema = v.variant("type", [
  NumberType,
  LongType,
  TextType,
  DateType,
  BoolType,
  EnumType,
  StructType,
  ArrayType,
]);
export type DataType = v.InferOutput<typeof DataTypeSchema>;

/** Days that points are kept. */
export const RetentionDaysSchema = v.pipe(
  v.number(),
  v.integer("must be a whole number"),
  v.minValue(1, "must be 1 to 36500"),
  v.maxValue(36_500, "must be 1 to 36500"),
);

export const PropertySchema = v.strictObject({
  identifier: FeatureIdentifier,
  name: Name,
  description: Description,
  accessMode: v.optional(v.picklist(["r", "rw", "w"]), "r"),
  required: v.optional(v.boolean(), false),
  dataType: DataTypeSchema,
  /** Of this property's points, where they are to be kept shorter or longer than those of the product. */
  retentionDays: v.optional(RetentionDaysSchema),
  /** Calculated by us from other properties; the device itself does not report it. */
  calculated: v.optional(CalculationSchema),
});
export type Property = v.InferOutput<typeof PropertySchema>;

const Parameter = v.strictObject({ identifier: Identifier, name: Name, dataType: DataTypeSchema });
export type Parameter = v.InferOutput<typeof Parameter>;

export const EventSchema = v.strictObject({
  identifier: FeatureIdentifier,
  name: Name,
  description: Description,
  level: v.optional(v.picklist(["info", "alert", "error"]), "info"),
  output: v.optional(v.array(Parameter), []),
});
export type EventSpec = v.InferOutput<typeof EventSchema>;

export const ServiceSchema = v.strictObject({
  identifier: FeatureIdentifier,
  name: Name,
  description: Description,
  callType: v.optional(v.picklist(["sync", "async"]), "async"),
  input: v.optional(v.array(Parameter), []),
  output: v.optional(v.array(Parameter), []),
});
export type ServiceSpec = v.InferOutput<typeof ServiceSchema>;

/** A part of the device with features of its own, whose identifiers begin with `identifier:`. */
export const ModuleSchema = v.strictObject({
  identifier: Identifier,
  name: Name,
  description: Description,
});
export type ModuleSpec = v.InferOutput<typeof ModuleSchema>;

const ModelShape = v.strictObject({
  properties: v.optional(v.array(PropertySchema), []),
  events: v.optional(v.array(EventSchema), []),
  services: v.optional(v.array(ServiceSchema), []),
  /** Absent in a model without any. */
  modules: v.optional(v.pipe(v.array(ModuleSchema), v.maxLength(MODEL_MODULES))),
});

/** The identifier of a feature's module; undefined: it is in none. */
export function moduleOf(identifier: string): string | undefined {
  const colon = identifier.indexOf(":");
  return colon < 0 ? undefined : identifier.slice(0, colon);
}

function hasUniqueIdentifiers(model: v.InferOutput<typeof ModelShape>): boolean {
  return [model.properties, model.events, model.services, model.modules ?? []].every(
    (list) => new Set(list.map((feature) => feature.identifier)).size === list.length,
  );
}

function isWithinFeatureLimit(model: v.InferOutput<typeof ModelShape>): boolean {
  return model.properties.length + model.events.length + model.services.length <= MODEL_FEATURES;
}

function hasKnownModules(model: v.InferOutput<typeof ModelShape>): boolean {
  const known = new Set(model.modules?.map((module) => module.identifier));
  const features = [...model.properties, ...model.events, ...model.services];
  return features.every(({ identifier }) => {
    const module = moduleOf(identifier);
    return module === undefined || known.has(module);
  });
}

export const ThingModelSchema = v.pipe(
  ModelShape,
  v.check(hasUniqueIdentifiers, "an identifier is used twice"),
  v.check(hasKnownModules, "a feature's identifier names a module that is not in `modules`"),
  v.check(isWithinFeatureLimit, `at most ${MODEL_FEATURES} features`),
);
export type ThingModel = v.InferOutput<typeof ThingModelSchema>;

export const EMPTY_MODEL: ThingModel = { properties: [], events: [], services: [] };

/** How the devices of a product reach the platform: themselves, themselves and for others, or through a gateway. */
export const NODE_TYPES = ["direct", "gateway", "sub"] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** Whether devices may fetch their secret with the product's: never, when they were created before, or all that ask. */
export const REGISTRATION_MODES = ["off", "listed", "open"] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

/** How strictly reports are held against the thing model. */
export const VALIDATION_LEVELS = ["off", "warn", "strict"] as const;
export type ValidationLevel = (typeof VALIDATION_LEVELS)[number];
