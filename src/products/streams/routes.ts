import * as v from "valibot";
import { body, InvalidRequest, makeRouter, named, params, type Router, route } from "../../http/http.ts";
import { NUMBER_FUNCTIONS, OTHER_FUNCTIONS } from "../../kit/formula/functions.ts";
import { toJson } from "../../kit/plain-json.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError, describeError, type Language } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import { MODEL_FEATURES, STREAMS_PER_DEVICE } from "../../spine/limits.ts";
import { DataTypeSchema, type Property, PropertySchema } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";
import type { Products } from "../products.ts";
import { kindOf, VALUE_KINDS } from "./inference.ts";
import { type StoredValues, surveyStreams } from "./survey.ts";
import { type TrialOutcome, type TrialValue, tryCalculation } from "./trial.ts";

export interface StreamRoutesDeps {
  readonly products: Pick<Products, "get">;
  readonly stored: StoredValues;
  readonly clock: Pick<Clock, "now" | "monotonicMs">;
  readonly resolveDevice: (productKey: string, deviceName: string) => number | undefined;
  /** Up to so many devices of the product, those that were heard last first. */
  readonly listDeviceIds: (productKey: string, limit: number) => readonly number[];
}

const TAG = "data streams";
const DEVICES_MAX = 200;
const DEVICES_DEFAULT = 20;
const HOURS_MAX = 24 * 366;
const HOURS_DEFAULT = 24 * 7;
const HOUR_MS = 3_600_000;

const ByKey = v.object({ productKey: v.string() });
const ByName = v.object({ productKey: v.string(), deviceName: v.string() });
const Time = v.pipe(v.number(), v.description("UTC ms"));
const AnyValue = v.pipe(v.unknown(), v.description("As stored; integers beyond 2^53 as decimal text"));

const StreamJson = named(
  "DataStream",
  v.object({
    key: v.string(),
    kind: v.picklist(VALUE_KINDS),
    value: AnyValue,
    ts: Time,
    quality: v.number(),
  }),
);
const InferredJson = named(
  "InferredProperty",
  v.object({
    key: v.pipe(v.string(), v.description("As the device sends it")),
    identifier: v.pipe(
      v.string(),
      v.description("The key; something near it where the key can be no identifier: then map the key to it"),
    ),
    name: v.string(),
    dataType: v.pipe(v.nullable(DataTypeSchema), v.description("Null: no type holds its values")),
    alternatives: v.pipe(v.array(DataTypeSchema), v.description("Other types that fit")),
    samples: v.pipe(v.number(), v.description("Values looked at")),
    devices: v.number(),
    min: v.pipe(v.nullable(v.number()), v.description("Lowest number seen; the type's range has a margin")),
    max: v.nullable(v.number()),
    distinct: v.pipe(v.nullable(v.array(AnyValue)), v.description("All values, where they are few")),
    conflicts: v.pipe(
      v.array(v.object({ kind: v.picklist(VALUE_KINDS), count: v.number() })),
      v.description("Values by kind, where there are several kinds"),
    ),
    examples: v.array(AnyValue),
    lastTs: v.nullable(Time),
  }),
);
const whole = (most: number, preset: number) =>
  v.optional(
    v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1), v.maxValue(most)),
    preset,
  );

/** Data streams of devices and products, and calculated properties tried. Registered by the products room. */
export function streamRoutes(deps: StreamRoutesDeps): Router {
  const api = makeRouter();
  addStreamsRoute(api, deps);
  addInferenceRoute(api, deps);
  addTrialRoute(api, deps);
  addFunctionsRoute(api);
  return api;
}

