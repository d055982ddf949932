// Live views: what becomes durable in the log, passed on to the people who look at it just now.
// Owns: the subscribers, sorted by device, the counters that overviews get, and the readers of the feed.
// Promises: costs nothing while nobody looks; memory for one reader is bounded; what a view leaves out is counted, and the feed leaves out nothing.
// Must never: hold up the log, store anything, or keep a reader's place (each keeps its own).

import type { Log } from "../log/log.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import type { LogEvent } from "../spine/event.ts";
import { type LiveKind, type LiveSink, Subscriber } from "./subscriber.ts";

export { type Feed, openFeed } from "./feed/feed.ts";
export { LIVE_KINDS, type LiveKind, type LiveSink } from "./subscriber.ts";

export interface LiveOptions {
  readonly log: Pick<Log, "onDurable">;
  readonly clock: Clock;
  /** Most subscribers at a time; 200 unless given. */
  readonly clientLimit?: number;
}

export interface Live {
  /** Most subscribers at a time. */
  readonly clientLimit: number;
  /** False when the limit is reached; ask before following. */
  hasRoom(): boolean;
  /** Passes on events of `kinds` of one device until the returned function is called. */
  followDevice(deviceId: number, kinds: readonly LiveKind[], sink: LiveSink): () => void;
  /** Passes on every change of presence, and each second a `counters` message. */
  followAll(sink: LiveSink): () => void;
  stats(): { readonly clients: number; readonly skippedPoints: number; readonly skippedEvents: number };
  close(): void;
}

const CLIENT_LIMIT = 200;
const COUNTERS_MS = 1_000;

export function openLive(options: LiveOptions): Live {
  return new LiveHub(options);
}

class LiveHub implements Live {
  readonly #byDevice = new Map<number, Set<Subscriber>>();
  readonly #overviews = new Set<Subscriber>();
  #clients = 0;
  #skippedPoints = 0;
  #skippedEvents = 0;
  #counts = { messages: 0, points: 0, refused: 0 };
  #leaveLog: (() => void) | undefined;
  #ticker: Timer | undefined;

  readonly clientLimit: number;

  constructor(readonly options: LiveOptions) {
    this.clientLimit = options.clientLimit ?? CLIENT_LIMIT;
  }

  hasRoom(): boolean {
    return this.#clients < this.clientLimit;
  }

  followDevice(deviceId: number, kinds: readonly LiveKind[], sink: LiveSink): () => void {
    const peers = this.#byDevice.get(deviceId) ?? new Set<Subscriber>();
    this.#byDevice.set(deviceId, peers);
    return this.#follow(peers, new Subscriber(this.options.clock, sink, new Set(kinds)), () => {
      if (peers.size === 0) this.#byDevice.delete(deviceId);
    });
  }

  followAll(sink: LiveSink): () => void {
    const subscriber = new Subscriber(this.options.clock, sink, new Set(["state"]));
    const leave = this.#follow(this.#overviews, subscriber, () => {
      if (this.#overviews.size > 0) return;
      this.#ticker?.cancel();
      this.#ticker = undefined;
    });
    this.#ticker ??= this.options.clock.every(COUNTERS_MS, () => this.#sendCounters());
    return leave;
  }

  stats() {
    return { clients: this.#clients, skippedPoints: this.#skippedPoints, skippedEvents: this.#skippedEvents };
  }

  close(): void {
    for (const peers of [...this.#byDevice.values(), this.#overviews]) {
      for (const subscriber of [...peers]) subscriber.sink.close();
    }
  }

  #follow(peers: Set<Subscriber>, subscriber: Subscriber, onLeave: () => void): () => void {
    this.#clients += 1;
    peers.add(subscriber);
    this.#leaveLog ??= this.options.log.onDurable((events) => this.#take(events));
    return () => {
      if (!peers.delete(subscriber)) return;
      subscriber.stop();
      this.#skippedPoints += subscriber.skippedPoints;
      this.#skippedEvents += subscriber.skippedEvents;
      onLeave();
      this.#clients -= 1;
      if (this.#clients > 0) return;
      this.#leaveLog?.();
      this.#leaveLog = undefined;
    };
  }

  /** On the log's path, for every event: one look-up in a map by number, and no more for devices nobody follows. */
  #take(events: readonly LogEvent[]): void {
    if (this.#byDevice.size > 0) {
      for (const event of events) {
        const peers = this.#byDevice.get(event.deviceId);
        if (peers !== undefined) for (const subscriber of peers) subscriber.offer(event);
      }
    }
    if (this.#overviews.size > 0) for (const event of events) this.#count(event);
  }

  #count(event: LogEvent): void {
    this.#counts.messages += 1;
    if (event.kind === "property") this.#counts.points += event.points.length;
    else if (event.kind === "refused") this.#counts.refused += 1;
    // A lost gateway's children are seen when they are looked at; here they would hide everything else.
    else if (event.kind === "state" && event.reason !== "gateway_lost")
      for (const subscriber of this.#overviews) subscriber.offer(event);
  }

  #sendCounters(): void {
    const counters = { ts: this.options.clock.now(), periodMs: COUNTERS_MS, ...this.#counts };
    this.#counts = { messages: 0, points: 0, refused: 0 };
    for (const subscriber of [...this.#overviews]) subscriber.sink.send("counters", counters);
  }
}
