import { counter, gauge, type Metric } from "../../../kit/prometheus-text.ts";

/** Why messages were not delivered. */
export interface Dropped {
  /** QoS 0 to a peer that does not read. */
  slow: number;
  /** The queue of a peer that is away or slow was full: the oldest had to go. */
  queue: number;
  expired: number;
  /** Larger than the peer takes. */
  size: number;
}

/** The broker in numbers. */
export interface BrokerStats {
  /** With and without a connection. */
  readonly sessions: number;
  readonly connected: number;
  /** Most that were connected at once. */
  readonly maximum: number;
  readonly subscriptions: number;
  readonly sharedGroups: number;
  readonly retained: number;
  readonly retainedBytes: number;
  /** Messages that wait for their peers. */
  readonly queued: number;
  readonly queuedBytes: number;
  readonly dropped: Readonly<Dropped>;
}

/** What the broker tells Prometheus; names are a contract with dashboards: add, never rename. */
export function brokerMetrics(stats: BrokerStats): Metric[] {
  const { dropped } = stats;
  return [
    gauge("gantry_mqtt_sessions", "MQTT sessions, with and without a connection.", stats.sessions),
    gauge("gantry_mqtt_sessions_connected", "MQTT sessions with a connection.", stats.connected),
    gauge("gantry_mqtt_subscriptions", "MQTT subscriptions.", stats.subscriptions),
    gauge("gantry_mqtt_shared_subscriptions", "Shared subscriptions with members.", stats.sharedGroups),
    gauge("gantry_mqtt_retained_messages", "Retained messages.", stats.retained),
    gauge("gantry_mqtt_retained_bytes", "Bytes of retained messages.", stats.retainedBytes),
    gauge("gantry_mqtt_queued_messages", "Messages that wait for their peers.", stats.queued),
    gauge("gantry_mqtt_queued_bytes", "Bytes of messages that wait for their peers.", stats.queuedBytes),
    counter(
      "gantry_mqtt_dropped_messages_total",
      "Messages that were not delivered, by cause.",
      Object.entries(dropped).map(([cause, count]) => [{ cause }, count] as const),
    ),
  ];
}
