// The MQTT broker: listeners for 3.1, 3.1.1 and 5.0 over TCP, TLS and WebSocket, and the sessions behind them.
// Owns: connections, their deadlines and counters; sessions, subscriptions, retained messages and what waits for peers.
// Promises: an acknowledgement only when the message is settled: by the Gate, by the shelf where it has to be kept.
// Must never: know a topic's meaning, or let a peer make it hold more than its limits say.

import * as v from "valibot";
import { FairTurns } from "../../kit/fair-turns.ts";
import { TimerWheel } from "../../kit/timer-wheel.ts";
import type { BucketLimits } from "../../kit/token-bucket.ts";
import type { NetListener, TlsFiles, WebSocketDoor } from "../../net/net.ts";
import type { Clock } from "../../spine/clock.ts";
import { failure } from "../../spine/error.ts";
import { MQTT_PACKET_BYTES } from "../../spine/limits.ts";
import type { Adapter, Gate, Listener, ListenerStats, Shelf } from "../adapter.ts";
import { Broker, type BrokerLimits } from "./broker/broker.ts";
import type { ChannelLimits } from "./channel/state.ts";
import { MqttClients } from "./clients.ts";
import { Connection, type ConnectionContext } from "./connection.ts";
import { mqttDocs } from "./docs.ts";
import { Pace } from "./pace.ts";
import { listenBy } from "./transport.ts";

export { MQTT_PROTOCOLS } from "./transport.ts";

const count = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

const isDoor = (value: unknown) => typeof value === "object" && value !== null && "upgrade" in value;

export const MqttConfigSchema = v.strictObject({
  /** `websocket` on a port of its own, or the door of a server that takes WebSocket connections for us. */
  transport: v.optional(v.union([v.picklist(["tcp", "websocket"]), v.custom<WebSocketDoor>(isDoor)]), "tcp"),
  host: v.optional(v.string(), "0.0.0.0"),
  port: v.optional(count(0, 65_535), 1883),
  maxConnections: v.optional(count(1, 1_000_000), 20_000),
  maxPacketBytes: v.optional(count(1_024, 5 * 1_024 * 1_024), MQTT_PACKET_BYTES),
  /** From the accepted socket to the accepted login, TLS handshake included. */
  connectTimeoutMs: v.optional(count(100, 300_000), 10_000),
  /** Longest keep-alive of MQTT 5 clients; those that ask for more, or none, are told this one. */
  maxKeepaliveS: v.optional(count(10, 65_535), 1_200),
  maxSubscriptions: v.optional(count(1, 100_000), 1_000),
  /** Output that may wait for a peer, and QoS 1 messages that may wait for its acknowledgements. */
  maxOutputBytes: v.optional(count(16_384, 64 * 1_024 * 1_024), 1_024 * 1_024),
  /** Output that a peer does not take for this long ends its connection. */
  stallTimeoutMs: v.optional(count(1_000, 600_000), 30_000),
  /** Messages that one connection, and those of one address together, may publish in a second; 0: any number. */
  maxMessagesPerS: v.optional(count(0, 1_000_000), 0),
  maxAddressMessagesPerS: v.optional(count(0, 1_000_000), 0),
  /** PEM text or paths. With `ca`, clients must present a certificate of it, unless that is optional. */
  tls: v.optional(
    v.strictObject({
      cert: v.string(),
      key: v.string(),
      ca: v.optional(v.string()),
      isPeerCertOptional: v.optional(v.boolean()),
      isModern: v.optional(v.boolean()),
    }),
  ),
});
export type MqttConfig = v.InferOutput<typeof MqttConfigSchema>;

/** A Listener whose certificate can be replaced while it runs. */
export interface MqttListener extends Listener {
  /** New connections get the new certificate; open ones stay. Throws when it cannot be used, and the old one stays. */
  replaceTls(tls: TlsFiles): void;
}

export interface MqttAdapter extends Adapter<MqttConfig> {
  listen(config: MqttConfig, gate: Gate): Promise<MqttListener>;
}

export interface Mqtt {
  /** Its listeners share the broker. */
  readonly adapter: MqttAdapter;
  readonly broker: Broker;
  /** The broker's sessions and retained messages, as people look after them. */
  readonly clients: MqttClients;
}

