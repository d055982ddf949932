import * as v from "valibot";
import type { DecodeContext, Decoded, Dialect } from "../../../src/codec/dialect.ts";
import { ThingModelSchema, type ValidationLevel } from "../../../src/spine/model.ts";

export const NOW = 1_600_000_000_000;

const model = v.parse(ThingModelSchema, {
  properties: [
    { identifier: "temperature", name: "Temperature", dataType: { type: "float", min: -40, max: 200 } },
    { identifier: "count", name: "Count", dataType: { type: "long" } },
    { identifier: "led", name: "LED", dataType: { type: "bool" } },
    { identifier: "code", name: "Code", dataType: { type: "text", length: 64 } },
  ],
  events: [
    {
      identifier: "over",
      name: "Over temperature",
      level: "alert",
      output: [{ identifier: "temperature", name: "T", dataType: { type: "float" } }],
    },
  ],
});

/** The head of every event of the sample device, or of its child. */
export function head(dialect: string, names = { deviceId: 7, productKey: "100", deviceName: "dn" }) {
  return { seq: 0, ...names, recvTs: NOW, protocol: "mqtt", dialect };
}

/** Device dn of product 100, gateway of device sub of product 200. */
export function sampleContext(dialect: string, validation: ValidationLevel = "warn"): DecodeContext {
  const context: DecodeContext = {
    deviceId: 7,
    productKey: "100",
    deviceName: "dn",
    model,
    validation,
    protocol: "mqtt",
    dialect,
    recvTs: NOW,
    retentionDays: 30,
  };
  const child = { ...context, deviceId: 8, productKey: "200", deviceName: "sub" };
  return {
    ...context,
    child: ({ productKey, deviceName }) => (productKey === "200" && deviceName === "sub" ? child : undefined),
  };
}

/** Decodes as a message of the sample device on `topic`. */
export function decodeOn(
  dialect: Dialect,
  topic: string,
  { payload, validation = "warn" }: { payload: unknown; validation?: ValidationLevel },
): Omit<Decoded, "replyTopic"> & { readonly replyTopic: string | undefined } {
  const context = sampleContext(dialect.name, validation);
  const owner = dialect.ownerOf?.(topic);
  const speaker = owner ? context.child?.(owner) : context;
  const route = speaker && dialect.route(topic, speaker.productKey, speaker.deviceName);
  if (!route) throw new Error(`no route for ${topic}`);
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const bytes = payload instanceof Uint8Array ? payload : new TextEncoder().encode(text);
  const decoded = route.decode(bytes, speaker);
  return { ...decoded, replyTopic: decoded.replyTopic ?? route.replyTopic };
}
