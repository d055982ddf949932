import { expect, test } from "bun:test";
import { brokerMetrics } from "../../../../src/access/mqtt/broker/stats.ts";
import { formatMetrics } from "../../../../src/kit/prometheus-text.ts";
import { makeBroker } from "./fixtures.ts";

test("what the broker tells Prometheus", () => {
  const { broker } = makeBroker();
  broker.delivery.dropped.queue = 3;
  const lines = formatMetrics(brokerMetrics(broker.stats())).split("\n");
  expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([
    "gantry_mqtt_sessions 0",
    "gantry_mqtt_sessions_connected 0",
    "gantry_mqtt_subscriptions 0",
    "gantry_mqtt_shared_subscriptions 0",
    "gantry_mqtt_retained_messages 0",
    "gantry_mqtt_retained_bytes 0",
    "gantry_mqtt_queued_messages 0",
    "gantry_mqtt_queued_bytes 0",
    'gantry_mqtt_dropped_messages_total{cause="slow"} 0',
    'gantry_mqtt_dropped_messages_total{cause="queue"} 3',
    'gantry_mqtt_dropped_messages_total{cause="expired"} 0',
    'gantry_mqtt_dropped_messages_total{cause="size"} 0',
  ]);
});
