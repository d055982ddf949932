import type { Shelf } from "../../../src/access/adapter.ts";
import { Broker } from "../../../src/access/mqtt/broker/broker.ts";
import { Connection, type ConnectionContext } from "../../../src/access/mqtt/connection.ts";
import { FairTurns } from "../../../src/kit/fair-turns.ts";
import { TimerWheel } from "../../../src/kit/timer-wheel.ts";
import { type ManualClock, makeManualClock } from "../../harness/manual-clock.ts";
import { FakeConn } from "./fake-conn.ts";
import { FakeGate, type FakeGateOptions } from "./fake-gate.ts";

/** One connection of the MQTT listener on a fake socket, a fake platform and a clock that the test moves. */
export interface Bench {
  readonly gate: FakeGate;
  readonly conn: FakeConn;
  readonly connection: Connection;
  readonly context: ConnectionContext;
  readonly clock: ManualClock;
  /** Hands bytes in as one chunk and lets every promise and microtask run. */
  send(bytes: Buffer): Promise<void>;
  settle(): Promise<void>;
  /** Another connection to the same broker. */
  join(): Bench;
}

export const LIMITS = {
  maxPacketBytes: 65_536,
  maxKeepaliveS: 1_200,
  receiveMaximum: 8,
  topicAliasMaximum: 4,
  connectTimeoutMs: 10_000,
  maxSubscriptions: 4,
  maxPendingUplinks: 64,
  maxTopicLevels: 8,
  maxSessionExpiryS: 3_600,
};

export const BROKER_LIMITS = {
  window: 2,
  queueBytes: 4_096,
  queueMessages: 3,
  outputBytes: 4_096,
  totalQueueBytes: 16_384,
  maxSessionExpiryS: 3_600,
  absentSessions: 10,
  ownerAbsentSessions: 10,
  retained: { messages: 3, bytes: 4_096, ownerShare: 1 },
};

export function makeBench(
  options: FakeGateOptions & {
    readonly limits?: Partial<typeof LIMITS>;
    readonly shelf?: Shelf;
    readonly brokerLimits?: Partial<typeof BROKER_LIMITS>;
  } = {},
): Bench {
  const clock = makeManualClock();
  const gate = new FakeGate({ clock, ...options });
  const wheel = new TimerWheel<Connection>({ clock, tickMs: 250, slots: 64, onDue: (one) => one.tick() });
  const context: ConnectionContext = {
    gate,
    broker: new Broker({
      clock,
      shelf: options.shelf,
      limits: { ...BROKER_LIMITS, ...options.brokerLimits },
    }),
    limits: { ...LIMITS, ...options.limits },
    outputHoldBytes: 2_048,
    stallTimeoutMs: 30_000,
    isCongested: false,
    congested: new Set(),
    turns: new FairTurns({ shareBytes: 16_384, totalBytes: 524_288, lightBytes: 2_048 }),
    stats: { messagesIn: 0, messagesOut: 0, lastError: undefined, refused: new Map() },
    makeClientId: () => "auto-1",
    watch: (one) => {
      const delayMs = one.tick();
      if (delayMs !== undefined) wheel.schedule(one, delayMs);
    },
    forget: (one) => wheel.cancel(one),
  };
  gate.onCongestion((isCongested) => {
    context.isCongested = isCongested;
    if (!isCongested) for (const one of [...context.congested]) one.releaseCongestion();
  });
  return openConnection(gate, context, { clock, wheel });
}

function openConnection(
  gate: FakeGate,
  context: ConnectionContext,
  time: { readonly clock: ManualClock; readonly wheel: TimerWheel<Connection> },
): Bench {
  const { clock, wheel } = time;
  const conn = new FakeConn();
  const connection = new Connection(conn, context);
  conn.events = connection;
  wheel.schedule(connection, context.limits.connectTimeoutMs);
  const settle = async () => {
    for (let i = 0; i < 12; i++) await Promise.resolve();
  };
  return {
    gate,
    conn,
    connection,
    context,
    clock,
    settle,
    send: async (bytes) => {
      if (conn.isOpen) connection.received(bytes);
      await settle();
    },
    join: () => openConnection(gate, context, time),
  };
}
