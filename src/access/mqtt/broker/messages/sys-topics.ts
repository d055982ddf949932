import type { ListenerStats } from "../../../adapter.ts";
import type { Publication } from "../../wire/frames.ts";
import type { BrokerStats } from "../stats.ts";

/** What the `$SYS` topics are made of. */
export interface SysSources {
  readonly version: string;
  readonly uptimeS: number;
  readonly stats: BrokerStats;
  readonly listeners: readonly ListenerStats[];
}

const NOTHING = new Uint8Array();

/** The server's own topics with what they say now: the names that Mosquitto's users know. */
export function sysMessages({ version, uptimeS, stats, listeners }: SysSources): Publication[] {
  const sum = (pick: (one: ListenerStats) => number) => listeners.reduce((all, one) => all + pick(one), 0);
  const { dropped } = stats;
  const droppedCount = dropped.slow + dropped.queue + dropped.expired + dropped.size;
  const received = sum((one) => one.messagesIn);
  const sent = sum((one) => one.messagesOut);
  const values: readonly (readonly [string, string | number])[] = [
    ["version", version],
    ["uptime", `${Math.floor(uptimeS)} seconds`],
    ["clients/connected", stats.connected],
    ["clients/disconnected", stats.sessions - stats.connected],
    ["clients/total", stats.sessions],
    ["clients/maximum", stats.maximum],
    ["messages/received", received],
    ["messages/sent", sent],
    ["publish/messages/received", received],
    ["publish/messages/sent", sent],
    ["publish/messages/dropped", droppedCount],
    ["bytes/received", sum((one) => one.bytesIn)],
    ["bytes/sent", sum((one) => one.bytesOut)],
    ["store/messages/count", stats.queued + stats.retained],
    ["store/messages/bytes", stats.queuedBytes + stats.retainedBytes],
    ["retained messages/count", stats.retained],
    ["subscriptions/count", stats.subscriptions],
    ["shared_subscriptions/count", stats.sharedGroups],
  ];
  return values.map(([name, value]) => ({
    topic: `$SYS/broker/${name}`,
    payload: Buffer.from(String(value)),
    qos: 0,
    isRetain: false,
    properties: NOTHING,
    expiryS: -1,
  }));
}
