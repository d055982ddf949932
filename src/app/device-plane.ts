import type { Gate } from "../access/adapter.ts";
import { makeGate } from "../access/gate.ts";
import type { Config } from "../config.ts";
import { makeLifecycle } from "../devices/devices.ts";
import { openIngest } from "../ingest/ingest.ts";
import type { Cadence } from "../log/log.ts";
import { openSessions } from "../sessions/sessions.ts";
import type { Clock } from "../spine/clock.ts";
import { failure } from "../spine/error.ts";
import type { Stores } from "./stores.ts";

/** Devices that were online before a restart may take this long to come back. */
const GRACE_MS = 90_000;

/** The way of an uplink: sessions, ingest, gate; and what edits of the registry mean for open connections. */
export function openDevicePlane({ log, products, devices, telemetry }: Stores, clock: Clock, config: Config) {
  const sessions = openSessions({
    log,
    clock,
    graceMs: GRACE_MS,
    takeStale: (limit) =>
      devices
        .expireStalePresence(limit)
        .map(({ id, productKey, deviceName }) => ({ deviceId: id, productKey, deviceName })),
    onPresence: ({ deviceId, ...presence }) => devices.setPresence(deviceId, presence),
  });
  const { retentionDays } = config.telemetry;
  const ingest = openIngest({ log, clock, devices, retentionDays, cadences: cadencesOf(config) });
  const gate: Gate = makeGate({ clock, log, products, devices, sessions, ingest });
  devices.onChange(({ action, device }) => {
    log.append([makeLifecycle(device, action, clock.now())], "grouped");
    if (action === "disabled") sessions.kick(device.id, failure("device_disabled"));
    if (action === "deleted") {
      sessions.kick(device.id, failure("device_deleted"));
      telemetry.deleteDevice(device.id);
    }
  });
  products.onChange(({ action, product }) => {
    if (action === "disabled") sessions.kickProduct(product.productKey, failure("product_disabled"));
  });
  return { sessions, ingest, gate };
}

/** What an operator calls relaxed is patient in the log: acknowledged messages wait, but are not dropped. */
export function cadencesOf({ mqtt }: Config): Readonly<Record<string, Cadence>> {
  return { mqtt: mqtt.cadence === "relaxed" ? "patient" : mqtt.cadence };
}
export type DevicePlane = ReturnType<typeof openDevicePlane>;