export interface MqttOptions {
  readonly clock: Clock;
  /** What `$SYS/broker/version` says. */
  readonly version?: string;
  /** Where sessions, retained messages and what waits survive a restart; undefined: they do not. */
  readonly shelf: Shelf | undefined;
  readonly limits?: Partial<BrokerLimits>;
}

/** A broker and the adapter whose listeners belong to it. */
export function openMqtt({ clock, shelf, limits, version }: MqttOptions): Mqtt {
  const broker = new Broker({ clock, shelf, version, limits: { ...BROKER_LIMITS, ...limits } });
  const adapter: MqttAdapter = {
    name: "mqtt",
    config: MqttConfigSchema,
    docs: mqttDocs,
    listen: async (config, gate) => new MqttServer(config, gate, broker),
  };
  return { adapter, broker, clients: new MqttClients(broker, clock) };
}

/** What the adapter says of itself; each of its listeners has a broker of its own. */
export const mqttAdapter: MqttAdapter = {
  name: "mqtt",
  config: MqttConfigSchema,
  docs: mqttDocs,
  listen: async (config, gate) => {
    const { adapter, broker } = openMqtt({ clock: gate.clock, shelf: undefined });
    const listener = await adapter.listen(config, gate);
    const close = listener.close.bind(listener);
    listener.close = async (graceMs) => {
      await close(graceMs);
      broker.close();
    };
    return listener;
  },
};

const BROKER_LIMITS: BrokerLimits = {
  window: 10_000,
  queueMessages: 10_000,
  queueBytes: 4 * 1_024 * 1_024,
  outputBytes: 1_024 * 1_024,
  totalQueueBytes: 256 * 1_024 * 1_024,
  maxSessionExpiryS: 7 * 86_400,
  absentSessions: 100_000,
  ownerAbsentSessions: 1_000,
  retained: { messages: 100_000, bytes: 64 * 1_024 * 1_024, ownerShare: 0.1 },
};
const RECEIVE_MAXIMUM = 1_024;
const TOPIC_ALIAS_MAXIMUM = 16;
const MAX_PENDING_UPLINKS = 16_384;
const MAX_TOPIC_LEVELS = 128;
const OUTPUT_HOLD_BYTES = 64 * 1_024;
/** About 15 ms of reports a turn of the event loop, of one connection no more than half a millisecond's. */
const TURN_LIMITS = { shareBytes: 16 * 1_024, totalBytes: 512 * 1_024, lightBytes: 2 * 1_024 };
const LINGER_MS = 2_000;
/** How long `close` waits for the peers to hang up. */
const FAREWELL_MS = 500;
const TICK_MS = 250;
const WHEEL_SLOTS = 1_024;
const DRAIN_POLL_MS = 20;
const REFUSAL_REPORT_MS = 1_000;

/** Ten seconds' worth may come at once. */
function allowance(ratePerS: number): BucketLimits | undefined {
  return ratePerS === 0 ? undefined : { ratePerS, burst: ratePerS * 10 };
}

class MqttServer implements MqttListener {
  readonly #gate: Gate;
  readonly #broker: Broker;
  readonly #net: NetListener;
  readonly #connections = new Set<Connection>();
  readonly #context: ConnectionContext;
  readonly #wheel: TimerWheel<Connection>;
  readonly #stopCongestion: () => void;
  readonly #stopAccess: () => void;
  readonly #stopStats: () => void;
  #lastRefusalMs = Number.NEGATIVE_INFINITY;

