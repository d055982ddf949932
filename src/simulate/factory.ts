// A running factory: machines, the clients that speak for them, and the clock that drives both.

import type { Clock, Timer } from "../spine/clock.ts";
import { type Endpoint, MqttClient, type Traffic } from "./client.ts";
import { makeDevice, type VirtualDevice } from "./device.ts";
import { type Auth, type DeviceIdentity, makeLogin } from "./login.ts";
import {
  buildPlant,
  MACHINE_PRODUCTS,
  type MachineKind,
  placeMachines,
  planKinds,
} from "./machines/plant.ts";
import { activityAt, ambientAt } from "./machines/shift.ts";
import { deviceFilters, deviceRoot } from "./report.ts";

export interface FactoryOptions {
  readonly clock: Clock;
  readonly endpoint: Endpoint;
  readonly devices: readonly DeviceIdentity[];
  /** What a device is whose product is none of the factory's own; a mixed line when absent. */
  readonly kind?: MachineKind;
  readonly auth?: Auth;
  readonly qos?: 0 | 1;
  /** Time between two reports of a device, ms. */
  readonly intervalMs?: number;
  readonly seed?: number;
  /** Simulated seconds per second. */
  readonly speed?: number;
  readonly isReplyWanted?: boolean;
  /** The hall's time zone for its shifts: minutes east of UTC; this machine's when absent. */
  readonly utcOffsetMin?: number;
  readonly connectsPerSec?: number;
  readonly keepaliveS?: number;
}

export interface FactoryStats {
  readonly devices: number;
  readonly connected: number;
  readonly connects: number;
  readonly lost: number;
  readonly refused: number;
  readonly sent: number;
  readonly acked: number;
  readonly received: number;
  readonly dropped: number;
  readonly events: number;
  /** Over the last few thousand acknowledgements; 0 at QoS 0. */
  readonly ackMsP50: number;
  readonly ackMsP99: number;
  readonly lastProblem: string | undefined;
}

export interface Factory {
  stats(): FactoryStats;
  /** Waits up to `graceMs` (2 s when absent) for acknowledgements, then closes every connection. */
  stop(graceMs?: number): Promise<void>;
}

const ACK_SAMPLES = 4_096;
const WINDOW = 32;

function makeTraffic(): { traffic: Traffic; ackPercentile: (share: number) => number } {
  const samples = new Float64Array(ACK_SAMPLES);
  let count = 0;
  const traffic: Traffic = {
    sent: 0,
    acked: 0,
    received: 0,
    dropped: 0,
    connects: 0,
    lost: 0,
    refused: 0,
    connected: 0,
    lastProblem: undefined,
    onAck: (elapsedMs) => {
      samples[count++ % ACK_SAMPLES] = elapsedMs;
    },
  };
  const ackPercentile = (share: number) => {
    const sorted = samples.slice(0, Math.min(count, ACK_SAMPLES)).sort();
    return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  };
  return { traffic, ackPercentile };
}

/** Which machine stands behind each device: its product's own, the asked kind, or the mix of a line. */
function kindsOf(options: FactoryOptions): readonly MachineKind[] {
  const mixed = planKinds(options.devices.length);
  return options.devices.map(({ productKey }, index) => {
    const own = MACHINE_PRODUCTS.find((product) => product.productKey === productKey)?.kind;
    return own ?? options.kind ?? mixed[index] ?? "press";
  });
}

interface Member {
  readonly client: MqttClient;
  readonly device: VirtualDevice;
}

function openMembers(options: FactoryOptions, traffic: Traffic): readonly Member[] {
  const { clock, endpoint, devices, auth = "alink", qos = 1, intervalMs = 1_000, seed = 1 } = options;
  const { speed = 1, isReplyWanted = true, keepaliveS = 60 } = options;
  const machines = buildPlant(placeMachines(kindsOf(options)), { seed, startMs: clock.now() });
  const nowMs = clock.monotonicMs();
  return machines.flatMap((machine, index) => {
    const identity = devices[index];
    if (identity === undefined) return [];
    const client = new MqttClient({
      endpoint,
      login: makeLogin(identity, auth, endpoint.tls !== undefined),
      clock,
      traffic,
      keepaliveS,
      window: WINDOW,
      filters: deviceFilters(deviceRoot(identity.productKey, identity.deviceName)),
      onMessage: (topic, payload) => device.receive(topic, payload),
    });
    // Spread evenly over one interval: devices of a hall do not report in step.
    const firstMs = nowMs + (intervalMs * index) / machines.length;
    const device = makeDevice({ identity, machine, client, qos, intervalMs, isReplyWanted, speed, firstMs });
    return [{ client, device }];
  });
}

/** Connects the devices a few at a time, so that thousands do not arrive in one instant. */
function connectGradually(members: readonly Member[], clock: Clock, perSec: number): Timer {
  let next = 0;
  const connect = (count: number) => {
    for (const { client } of members.slice(next, next + count)) client.start();
    next += count;
    if (next >= members.length) timer.cancel();
  };
  const timer = clock.every(50, () => connect(Math.max(1, Math.round(perSec / 20))));
  connect(Math.max(1, Math.round(perSec / 20)));
  return timer;
}

/** Starts the factory. Returns at once; devices connect in the background and keep trying. */
export function startFactory(options: FactoryOptions): Factory {
  const { clock, intervalMs = 1_000, speed = 1, connectsPerSec = 250 } = options;
  const { traffic, ackPercentile } = makeTraffic();
  const members = openMembers(options, traffic);
  const utcOffsetMin = options.utcOffsetMin ?? -new Date(clock.now()).getTimezoneOffset();
  const startMs = clock.now() + utcOffsetMin * 60_000;
  const startMonotonicMs = clock.monotonicMs();
  let events = 0;
  const tick = () => {
    const monotonicMs = clock.monotonicMs();
    const hallMs = startMs + (monotonicMs - startMonotonicMs) * speed;
    const around = { activity: activityAt(hallMs), ambientC: ambientAt(hallMs) };
    const moment = { monotonicMs, wallMs: clock.now(), around };
    for (const { device } of members) events += device.tick(moment);
  };
  const ticking = clock.every(Math.min(100, Math.max(5, intervalMs / 10)), tick);
  const connecting = connectGradually(members, clock, connectsPerSec);
  return {
    stats: () => {
      const { onAck: _, ...counted } = traffic;
      const ackMsP50 = ackPercentile(0.5);
      return { devices: members.length, ...counted, events, ackMsP50, ackMsP99: ackPercentile(0.99) };
    },
    async stop(graceMs = 2_000) {
      ticking.cancel();
      connecting.cancel();
      await Promise.all(members.map(({ client }) => client.stop(graceMs)));
    },
  };
}