function addStreamsRoute(api: Router, { products, stored, resolveDevice }: StreamRoutesDeps): void {
  api.get(
    "/devices/:productKey/:deviceName/streams",
    route({
      id: "listStreams",
      tag: TAG,
      summary: "A device's data streams: keys that it reports and its thing model does not know",
      allow: "read",
      returns: v.object({
        items: v.array(StreamJson),
        limit: v.pipe(v.number(), v.description("So many it may have")),
      }),
      errors: ["not_found"],
    }),
    params(ByName),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const deviceId = idOf(resolveDevice, productKey, deviceName);
      const { model } = products.get(productKey);
      const known = new Set(model.properties.map((property) => property.identifier));
      const items = stored
        .latest(deviceId)
        .filter(({ property }) => !known.has(property))
        .map(({ property: key, value, ts, quality }) => ({
          ...{ key, kind: kindOf(value), value: toJson(value), ts, quality },
        }));
      return c.json({ items, limit: STREAMS_PER_DEVICE });
    },
  );
}

function addInferenceRoute(api: Router, deps: StreamRoutesDeps): void {
  api.post(
    "/products/:productKey/streams/inference",
    route({
      id: "inferProperties",
      tag: TAG,
      summary: "What a product's data streams most likely are, as properties; nothing is changed",
      description:
        "Looks at the newest points of the devices that were heard last, for 2 s at most. To take proposals over, put them into the thing model, or into its draft where the product is published.",
      allow: "read",
      returns: v.object({
        items: v.array(InferredJson),
        devices: v.pipe(v.number(), v.description("Devices looked at")),
        isComplete: v.pipe(v.boolean(), v.description("False: the time was up before all had been read")),
      }),
      errors: ["not_found"],
    }),
    params(ByKey),
    body(
      v.strictObject({
        devices: v.pipe(whole(DEVICES_MAX, DEVICES_DEFAULT), v.description("Look at so many")),
        hours: v.pipe(whole(HOURS_MAX, HOURS_DEFAULT), v.description("Look so far back")),
      }),
    ),
    async (c) => {
      const { productKey, model } = deps.products.get(c.req.valid("param").productKey);
      const { devices, hours } = c.req.valid("json");
      const deviceIds = deps.listDeviceIds(productKey, devices);
      const survey = await surveyStreams({ ...deps, model, deviceIds, spanMs: hours * HOUR_MS });
      const items = survey.items.map((item) => ({
        ...item,
        alternatives: [...item.alternatives],
        conflicts: [...item.conflicts],
        distinct: item.distinct?.map(toJson) ?? null,
        examples: item.examples.map(toJson),
      }));
      return c.json({ ...survey, items });
    },
  );
}

const TrialBody = v.strictObject({
  property: v.pipe(PropertySchema, v.description("With `calculated`")),
  properties: v.pipe(
    v.optional(v.pipe(v.array(v.record(v.string(), v.unknown())), v.maxLength(MODEL_FEATURES))),
    v.description(
      "The model's properties as they are being edited, those in force unless given; unfinished ones are left out",
    ),
  ),
  deviceName: v.pipe(v.optional(v.string()), v.description("Whose newest values are taken")),
  values: v.pipe(
    v.optional(v.record(v.string(), v.union([v.number(), v.boolean(), v.string()]))),
    v.description("Values by identifier, instead of stored ones"),
  ),
});
const TrialJson = named(
  "FormulaTrial",
  v.object({
    problems: v.array(
      v.object({
        field: v.string(),
        text: v.pipe(v.string(), v.description("In the language asked for")),
        position: v.pipe(
          v.nullable(v.number()),
          v.description("First wrong character of the formula, from 0"),
        ),
        length: v.nullable(v.number()),
      }),
    ),
    operands: v.array(
      v.object({ identifier: v.string(), value: v.nullable(AnyValue), ts: v.nullable(Time) }),
    ),
    result: v.pipe(v.nullable(AnyValue), v.description("Null: it has none now")),
    reason: v.pipe(v.nullable(v.string()), v.description("Why it has none, in the language asked for")),
  }),
);

