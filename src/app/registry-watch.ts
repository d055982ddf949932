// What edits of the registry mean: for the log, for open connections, for gateways, for history.

import { type Device, type Devices, makeLifecycle } from "../devices/devices.ts";
import { type GatewayChildren, makeNotices } from "../ingest/ingest.ts";
import type { Protection } from "../protection/protection.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Clock } from "../spine/clock.ts";
import { failure } from "../spine/error.ts";
import type { Stores } from "./stores.ts";

interface WatchDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly children: GatewayChildren;
  readonly protection: Pick<Protection, "forgive">;
}

export function watchRegistry(deps: WatchDeps): void {
  const notices = makeNotices(deps.sessions);
  watchDevices(deps, notices);
  watchPurges(deps);
  watchTopology(deps, notices);
  deps.stores.products.onChange(({ action, product }) => {
    if (action === "disabled") deps.sessions.kickProduct(product.productKey, failure("product_disabled"));
  });
}

function watchDevices(
  { stores, clock, sessions, protection }: WatchDeps,
  notices: ReturnType<typeof makeNotices>,
): void {
  const { log, devices, credentials, topology } = stores;
  credentials.book.onChange(({ device, isSessionOver }) => {
    protection.forgive(device.deviceName);
    if (isSessionOver) sessions.kick(device.id, failure("credential_ended"));
  });
  devices.onChange(({ action, device, actor, fields }) => {
    if (action === "purged") return;
    const params = action === "moved" ? { group: device.groupId ?? 0 } : {};
    log.append([makeLifecycle(device, { action, actor, fields, params }, clock.now())], "grouped");
    protection.forgive(device.deviceName);
    if (action === "enabled" || action === "disabled")
      notices.tell(topology.gatewayOf(device), device, action);
    if (action === "deleted") notices.tell(gatewayOf(sessions, devices, device.id), device, action);
    if (action === "disabled") sessions.kick(device.id, failure("device_disabled"));
    if (action === "deleted") sessions.kick(device.id, failure("device_deleted"));
  });
}

/** What a purged device leaves behind ends with it; the log's word for that comes last, and until it is durable all is done again. */
function watchPurges({ stores, clock, protection }: WatchDeps): void {
  const { log, trash, credentials, telemetry } = stores;
  trash.recordPurges(({ actor, ...device }, done) => {
    protection.forgive(device.deviceName);
    credentials.book.forget(device.id);
    telemetry.deleteDevice(device.id);
    const event = makeLifecycle(device, { action: "purged", actor }, clock.now());
    log.append([event], "grouped", ({ ok }) => done(ok));
  });
}

function watchTopology(
  { stores, clock, sessions, children }: WatchDeps,
  notices: ReturnType<typeof makeNotices>,
): void {
  stores.topology.onChange(({ action, gateway, child, actor }) => {
    const params = { gateway: `${gateway.productKey}/${gateway.deviceName}` };
    stores.log.append([makeLifecycle(child, { action, actor, params }, clock.now())], "grouped");
    if (!children.isActing) notices.tell(gateway, child, action);
    // It heard and spoke for the child; nobody else's rights have changed.
    if (action === "unbound") sessions.find(gateway.id)?.link.forgetRoutes?.();
    const session = sessions.find(child.id);
    const isLeaving = action === "unbound" && session?.gateway?.peer.deviceId === gateway.id;
    if (isLeaving) sessions.close(session, "unbound");
  });
}

/** The gateway through which the device is connected: of a deleted one the binding is gone already. */
function gatewayOf(sessions: Sessions, devices: Devices, deviceId: number): Device | undefined {
  const gateway = sessions.find(deviceId)?.gateway;
  return gateway && devices.byId(gateway.peer.deviceId);
}
