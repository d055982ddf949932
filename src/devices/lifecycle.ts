import type { LifecycleEvent } from "../spine/event.ts";
import type { Device } from "./device-entry.ts";

export interface LifecycleChange {
  readonly action: LifecycleEvent["action"];
  /** Who did it. */
  readonly actor: string;
  readonly fields?: readonly string[];
  readonly params?: LifecycleEvent["params"];
}

/** What the log keeps of a change of the registry at `at` (UTC ms). */
export function makeLifecycle(
  device: Pick<Device, "id" | "productKey" | "deviceName">,
  { action, actor, fields = [], params = {} }: LifecycleChange,
  at: number,
): LifecycleEvent {
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
    actor,
    fields,
    params,
  };
}
