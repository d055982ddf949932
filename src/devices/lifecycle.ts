import type { LifecycleEvent } from "../spine/event.ts";
import type { Device } from "./device-entry.ts";

/** What the log keeps of a change of the registry at `at` (UTC ms). */
export function makeLifecycle(device: Device, action: LifecycleEvent["action"], at: number): LifecycleEvent {
  const { id, productKey, deviceName } = device;
  const origin = { protocol: "gantry", dialect: "", reqId: "" };
  return {
    seq: 0,
    kind: "lifecycle",
    deviceId: id,
    productKey,
    deviceName,
    ts: at,
    recvTs: at,
    ...origin,
    action,
  };
}