function addTrialRoute(api: Router, deps: StreamRoutesDeps): void {
  api.post(
    "/products/:productKey/formula-trial",
    route({
      id: "tryCalculation",
      tag: TAG,
      summary: "What is wrong with a calculated property, and what it would give; nothing is changed",
      allow: "read",
      returns: TrialJson,
      errors: ["not_found"],
      bodyBytes: 4 * 1024 * 1024,
    }),
    params(ByKey),
    body(TrialBody),
    async (c) => {
      const { productKey, model } = deps.products.get(c.req.valid("param").productKey);
      const { property, properties: edited, deviceName, values = {} } = c.req.valid("json");
      const properties = edited?.flatMap(readProperty) ?? model.properties;
      if (property.calculated === undefined)
        throw new InvalidRequest([{ path: "property.calculated", message: "is missing" }]);
      const known =
        deviceName === undefined
          ? new Map<string, TrialValue>()
          : await readKnown(deps, idOf(deps.resolveDevice, productKey, deviceName), properties);
      const nowMs = deps.clock.now();
      for (const [name, value] of Object.entries(values)) known.set(name, { value, ts: nowMs });
      const outcome = tryCalculation({ ...model, properties }, property, { nowMs, values: known });
      return c.json(trialJson(outcome, property.identifier, c.get("language")));
    },
  );
}

/** An unfinished row of the editor is no reason not to try another. */
function readProperty(sent: unknown): readonly Property[] {
  const read = v.safeParse(PropertySchema, sent);
  return read.success ? [read.output] : [];
}

const FORMULA_READS = 50;

/** The newest values, with those before them where a formula might look back. */
async function readKnown(
  { stored, clock }: StreamRoutesDeps,
  deviceId: number,
  properties: readonly { readonly identifier: string }[],
): Promise<Map<string, TrialValue>> {
  const wanted = new Set(properties.map((property) => property.identifier));
  const known = new Map<string, TrialValue>();
  for (const { property, value, ts } of stored.latest(deviceId)) {
    if (!wanted.has(property)) continue;
    known.set(property, { value, ts });
    if (known.size > FORMULA_READS) continue;
    const range = { fromMs: 0, toMs: Math.max(ts, clock.now()), limit: 2, order: "desc" } as const;
    const { points } = await stored.points({ deviceId, property, ...range });
    known.set(property, { value, ts, previous: points[1]?.value });
  }
  return known;
}

function trialJson(
  { problems, operands, result, fault }: TrialOutcome,
  property: string,
  language: Language,
): v.InferOutput<typeof TrialJson> {
  const code = fault === "division_by_zero" ? "calculation_division" : "calculation_undefined";
  return {
    problems: problems.map(({ field, en, zh, formula }) => ({
      ...{ field, text: language === "en" ? en : zh },
      ...{ position: formula?.position ?? null, length: formula?.length ?? null },
    })),
    operands: operands.map(({ identifier, known }) => ({
      ...{ identifier, value: known === undefined ? null : toJson(known.value as Value) },
      ts: known?.ts ?? null,
    })),
    result: result === undefined ? null : toJson(result),
    reason: fault === undefined ? null : describeError(code, { property }, language),
  };
}

function addFunctionsRoute(api: Router): void {
  api.get(
    "/formula-functions",
    route({
      id: "listFormulaFunctions",
      tag: TAG,
      summary: "The functions that formulas of calculated properties know",
      allow: "read",
      reach: "filtered",
      returns: v.object({
        items: v.array(v.object({ name: v.string(), usage: v.string(), text: v.string() })),
      }),
    }),
    (c) => {
      const isEnglish = c.get("language") === "en";
      const items = [...NUMBER_FUNCTIONS, ...OTHER_FUNCTIONS].map(({ name, usage, en, zh }) => ({
        ...{ name, usage, text: isEnglish ? en : zh },
      }));
      return c.json({ items });
    },
  );
}

/** Throws `not_found`. */
function idOf(resolve: StreamRoutesDeps["resolveDevice"], productKey: string, deviceName: string): number {
  const id = resolve(productKey, deviceName);
  if (id === undefined) throw new AppError("not_found", { what: deviceKey(productKey, deviceName) });
  return id;
}
