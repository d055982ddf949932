import type { Clock, Timer } from "../../../../spine/clock.ts";
import type { ListenerStats } from "../../../adapter.ts";
import type { Publication } from "../../wire/frames.ts";
import { isMatch } from "../direct.ts";
import type { BrokerStats } from "../stats.ts";
import { keepMessage, type StoredMessage } from "./stored-message.ts";

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

export interface SysOptions {
  readonly clock: Clock;
  readonly version: string;
  readonly stats: () => BrokerStats;
  /** Answers to how many it went. */
  readonly publish: (message: Publication) => number;
}

/** How often they are published. */
const PERIOD_MS = 10_000;

/** Publishes the server's own topics, for as long as someone subscribes to one. */
export class SysTopics {
  readonly #options: SysOptions;
  readonly #listeners = new Set<() => ListenerStats>();
  readonly #startedMs: number;
  #timer: Timer | undefined;

  constructor(options: SysOptions) {
    this.#options = options;
    this.#startedMs = options.clock.monotonicMs();
  }

  /** A listener whose traffic counts; returns its removal. */
  addListener(stats: () => ListenerStats): () => void {
    this.#listeners.add(stats);
    return () => this.#listeners.delete(stats);
  }

  /** Someone subscribed: what the topics say now; from now on they are published. */
  subscribed(filter: string): StoredMessage[] {
    const { clock } = this.#options;
    this.#timer ??= clock.every(PERIOD_MS, () => this.#publish());
    const messages = this.#messages().filter(({ topic }) => isMatch(filter, topic));
    return messages.map((message) => keepMessage(message, clock.now()));
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #publish(): void {
    let heard = 0;
    for (const message of this.#messages()) heard += this.#options.publish(message);
    if (heard === 0) this.close();
  }

  #messages(): Publication[] {
    const { version, clock, stats } = this.#options;
    const uptimeS = (clock.monotonicMs() - this.#startedMs) / 1_000;
    const listeners = [...this.#listeners].map((one) => one());
    return sysMessages({ version, uptimeS, stats: stats(), listeners });
  }
}
