import type { Listeners } from "../access/listeners.ts";
import type { Config } from "../config.ts";
import { applyDocument } from "../devices/devices.ts";
import { assert } from "../kit/assert.ts";
import { randomText } from "../kit/random-text.ts";
import type { Clock } from "../spine/clock.ts";
import type { Stores } from "./stores.ts";

/** The line that a newcomer sees moving: applied once, its machines report to our own MQTT port. */
export async function startDemoLine(
  config: Config,
  clock: Clock,
  deps: { stores: Stores; listeners: Listeners },
) {
  const { startDemo } = await import("../simulate/demo.ts");
  const { products, devices, db } = deps.stores;
  const mqtt = deps.listeners.infos().find(({ name, status }) => name === "mqtt" && status === "listening");
  if (mqtt === undefined) return undefined;
  return startDemo({
    clock,
    language: config.language,
    port: mqtt.port,
    secretOf: (productKey, deviceName) =>
      (deviceName === undefined
        ? products.find(productKey)?.productSecret
        : devices.find(productKey, deviceName)?.deviceSecret) ?? randomText(32),
    apply(document) {
      const applied = applyDocument({ db, products, devices }, document, { dryRun: false, actor: "demo" });
      assert(applied.ok, "the demo's own document is valid");
    },
  });
}
