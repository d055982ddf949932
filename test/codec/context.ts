import * as v from "valibot";
import type { ChildName, DecodeContext, Dialect } from "../../src/codec/dialect.ts";
import { type ThingModel, ThingModelSchema } from "../../src/spine/model.ts";

export const NOW = 1_600_000_000_000;

export const MODEL: ThingModel = v.parse(ThingModelSchema, {
  properties: [
    { identifier: "temp", name: "Temperature", dataType: { type: "float", min: -40, max: 200 } },
    { identifier: "on", name: "On", dataType: { type: "bool" } },
    { identifier: "count", name: "Count", dataType: { type: "long" } },
  ],
  events: [{ identifier: "over", name: "Over", level: "alert", output: [] }],
});

/** Device 7, `pk/dn`, behind which `children` (8, 9 ...) of product `sub` are bound by name. */
export function makeContext(dialect: string, children: readonly string[] = []): DecodeContext {
  const own: DecodeContext = {
    deviceId: 7,
    productKey: "pk",
    deviceName: "dn",
    model: MODEL,
    validation: "warn",
    protocol: "mqtt",
    dialect,
    recvTs: NOW,
    retentionDays: 30,
  };
  const child = ({ productKey, deviceName }: ChildName): DecodeContext | undefined => {
    const index = children.indexOf(deviceName);
    if (index < 0 || (productKey !== undefined && productKey !== "sub")) return undefined;
    return { ...own, deviceId: 8 + index, productKey: "sub", deviceName };
  };
  return { ...own, child };
}

/** Decodes `body` (text, or what becomes JSON) as the dialect does for `pk/dn`. */
export function decode(
  dialect: Dialect,
  topic: string,
  body: unknown,
  context: DecodeContext = makeContext(dialect.name),
) {
  const route = dialect.route(topic, "pk", "dn");
  if (!route) throw new Error(`no route for ${topic}`);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const decoded = route.decode(new TextEncoder().encode(text), context);
  const replyTopic = decoded.reply === undefined ? undefined : (decoded.replyTopic ?? route.replyTopic);
  return { ...decoded, replyTopic };
}
