import { makeGate } from "../access/gate.ts";
import type { Config } from "../config.ts";
import { type Downlink, openDownlink } from "../downlink/downlink.ts";
import {
  GatewayChildren,
  type Ingest,
  makeCalculator,
  makeRequests,
  openIngest,
  StreamRoom,
} from "../ingest/ingest.ts";
import type { Cadence } from "../log/log.ts";
import { openProtection } from "../protection/protection.ts";
import { openSessions, type PresenceChange, type Sessions } from "../sessions/sessions.ts";
import type { Clock } from "../spine/clock.ts";
import { makeApplications, makeRules } from "./applications.ts";
import { startDiagnosis } from "./login-diagnosis.ts";
import { watchRegistry } from "./registry-watch.ts";
import type { Setting } from "./setting.ts";
import type { Stores } from "./stores.ts";

/** Devices that were online before a restart may take this long to come back. */
const GRACE_MS = 90_000;

/** So many seconds' worth of connections may come at once: all of a plant's after a power cut. */
const CONNECTION_BURST_S = 20;

function protectionSettings({ connectionsPerS, banFailures, banMinutes }: Config["protection"]) {
  const limits = { ratePerS: connectionsPerS, burst: connectionsPerS * CONNECTION_BURST_S };
  const connections = connectionsPerS === 0 ? undefined : limits;
  return { connections, failures: banFailures, banMs: banMinutes * 60_000 };
}

/** What is done against who comes too often, told like any refusal. */
function openProtectionOf(ingest: Ingest, { clock, config }: Pick<Setting, "clock" | "config">) {
  const stranger = { deviceId: 0, productKey: "", deviceName: "", protocol: "mqtt", dialect: "" };
  return openProtection({
    clock,
    settings: protectionSettings(config.protection),
    report: (address, why) => ingest.refuse({ ...stranger, address }, why, "connect"),
  });
}

/** What telemetry knows of a device, as reports need it: calculated properties go on from it, data streams are counted. */
function makeReportParts({ products, telemetry }: Pick<Stores, "products" | "telemetry">) {
  return {
    calculator: makeCalculator({
      productOf: (productKey) => products.find(productKey),
      latest: (deviceId) => telemetry.latest(deviceId),
    }),
    streams: new StreamRoom({
      hasSeries: (deviceId, property) => telemetry.latestOf(deviceId, property) !== undefined,
      listSeries: (deviceId) => telemetry.latest(deviceId),
    }),
  };
}

/** Sessions that keep presence in the registry, by the offline rules of products. */
function openPresence(
  { log, products, devices }: Pick<Stores, "log" | "products" | "devices">,
  clock: Clock,
  onChange: (change: PresenceChange) => void,
): Sessions {
  return openSessions({
    log,
    clock,
    graceMs: GRACE_MS,
    ruleOf: (productKey) => products.find(productKey)?.offlineRule,
    isDeaf: () => log.isCongested() || log.stats().unavailable !== undefined,
    takeStale: (limit) =>
      devices
        .expireStalePresence(limit)
        .map(({ id, productKey, deviceName }) => ({ deviceId: id, productKey, deviceName })),
    onPresence(change) {
      const { deviceId, ...presence } = change;
      devices.setPresence(deviceId, presence);
      onChange(change);
    },
  });
}

/** The way of an uplink: sessions, ingest, gate; and what edits of the registry mean for open connections. */
export function openDevicePlane(stores: Stores, { clock, config, lines }: Setting) {
  const { log, products, devices, credentials, topology, tags, telemetry } = stores;
  const sessions = openPresence(stores, clock, ({ deviceId, state, reason, address }) => {
    if (reason === "taken_over") diagnosis.noteTakeover(deviceId, address);
    if (state === "online") downlink.noteOnline(deviceId);
  });
  const downlink: Downlink = openDownlink({
    ...{ db: stores.db, log, clock, devices, sessions },
    onError: (error) => lines.error("answers to commands are not read any more", { error }),
  });
  const diagnosis = startDiagnosis(stores, clock, () => ({ ingest, sessions }));
  const children = new GatewayChildren({ devices, products, credentials, topology, sessions });
  const requests = makeRequests({
    children,
    tags,
    latest: (deviceId) => telemetry.latest(deviceId),
    onError: (error) => lines.error("a device's request failed", { error }),
  });
  const reportParts = makeReportParts(stores);
  const ingest = openIngest({
    ...{ log, clock, speakers: children, requests },
    devices: {
      touch(deviceId, now) {
        devices.touch(deviceId, now);
        sessions.noteHeard(deviceId);
      },
    },
    ...reportParts,
    retentionDays: config.telemetry.retentionDays,
    cadences: cadencesOf(config),
  });
  const protection = openProtectionOf(ingest, { clock, config });
  const gate = makeGate({
    ...{ clock, log, products, devices, credentials, topology, sessions, ingest },
    guard: protection,
    witness: diagnosis,
    applications: makeApplications(stores.accounts),
    rules: makeRules(stores),
    onMappingChange: (listener) => {
      products.onChange(({ fields }) => {
        if (fields.includes("mapping")) listener();
      });
    },
  });
  stores.accounts.onWithdrawn((application, why) => gate.withdraw(application, why));
  watchRegistry({ stores, clock, sessions, children, protection });
  return { ...reportParts, sessions, ingest, gate, protection, diagnosis, downlink };
}

/** What an operator calls relaxed is patient in the log: acknowledged messages wait, but are not dropped. */
export function cadencesOf({ mqtt }: Config): Readonly<Record<string, Cadence>> {
  return { mqtt: mqtt.cadence === "relaxed" ? "patient" : mqtt.cadence };
}
export type DevicePlane = ReturnType<typeof openDevicePlane>;
