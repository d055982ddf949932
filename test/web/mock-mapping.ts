import * as v from "valibot";
import { makeMappingTrial } from "../../src/app/mapping-trial.ts";
import { describeError, type Failure } from "../../src/spine/error.ts";
import { MappingSchema } from "../../src/spine/mapping.ts";
import type { Mapping, MappingTrial, Product, ThingModel } from "../../web/src/contract.ts";
import type { World } from "./mock-world.ts";

const mappings = new WeakMap<Product, Mapping>();
const FIRST: Mapping = {
  isShared: false,
  rows: [
    {
      topic: "plant/{deviceName}/state",
      payload: "json",
      take: "keys",
      properties: [{ property: "oil_temp", path: "oil.t10", scale: 0.1 }],
      time: { path: "ts", unit: "s" },
    },
    { topic: "plant/{deviceName}/{property}", payload: "text" },
    { topic: "spBv1.0/+/+/{deviceName}/#", payload: "sparkplug-b" },
  ],
};

/** The first product of the world has a mapping, so that both an empty and a full editor can be seen. */
export function mappingOf({ world }: { world: World }, product: Product): Mapping {
  const isFirst = [...world.products.values()][0] === product;
  return mappings.get(product) ?? (isFirst ? FIRST : { isShared: false, rows: [] });
}

export function saveMapping(product: Product, body: unknown): Mapping {
  const mapping = v.parse(MappingSchema, body) as Mapping;
  mappings.set(product, mapping);
  return mapping;
}

/** What the server's own decoder makes of it. */
export function tryMapping(
  { world, language }: { world: World; language: string },
  product: Product,
  body: Record<string, unknown>,
): MappingTrial {
  const attempt = makeMappingTrial({ clock: { now: () => Date.now() }, retentionDays: 365 });
  const model = world.models.get(product.productKey) as ThingModel;
  const outcome = attempt({ ...product, model } as unknown as Parameters<typeof attempt>[0], {
    mapping: v.parse(MappingSchema, body.mapping),
    deviceName: String(body.deviceName),
    topic: String(body.topic),
    payload: Buffer.from(String(body.payload), body.encoding === "text" ? "utf8" : (body.encoding as "hex")),
  });
  const tell = ({ code, params }: Failure) => ({
    code,
    text: describeError(code, params, language.startsWith("zh") ? "zh-CN" : "en"),
  });
  return {
    row: outcome.row ?? null,
    points: [...outcome.points],
    events: [...outcome.events],
    failure: outcome.failure ? tell(outcome.failure) : null,
    flags: outcome.flags.map(tell),
    left: outcome.left.map(tell),
  };
}
