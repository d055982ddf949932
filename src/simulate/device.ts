// One simulated device: a machine, the client that speaks for it, and the schedule of its reports.

import type { DeviceIdentity } from "./login.ts";
import type { Machine, Readings, Surroundings } from "./machines/machine.ts";
import {
  deviceRoot,
  makeEventPost,
  makeOrderReply,
  makePropertyPost,
  type Order,
  readOrder,
} from "./report.ts";

/** Largest step of a machine, s of simulated time, and most steps between two reports. */
const STEP_S = 0.5;
const MOST_STEPS = 20;
/** After a stall the reports that were missed beyond this are not made up for. */
const CATCH_UP_MS = 1_000;

/** By which a device speaks. */
export interface Speaker {
  publish(topic: string, payload: string, qos: 0 | 1): boolean;
}

export interface DeviceOptions {
  readonly identity: DeviceIdentity;
  readonly machine: Machine;
  readonly client: Speaker;
  readonly qos: 0 | 1;
  readonly intervalMs: number;
  readonly isReplyWanted: boolean;
  /** Simulated seconds per second. */
  readonly speed: number;
  /** Monotonic time of the first report, ms. */
  readonly firstMs: number;
}

/** The present, as the factory sees it at one tick. */
export interface Moment {
  readonly monotonicMs: number;
  /** UTC ms. */
  readonly wallMs: number;
  readonly around: Surroundings;
}

export interface VirtualDevice {
  /** Makes the reports that are due; returns how many events were raised. */
  tick(moment: Moment): number;
  /** Takes what the platform sent to this device. */
  receive(topic: string, payload: Buffer): void;
}

function stepMachine(machine: Machine, elapsedS: number, around: Surroundings): void {
  const steps = Math.min(MOST_STEPS, Math.max(1, Math.ceil(elapsedS / STEP_S)));
  const dtS = Math.min(60, elapsedS / steps);
  for (let i = 0; i < steps; i++) machine.step(dtS, around);
}

function obey(machine: Machine, order: Order): { code: number; data: Readings } {
  if (order.service !== "property/set") {
    const data = machine.invoke(order.service);
    return data === undefined ? { code: 460, data: {} } : { code: 200, data };
  }
  const written = Object.entries(order.params).map(([property, value]) => machine.write(property, value));
  return { code: written.every((isTaken) => isTaken) ? 200 : 460, data: {} };
}

export function makeDevice(options: DeviceOptions): VirtualDevice {
  const { machine, client, qos, intervalMs, isReplyWanted, speed } = options;
  const root = deviceRoot(options.identity.productKey, options.identity.deviceName);
  let dueMs = options.firstMs;
  let steppedMs = options.firstMs;
  let lastId = 0;

  function report(atMs: number, moment: Moment): number {
    stepMachine(machine, (Math.max(0, atMs - steppedMs) / 1_000) * speed, moment.around);
    steppedMs = atMs;
    const ts = Math.round(moment.wallMs - (moment.monotonicMs - atMs));
    const occurrences = machine.takeOccurrences();
    const posts = [
      makePropertyPost(machine.read(), { root, id: ++lastId, ts, isReplyWanted }),
      ...occurrences.map((each) => makeEventPost(each, { root, id: ++lastId, ts, isReplyWanted })),
    ];
    for (const { topic, payload } of posts) client.publish(topic, payload, qos);
    return occurrences.length;
  }

  return {
    tick(moment) {
      let raised = 0;
      if (moment.monotonicMs - dueMs > CATCH_UP_MS + intervalMs) dueMs = moment.monotonicMs;
      for (; dueMs <= moment.monotonicMs; dueMs += intervalMs) raised += report(dueMs, moment);
      return raised;
    },
    receive(topic, payload) {
      const order = readOrder(topic, payload, root);
      if (order === undefined) return;
      const reply = makeOrderReply(root, order, obey(machine, order));
      client.publish(reply.topic, reply.payload, qos);
      dueMs = Math.min(dueMs, steppedMs + 1); // shows the new value at once
    },
  };
}
