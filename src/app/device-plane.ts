import { makeGate } from "../access/gate.ts";
import type { Config } from "../config.ts";
import { type Device, type Devices, makeLifecycle } from "../devices/devices.ts";
import { GatewayChildren, makeNotices, makeRequests, openIngest } from "../ingest/ingest.ts";
import type { LogLines } from "../kit/log-line.ts";
import { openProtection } from "../protection/protection.ts";
import { openSessions, type Sessions } from "../sessions/sessions.ts";
import type { Clock } from "../spine/clock.ts";
import { failure } from "../spine/error.ts";
import { makeApplications, makeRules } from "./applications.ts";
import { startDiagnosis } from "./login-diagnosis.ts";
import type { Stores } from "./stores.ts";

/** Devices that were online before a restart may take this long to come back. */
const GRACE_MS = 90_000;

export interface PlaneOptions {
  readonly retentionDays: number;
  readonly lines: LogLines;
  readonly protection: Config["protection"];
}

/** So many seconds' worth of connections may come at once: all of a plant's after a power cut. */
const CONNECTION_BURST_S = 20;

function protectionSettings({ connectionsPerS, banFailures, banMinutes }: Config["protection"]) {
  const limits = { ratePerS: connectionsPerS, burst: connectionsPerS * CONNECTION_BURST_S };
  const connections = connectionsPerS === 0 ? undefined : limits;
  return { connections, failures: banFailures, banMs: banMinutes * 60_000 };
}

/** The way of an uplink: sessions, ingest, gate; and what edits of the registry mean for open connections. */
export function openDevicePlane(stores: Stores, clock: Clock, options: PlaneOptions) {
  const { retentionDays, lines } = options;
  const { log, products, devices, topology, tags, telemetry } = stores;
  const sessions = openSessions({
    log,
    clock,
    graceMs: GRACE_MS,
    takeStale: (limit) =>
      devices
        .expireStalePresence(limit)
        .map(({ id, productKey, deviceName }) => ({ deviceId: id, productKey, deviceName })),
    onPresence({ deviceId, ...presence }) {
      devices.setPresence(deviceId, presence);
      if (presence.reason === "taken_over") diagnosis.noteTakeover(deviceId, presence.address);
    },
  });
  const diagnosis = startDiagnosis(stores, clock, () => ({ ingest, sessions }));
  const children = new GatewayChildren({ devices, products, topology, sessions });
  const requests = makeRequests({
    children,
    tags,
    latest: (deviceId) => telemetry.latest(deviceId),
    onError: (error) => lines.error("a device's request failed", { error }),
  });
  const ingest = openIngest({ log, clock, devices, retentionDays, speakers: children, requests });
  const stranger = { deviceId: 0, productKey: "", deviceName: "", protocol: "mqtt", dialect: "" };
  const protection = openProtection({
    clock,
    settings: protectionSettings(options.protection),
    report: (address, why) => ingest.refuse({ ...stranger, address }, why, "connect"),
  });
  const gate = makeGate({
    ...{ clock, log, products, devices, topology, sessions, ingest },
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
  const notices = makeNotices(sessions);
  devices.onChange(({ action, device }) => {
    log.append([makeLifecycle(device, action, clock.now())], "grouped");
    protection.forgive(device.deviceName);
    if (action === "enabled" || action === "disabled")
      notices.tell(topology.gatewayOf(device), device, action);
    if (action === "deleted") notices.tell(gatewayOf(sessions, devices, device.id), device, action);
    if (action === "disabled") sessions.kick(device.id, failure("device_disabled"));
    if (action === "deleted") {
      sessions.kick(device.id, failure("device_deleted"));
      telemetry.deleteDevice(device.id);
    }
  });
  topology.onChange(({ action, gateway, child }) => {
    log.append([makeLifecycle(child, action, clock.now())], "grouped");
    if (!children.isActing) notices.tell(gateway, child, action);
    const session = sessions.find(child.id);
    const isLeaving = action === "unbound" && session?.gateway?.peer.deviceId === gateway.id;
    if (isLeaving) sessions.close(session, "unbound");
  });
  products.onChange(({ action, product }) => {
    if (action === "disabled") sessions.kickProduct(product.productKey, failure("product_disabled"));
  });
  return { sessions, ingest, gate, protection, diagnosis };
}
export type DevicePlane = ReturnType<typeof openDevicePlane>;

/** The gateway through which the device is connected: of a deleted one the binding is gone already. */
function gatewayOf(sessions: Sessions, devices: Devices, deviceId: number): Device | undefined {
  const gateway = sessions.find(deviceId)?.gateway;
  return gateway && devices.byId(gateway.peer.deviceId);
}
