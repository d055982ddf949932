import * as v from "valibot";
import {
  type Audit,
  actorOf,
  body,
  InvalidRequest,
  named,
  params,
  type Router,
  route,
} from "../http/http.ts";
import { toJson } from "../kit/plain-json.ts";
import { describeError, type Failure, type Language } from "../spine/error.ts";
import { DEVICE_NAME_PATTERN } from "../spine/ids.ts";
import { type Mapping, MappingSchema } from "../spine/mapping.ts";
import type { Value } from "../spine/point.ts";
import type { Product, Products } from "./products.ts";

/** What the mapping would make of a message; what codec's tryMapping gives. */
export interface TrialAnswer {
  readonly row: number | undefined;
  readonly points: readonly { deviceName: string; property: string; ts: number; value: Value }[];
  readonly events: readonly {
    deviceName: string;
    event: string;
    level: string;
    ts: number;
    output: Readonly<Record<string, Value>>;
  }[];
  readonly failure: Failure | undefined;
  readonly flags: readonly Failure[];
  readonly left: readonly Failure[];
}

export interface MappingRoutesDeps {
  readonly products: Products;
  readonly audit: Audit;
  readonly tryMapping: (
    product: Product,
    trial: { mapping: Mapping; deviceName: string; topic: string; payload: Uint8Array },
  ) => TrialAnswer;
}

const PATH = "/products/:productKey/mapping";
const TRIAL_BYTES = 256 * 1024;
const ByKey = v.object({ productKey: v.string() });
const MappingJson = named("Mapping", MappingSchema);
const Reason = v.object({ code: v.string(), text: v.string() });
const AnyValue = v.pipe(v.unknown(), v.description("As sent; integers beyond 2^53 as decimal text"));

const TrialBody = v.strictObject({
  mapping: v.pipe(v.optional(MappingSchema), v.description("Left out: the one that is in force")),
  deviceName: v.pipe(v.string(), v.regex(DEVICE_NAME_PATTERN, "must be a device name")),
  topic: v.pipe(v.string(), v.minLength(1), v.maxLength(1_024)),
  payload: v.pipe(v.string(), v.maxLength(TRIAL_BYTES)),
  encoding: v.optional(v.picklist(["text", "hex", "base64"]), "text"),
});
const TrialJson = named(
  "MappingTrial",
  v.object({
    row: v.pipe(v.nullable(v.number()), v.description("Row that took the topic, from 0; null: none did")),
    points: v.array(
      v.object({ deviceName: v.string(), property: v.string(), ts: v.number(), value: AnyValue }),
    ),
    events: v.array(
      v.object({
        deviceName: v.string(),
        event: v.string(),
        level: v.string(),
        ts: v.number(),
        output: v.record(v.string(), AnyValue),
      }),
    ),
    failure: v.pipe(v.nullable(Reason), v.description("Why the whole message would be refused")),
    flags: v.pipe(v.array(Reason), v.description("Odd, but stored all the same")),
    left: v.pipe(v.array(Reason), v.description("What would be left out")),
  }),
);

/** `/products/{productKey}/mapping`: what messages on topics of any form mean. */
export function addMappingRoutes(api: Router, { products, audit, tryMapping }: MappingRoutesDeps): void {
  const tag = "products";
  api.get(
    PATH,
    route({
      id: "getMapping",
      tag,
      summary: "What a product's devices mean by topics and payloads of their own",
      allow: "read",
      reach: "touches",
      returns: MappingJson,
      etag: { except: [] },
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => c.json(products.get(c.req.valid("param").productKey).mapping),
  );
  api.put(
    PATH,
    route({
      id: "putMapping",
      tag,
      summary: "Replace a product's mapping of topics",
      description:
        "It holds from the next message on, also on connections that are open. The first row that takes a topic decides.",
      allow: "manage",
      returns: MappingJson,
      errors: ["not_found"],
      bodyBytes: 1024 * 1024,
    }),
    params(ByKey),
    body(MappingSchema),
    (c) => {
      const actor = actorOf(c);
      const { productKey } = c.req.valid("param");
      const before = products.get(productKey).mapping;
      const { mapping } = products.update(productKey, { mapping: c.req.valid("json") }, actor.username);
      if (mapping !== before)
        audit(actor, { action: "product.set-mapping", target: productKey, before, after: mapping });
      return c.json(mapping);
    },
  );
  api.post(
    `${PATH}/test`,
    route({
      id: "testMapping",
      tag,
      summary: "What would be stored of a message; nothing is",
      description: "Every sub-device that the topic names is taken for bound to the device.",
      allow: "read",
      returns: TrialJson,
      errors: ["not_found"],
      bodyBytes: 2 * 1024 * 1024,
    }),
    params(ByKey),
    body(TrialBody),
    (c) => {
      const product = products.get(c.req.valid("param").productKey);
      const { mapping = product.mapping, deviceName, topic, payload, encoding } = c.req.valid("json");
      const bytes = readBytes(payload, encoding);
      const outcome = tryMapping(product, { mapping, deviceName, topic, payload: bytes });
      return c.json(trialJson(outcome, c.get("language")));
    },
  );
}

function readBytes(payload: string, encoding: "text" | "hex" | "base64"): Uint8Array {
  const compact = payload.replace(/\s+/g, "");
  if (encoding === "hex" && !/^(?:[0-9a-fA-F]{2})*$/.test(compact))
    throw new InvalidRequest([{ path: "payload", message: "must be hexadecimal digits, two a byte" }]);
  if (encoding === "base64" && !/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact))
    throw new InvalidRequest([{ path: "payload", message: "must be base64" }]);
  return encoding === "text" ? Buffer.from(payload) : Buffer.from(compact, encoding);
}

function trialJson(outcome: TrialAnswer, language: Language): v.InferOutput<typeof TrialJson> {
  const tell = ({ code, params: filled }: Failure) => ({ code, text: describeError(code, filled, language) });
  return {
    row: outcome.row ?? null,
    points: outcome.points.map((point) => ({ ...point, value: toJson(point.value) })),
    events: outcome.events.map((event) => ({ ...event, output: toOutput(event.output) })),
    failure: outcome.failure ? tell(outcome.failure) : null,
    flags: outcome.flags.map(tell),
    left: outcome.left.map(tell),
  };
}

function toOutput(output: Readonly<Record<string, Value>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(output).map(([key, value]) => [key, toJson(value)]));
}
