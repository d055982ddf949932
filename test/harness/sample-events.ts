// Events as rooms put them into the log, for tests of what reads them.

import type { LogEvent, PropertyEvent } from "../../src/spine/event.ts";
import type { Point, Value } from "../../src/spine/point.ts";

let seq = 0;

/** Fields that every event has; `seq` rises from test to test. */
export function eventBase(deviceId = 1, ts = 1_000) {
  seq += 1;
  const names = { productKey: "pk", deviceName: `d${deviceId}` };
  return { seq, deviceId, ...names, ts, recvTs: ts, protocol: "mqtt", dialect: "alink", reqId: "" };
}

export function report(values: Record<string, Value>, { deviceId = 1, ts = 1_000 } = {}): PropertyEvent {
  const points = Object.entries(values).map(
    ([property, value]): Point => ({ property, ts, value, quality: 0 }),
  );
  return { ...eventBase(deviceId, ts), kind: "property", points };
}

export function stateChange(
  state: "online" | "offline",
  { deviceId = 1, ts = 1_000, reason = "connected" } = {},
): LogEvent {
  return { ...eventBase(deviceId, ts), kind: "state", state, reason, address: "10.0.0.1:5" };
}

/** A log that hands out what `emit` is given, and counts who listens. */
export function makeDurableFeed() {
  const listeners = new Set<(events: readonly LogEvent[]) => void>();
  return {
    listeners,
    onDurable(listener: (events: readonly LogEvent[]) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(...events: LogEvent[]) {
      for (const listener of listeners) listener(events);
    },
  };
}
