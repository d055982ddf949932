import * as v from "valibot";
import type { Devices } from "../../devices/devices.ts";
import { body, makeRouter, params, type Router, route } from "../../http/http.ts";
import { AppError } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import { MODEL_FEATURES } from "../../spine/limits.ts";
import { REGISTER_AREAS } from "../../spine/register-map.ts";
import type { FieldEngine, PointState } from "./field-engine.ts";
import { noteJson } from "./link-reports.ts";

export interface PointStatesDeps {
  readonly devices: Devices;
  readonly engine: FieldEngine;
}

const Time = v.pipe(v.number(), v.description("UTC ms"));
const Hex = v.pipe(v.string(), v.description("The registers as they came, hexadecimal"));
const PointJson = v.object({
  identifier: v.string(),
  ts: v.pipe(v.nullable(Time), v.description("The last good read, UTC ms")),
  value: v.unknown(),
  quality: v.nullable(v.number()),
  raw: Hex,
  failure: v.pipe(
    v.nullable(v.object({ code: v.string(), text: v.object({ en: v.string(), zh: v.string() }), raw: Hex })),
    v.description("Why the newest attempt failed"),
  ),
});
const PointsJson = v.object({ items: v.array(PointJson) });
const SampleBody = v.strictObject({
  address: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  hex: v.pipe(
    v.string(),
    v.regex(/^(?:[0-9A-Fa-f]{4}\s?){1,125}$/, "must be registers of four hexadecimal digits"),
  ),
  shown: v.pipe(v.string(), v.minLength(1), v.maxLength(32)),
});
const ByDevice = v.object({ productKey: v.string(), deviceName: v.string() });
const tag = "field buses";

/** What is known of a device's registers, and what registers may mean. */
export function pointStates(deps: PointStatesDeps): Router {
  const api = makeRouter();
  addPointRoutes(api, deps);
  addGuessRoute(api, deps);
  addStrangersRoute(api, deps);
  return api;
}

function addPointRoutes(api: Router, { devices, engine }: PointStatesDeps): void {
  const keyOf = ({ productKey, deviceName }: v.InferOutput<typeof ByDevice>) => {
    const device = devices.get(productKey, deviceName);
    return deviceKey(device.productKey, device.deviceName);
  };
  api.get(
    "/devices/:productKey/:deviceName/registers",
    route({
      id: "listDeviceRegisters",
      tag,
      summary: "The points of a device on a link, as they were read last",
      description: "In the order of its register map; nothing of a device that is on no link.",
      allow: "read",
      returns: PointsJson,
      errors: ["not_found"],
    }),
    params(ByDevice),
    (c) => c.json({ items: (engine.points(keyOf(c.req.valid("param"))) ?? []).map(pointJson) }),
  );
  api.post(
    "/devices/:productKey/:deviceName/registers/read",
    route({
      id: "readDeviceRegisters",
      tag,
      summary: "Read points of a device now",
      description:
        "What is read is stored like what is polled. Points that could not be read say why in their `failure`.",
      allow: "command",
      returns: PointsJson,
      errors: ["not_found", "field_link_down"],
    }),
    params(ByDevice),
    body(
      v.strictObject({
        identifiers: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(MODEL_FEATURES)),
      }),
    ),
    async (c) => {
      const key = keyOf(c.req.valid("param"));
      const { identifiers } = c.req.valid("json");
      const why = await engine.readPoints(key, identifiers);
      if (why?.code === "field_link_down") throw new AppError(why.code, why.params);
      const points = (engine.points(key) ?? []).filter(({ identifier }) => identifiers.includes(identifier));
      return c.json({ items: points.map(pointJson) });
    },
  );
}

function addGuessRoute(api: Router, { engine }: PointStatesDeps): void {
  api.post(
    "/registers/guess",
    route({
      id: "guessRegisters",
      tag,
      summary: "Which registers, type, order of bytes and scale give the value that a panel shows",
      description:
        "Each sample holds registers as they were read, and what was shown then. Of several samples only what fits all is answered, likeliest first.",
      allow: "read",
      returns: v.object({
        candidates: v.array(
          v.object({
            address: v.number(),
            type: v.string(),
            order: v.nullable(v.string()),
            registers: v.number(),
            scale: v.number(),
            value: v.number(),
            raw: v.string(),
          }),
        ),
      }),
    }),
    body(
      v.strictObject({
        samples: v.pipe(v.array(SampleBody), v.minLength(1), v.maxLength(10)),
        area: v.optional(v.picklist(REGISTER_AREAS), "holding"),
      }),
    ),
    (c) => {
      const { samples, area } = c.req.valid("json");
      // Bits have no order to be guessed.
      const found = area === "coil" || area === "discrete" ? [] : engine.guess(samples);
      return c.json({ candidates: found.map((one) => ({ ...one, order: one.order ?? null })) });
    },
  );
}

function addStrangersRoute(api: Router, { engine }: Pick<PointStatesDeps, "engine">): void {
  api.get(
    "/dtu-strangers",
    route({
      id: "listDtuStrangers",
      tag,
      summary: "DTUs that called and that no link knows, newest last",
      description: "The newest 100 since the start.",
      allow: "read",
      returns: v.object({
        items: v.array(
          v.object({
            address: v.string(),
            at: Time,
            packet: v.pipe(v.string(), v.description("Its first packet, hexadecimal")),
          }),
        ),
      }),
    }),
    (c) => c.json({ items: engine.strangers().map((one) => ({ ...one })) }),
  );
}

function pointJson({ ts, value, quality, failure, ...point }: PointState): v.InferOutput<typeof PointJson> {
  return {
    ...point,
    ts: ts ?? null,
    // A 64-bit integer has no number in JSON.
    value: typeof value === "bigint" ? value.toString() : (value ?? null),
    quality: quality ?? null,
    failure: failure ? noteJson(failure) : null,
  };
}