  constructor(config: MqttConfig, gate: Gate, broker: Broker) {
    this.#gate = gate;
    this.#broker = broker;
    this.#wheel = new TimerWheel<Connection>({
      clock: gate.clock,
      tickMs: TICK_MS,
      slots: WHEEL_SLOTS,
      onDue: (connection) => connection.tick(),
    });
    this.#context = this.#makeContext(config);
    this.#net = listenBy(
      config,
      {
        clock: gate.clock,
        maxConnections: config.maxConnections,
        maxOutputBytes: config.maxOutputBytes * 2,
        lingerMs: LINGER_MS,
        isAdmitted: (ip) => gate.isAdmitted?.(ip) ?? true,
        onRefused: (address) => this.#onTooMany(address, config.maxConnections),
      },
      (conn) => {
        const connection = new Connection(conn, this.#context);
        this.#connections.add(connection);
        this.#wheel.schedule(connection, config.connectTimeoutMs);
        return connection;
      },
    );
    this.#stopCongestion = gate.onCongestion((isCongested) => this.#onCongestion(isCongested));
    this.#stopStats = broker.addListener(() => this.stats());
    this.#stopAccess = gate.onAccessChange(() => {
      for (const connection of this.#connections) connection.forgetRoutes();
    });
  }

  get host(): string {
    return this.#net.host;
  }
  get port(): number {
    return this.#net.port;
  }
  get isTls(): boolean {
    return this.#net.isTls;
  }

  stats(): ListenerStats {
    const { messagesIn, messagesOut, lastError, refused } = this.#context.stats;
    const { connections, connectionsTotal, bytesIn, bytesOut } = this.#net;
    return {
      connections,
      connectionsTotal,
      messagesIn,
      messagesOut,
      bytesIn,
      bytesOut,
      refused: Object.fromEntries(refused),
      lastError,
    };
  }

  replaceTls(tls: TlsFiles): void {
    this.#net.replaceTls(tls);
  }

  async close(graceMs: number): Promise<void> {
    this.#net.stop();
    for (const connection of this.#connections) connection.drain();
    await this.#waitUntil(graceMs, () =>
      [...this.#connections].every((connection) => connection.pendingAcks === 0),
    );
    this.#stopCongestion();
    this.#stopAccess();
    this.#stopStats();
    for (const connection of [...this.#connections]) connection.close(failure("server_shutdown"));
    await this.#waitUntil(FAREWELL_MS, () => this.#connections.size === 0);
    for (const connection of [...this.#connections]) connection.terminate();
  }

  #waitUntil(limitMs: number, isDone: () => boolean): Promise<void> {
    const { clock } = this.#gate;
    const giveUpMs = clock.monotonicMs() + limitMs;
    return new Promise((resolve) => {
      const look = () => {
        if (isDone() || clock.monotonicMs() >= giveUpMs) resolve();
        else clock.after(DRAIN_POLL_MS, look);
      };
      look();
    });
  }

  #makeContext(config: MqttConfig): ConnectionContext {
    const limits: ChannelLimits = {
      maxPacketBytes: config.maxPacketBytes,
      maxKeepaliveS: config.maxKeepaliveS,
      receiveMaximum: RECEIVE_MAXIMUM,
      topicAliasMaximum: TOPIC_ALIAS_MAXIMUM,
      connectTimeoutMs: config.connectTimeoutMs,
      maxSubscriptions: config.maxSubscriptions,
      maxSessionExpiryS: this.#broker.limits.maxSessionExpiryS,
      maxTopicLevels: MAX_TOPIC_LEVELS,
      maxPendingUplinks: MAX_PENDING_UPLINKS,
    };
    return {
      gate: this.#gate,
      broker: this.#broker,
      limits,
      outputHoldBytes: OUTPUT_HOLD_BYTES,
      stallTimeoutMs: config.stallTimeoutMs,
      isCongested: this.#gate.isCongested(),
      congested: new Set(),
      turns: new FairTurns(TURN_LIMITS),
      pace: new Pace({
        peer: allowance(config.maxMessagesPerS),
        address: allowance(config.maxAddressMessagesPerS),
      }),
      stats: { messagesIn: 0, messagesOut: 0, lastError: undefined, refused: new Map() },
      makeClientId: () => `auto-${crypto.randomUUID()}`,
      watch: (connection) => this.#watch(connection),
      forget: (connection) => {
        this.#connections.delete(connection);
        this.#wheel.cancel(connection);
      },
    };
  }

  #watch(connection: Connection): void {
    const delayMs = connection.tick();
    if (delayMs !== undefined) this.#wheel.schedule(connection, delayMs);
  }

  #onCongestion(isCongested: boolean): void {
    this.#context.isCongested = isCongested;
    if (isCongested) return;
    for (const connection of [...this.#context.congested]) connection.releaseCongestion();
  }

  /** Counts each, reports at most one a second: a flood must not become a flood of records. */
  #onTooMany(address: string, limit: number): void {
    const { refused } = this.#context.stats;
    refused.set("too_many_connections", (refused.get("too_many_connections") ?? 0) + 1);
    const nowMs = this.#gate.clock.monotonicMs();
    if (nowMs - this.#lastRefusalMs < REFUSAL_REPORT_MS) return;
    this.#lastRefusalMs = nowMs;
    this.#gate.reportRefusal(failure("too_many_connections", { limit }), {
      protocol: "mqtt",
      address,
      session: undefined,
      subject: "connect",
    });
  }
}
