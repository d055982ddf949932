import type { Clock, Timer } from "../../../spine/clock.ts";
import type { Failure } from "../../../spine/error.ts";
import type { ListenerStats, Shelf } from "../../adapter.ts";
import type { Publication, Verbatim } from "../wire/frames.ts";
import type { Version } from "../wire/packet.ts";
import { type AbsentLimits, AbsentSessions } from "./absent-sessions.ts";
import { Delivery, type DeliveryLimits } from "./delivery.ts";
import { Dispatch } from "./dispatch.ts";
import { type RetainedLimits, RetainedStore } from "./messages/retained.ts";
import { keepMessage, type StoredMessage } from "./messages/stored-message.ts";
import { SysTopics } from "./messages/sys-topics.ts";
import { type ArmedWill, type Will, willWaitS } from "./messages/will.ts";
import { Routing } from "./routing/routing.ts";
import { ClientSession, NEVER_EXPIRES, type SessionLink, type SubscriptionOptions } from "./session.ts";
import type { BrokerStats } from "./stats.ts";
import { Keeper } from "./store/keeper.ts";
import { type Memory, recollect } from "./store/recollect.ts";
import { restoreSession } from "./store/restore.ts";

export interface BrokerLimits extends DeliveryLimits, AbsentLimits {
  /** Longest time that a session outlives its connection, and that of MQTT 3 clients that ask for one; seconds. */
  readonly maxSessionExpiryS: number;
  readonly retained: RetainedLimits;
}

export interface BrokerOptions {
  readonly clock: Clock;
  readonly shelf: Shelf | undefined;
  readonly limits: BrokerLimits;
  /** What `$SYS/broker/version` says. */
  readonly version?: string | undefined;
}

export interface AttachOptions {
  readonly link: SessionLink;
  readonly version: Version;
  readonly isCleanStart: boolean;
  readonly expiryS: number;
}

/** Wills and session ends come at most this late. */
const SWEEP_MS = 500;
/** Retained messages are looked through for expired ones once in so many sweeps. */
const SWEEPS_PER_EXPIRY = 120;

/** Sessions, subscriptions and messages of all MQTT listeners. */
export class Broker {
  /** What goes to single sessions. */
  readonly delivery: Delivery;
  readonly #dispatch: Dispatch;
  readonly #options: BrokerOptions;
  readonly #sessions = new Map<string, ClientSession>();
  readonly #absent: AbsentSessions;
  readonly #routing = new Routing();
  readonly #retained: RetainedStore;
  readonly #keeper: Keeper;
  readonly #sys: SysTopics;
  /** Those whose record is to be written. */
  readonly #unsaved = new Set<ClientSession>();
  #sweeper: Timer | undefined;
  #sweeps = 0;
  #maximum = 0;

  constructor(options: BrokerOptions) {
    this.#options = options;
    const { clock, limits } = options;
    this.#sys = new SysTopics({
      clock,
      version: options.version ?? "gantry",
      stats: () => this.stats(),
      publish: (message) => this.#dispatch.publish(message, undefined, undefined),
    });
    this.#keeper = new Keeper(options.shelf, (run) => void clock.after(SWEEP_MS, run));
    this.#absent = new AbsentSessions(limits);
    this.#retained = new RetainedStore(limits.retained);
    const parts = { clock, limits, routing: this.#routing, keeper: this.#keeper };
    this.delivery = new Delivery(parts);
    this.#dispatch = new Dispatch(parts, this.delivery);
    if (options.shelf !== undefined) this.#restore(recollect(options.shelf));
  }

  get limits(): BrokerLimits {
    return this.#options.limits;
  }

  // Sessions --------------------------------------------------------------------------------------

  /**
   * Joins a connection to the session of `key`: a new one, or the one that waited. Whoever else has it is sent away.
   * Nothing is delivered before `resume`.
   */
  attach(key: string, options: AttachOptions): { session: ClientSession; isPresent: boolean } {
    const { link, version, isCleanStart, expiryS } = options;
    this.#sessions.get(key)?.link?.takeOver(); // [MQTT-3.1.4-3], 3.1.1: -2
    let old = this.#sessions.get(key);
    if (old !== undefined && (isCleanStart || this.#isOver(old))) {
      this.#end(old); // [MQTT-3.1.2-4]
      old = undefined;
    }
    const session = old ?? new ClientSession(key);
    if (session.isPersistent !== expiryS > 0) this.#routing.forgetAll();
    if (session.isPersistent && expiryS === 0) this.#keeper.dropSession(session);
    session.link = link;
    session.version = version;
    session.expiryS = expiryS;
    session.endedMs = 0;
    session.will = undefined; // [MQTT-3.1.3-9]
    session.willDueMs = 0;
    this.#absent.delete(session);
    this.#sessions.set(key, session);
    this.#maximum = Math.max(this.#maximum, this.#sessions.size - this.#absent.size);
    this.#save(session);
    return { session, isPresent: old !== undefined };
  }

  /** After CONNACK: what waited is delivered. */
  resume(session: ClientSession): void {
    this.delivery.resume(session);
  }

  arm(session: ClientSession, will: ArmedWill): void {
    session.will = will;
    this.#save(session);
  }

  /** Takes the will back, if there is one. */
  disarm(session: ClientSession): Will | undefined {
    const armed = session.will;
    if (armed === undefined) return undefined;
    session.will = undefined;
    this.#save(session);
    return armed.will;
  }

  /** DISCONNECT came: without a reason to send it, the will is gone [MQTT-3.14.4-3]. */
  parting(session: ClientSession, how: { isWillDue: boolean; expiryS: number | undefined }): void {
    if (!how.isWillDue) session.will = undefined;
    if (how.expiryS === undefined || !session.isPersistent) return;
    session.expiryS = Math.min(how.expiryS, this.limits.maxSessionExpiryS);
    if (session.expiryS > 0) return;
    this.#routing.forgetAll();
    this.#keeper.dropSession(session);
  }

  /** The connection is gone. The session ends with it, or waits. `isOurs`: we stop, and it may be back soon. */
  detach(session: ClientSession, link: SessionLink, isOurs: boolean): void {
    if (session.link !== link) return;
    session.link = undefined;
    session.backlog = undefined;
    const nowMs = this.#options.clock.now();
    session.endedMs = nowMs;
    if (!session.isPersistent) {
      if (isOurs) session.will = undefined;
      this.#end(session);
      return;
    }
    this.#absent.add(session);
    // When it is we who stop, all are away at once, and will be back.
    const surplus = isOurs ? undefined : this.#absent.surplus(session);
    if (surplus !== undefined) this.#end(surplus);
    this.delivery.redistribute(session, false);
    if (session.will !== undefined && !isOurs) {
      session.willDueMs = nowMs + willWaitS(session.will.will, session.expiryS) * 1_000;
      if (session.willDueMs <= nowMs) this.#publishWill(session);
    }
    this.#save(session);
    this.#startSweeping();
  }

  /** By key, with and without a connection. */
  get sessions(): ReadonlyMap<string, ClientSession> {
    return this.#sessions;
  }

  /** Ends a session that has no connection, with all that waits for it; false when there is no such. */
  forget(session: ClientSession): boolean {
    if (!this.#absent.has(session)) return false;
    this.#end(session);
    if (this.isCommitDue) this.commit(() => {});
    return true;
  }

  /** Every retained message, in no order. */
  listRetained(): StoredMessage[] {
    return this.#retained.all();
  }

  /** False when the topic has none. */
  removeRetained(topic: string): boolean {
    if (!this.#retained.remove(topic)) return false;
    this.#keeper.dropRetained(topic);
    this.commit(() => {});
    return true;
  }

  /** Stops what runs by time. */
  close(): void {
    this.#sweeper?.cancel();
    this.#sweeper = undefined;
    this.#sys.close();
  }

  stats(): BrokerStats {
    const { dropped, queued, queuedBytes } = this.delivery;
    return {
      sessions: this.#sessions.size,
      connected: this.#sessions.size - this.#absent.size,
      maximum: this.#maximum,
      subscriptions: this.#routing.subscriptions,
      sharedGroups: this.#routing.groups,
      retained: this.#retained.count,
      retainedBytes: this.#retained.sizeBytes,
      queued,
      queuedBytes,
      dropped: { ...dropped },
    };
  }

  /** A listener whose traffic counts in the `$SYS` topics; returns its removal. */
  addListener(stats: () => ListenerStats): () => void {
    return this.#sys.addListener(stats);
  }

  // Subscriptions ---------------------------------------------------------------------------------

  /** True when the subscription is new. */
  subscribe(session: ClientSession, filter: string, options: SubscriptionOptions): boolean {
    const isNew = this.#routing.add(session, filter, options);
    this.#save(session);
    return isNew;
  }

  /** False when there was no such subscription. */
  unsubscribe(session: ClientSession, filter: string): boolean {
    const wasThere = this.#routing.remove(session, filter);
    if (wasThere) this.#save(session);
    return wasThere;
  }

  sendRetained(session: ClientSession, filter: string): void {
    const target = session.subscriptions?.get(filter);
    if (target === undefined) return;
    if (filter.startsWith("$SYS")) {
      this.delivery.sendRetained(target, this.#sys.subscribed(filter));
      return;
    }
    if (this.#retained.count === 0) return;
    this.delivery.sendRetained(target, this.#retained.match(filter, this.#options.clock.now()));
  }

  // Messages --------------------------------------------------------------------------------------

  /** Passes a message on; answers to how many, or why it is not taken. */
  publish(
    publication: Publication,
    packet: Verbatim | undefined,
    sender: ClientSession | undefined,
  ): number | Failure {
    this.#keeper.isDirty = false;
    if (publication.isRetain) {
      const why = this.#retain(publication, sender?.owner);
      if (why !== undefined) return why;
    }
    return this.#dispatch.publish(publication, packet, sender);
  }

  /** Whether `publish` would reach anyone, or leave anything. */
  hasUse({ topic, isRetain }: { readonly topic: string; readonly isRetain: boolean }): boolean {
    const { targets, groups } = this.#routing.find(topic);
    return isRetain || targets.length > 0 || groups.length > 0;
  }

  /** A QoS 2 message of a persistent session was taken: it is not taken again before PUBREL. */
  noteReceived(session: ClientSession, id: number): void {
    session.received ??= new Set();
    session.received.add(id);
    this.#keeper.noteReceived(session, id);
  }

  /** Its PUBREL came: `settle` when it is sure that the identifier is free for another message. */
  noteReleased(session: ClientSession, id: number, settle: () => void): void {
    if (session.received?.delete(id) === true) this.#keeper.dropReceived(session, id);
    this.confirm(session, settle);
  }

  /** `settle` when what was noted of the session's exchanges is remembered. */
  confirm(session: ClientSession, settle: () => void): void {
    this.#keeper.confirm(session, settle);
  }

  /** Whether something was put on the shelf that a publisher has to wait for. */
  get isCommitDue(): boolean {
    return this.#keeper.isDirty;
  }

  commit(settle: (failure: Failure | undefined) => void): void {
    this.#keeper.commit(settle);
  }

  /** [MQTT-3.3.1-5] to -8: an empty one takes away what was there and is not kept itself. */
  #retain(publication: Publication, owner: string | undefined): Failure | undefined {
    const { topic, payload } = publication;
    if (payload.length === 0) {
      if (this.#retained.remove(topic)) this.#keeper.dropRetained(topic);
      return undefined;
    }
    const message = keepMessage(publication, this.#options.clock.now());
    const why = this.#retained.set(message, owner);
    if (why === undefined) this.#keeper.saveRetained(message);
    return why;
  }

  // Time ------------------------------------------------------------------------------------------

  #isOver(session: ClientSession): boolean {
    if (session.link !== undefined || session.expiryS === NEVER_EXPIRES) return false;
    return session.endedMs + session.expiryS * 1_000 <= this.#options.clock.now();
  }

  #startSweeping(): void {
    this.#sweeper ??= this.#options.clock.every(SWEEP_MS, () => this.#sweep());
  }

  #sweep(): void {
    const nowMs = this.#options.clock.now();
    for (const session of this.#absent) {
      if (session.willDueMs > 0 && session.willDueMs <= nowMs) this.#publishWill(session);
      if (this.#isOver(session)) this.#end(session); // [MQTT-4.1.0-2]
    }
    if (++this.#sweeps % SWEEPS_PER_EXPIRY === 0) {
      for (const topic of this.#retained.expire(nowMs)) this.#keeper.dropRetained(topic);
    }
    if (this.#absent.size > 0) return;
    this.#sweeper?.cancel();
    this.#sweeper = undefined;
  }

  #publishWill(session: ClientSession): void {
    const { will: armed } = session;
    session.will = undefined; // [MQTT-3.1.2-10]
    session.willDueMs = 0;
    if (armed === undefined || armed.isAllowed?.() === false) return;
    const relay = () => {
      if (armed.isRelayed) this.publish(armed.will, undefined, session); // [MQTT-3.1.2-8]
      if (this.isCommitDue) this.commit(() => {});
    };
    // A report is heard once it is stored, as any other: the platform may refuse it.
    if (armed.report === undefined) relay();
    else armed.report(armed.will, relay);
  }

  #end(session: ClientSession): void {
    this.#absent.delete(session);
    if (this.#sessions.get(session.key) === session) this.#sessions.delete(session.key);
    this.#publishWill(session);
    this.#routing.removeAll(session);
    this.delivery.redistribute(session, true);
    this.delivery.discard(session);
    if (session.isPersistent) this.#keeper.dropSession(session);
  }

  /** At the end of the turn, however often it changes in it; still before anything that a peer does next. */
  #save(session: ClientSession): void {
    if (!session.isPersistent || !this.#keeper.isDurable) return;
    if (this.#unsaved.size === 0) queueMicrotask(() => this.#saveAll());
    this.#unsaved.add(session);
  }

  #saveAll(): void {
    for (const session of this.#unsaved) {
      if (session.isPersistent && this.#sessions.get(session.key) === session) {
        this.#keeper.saveSession(session);
      }
    }
    this.#unsaved.clear();
  }

  /** What the shelf remembers: sessions that wait for their clients, with all that waits for them. */
  #restore(memory: Memory): void {
    const nowMs = this.#options.clock.now();
    for (const number of memory.messages.keys()) this.#keeper.continueFrom(number);
    for (const message of memory.retained) this.#retained.set(message);
    for (const one of memory.sessions.values()) {
      const session = restoreSession(one, this.#routing, nowMs);
      this.#sessions.set(session.key, session);
      this.#absent.add(session);
    }
    // After every group has its members again.
    for (const one of memory.sessions.values()) {
      const session = this.#sessions.get(one.key);
      if (session !== undefined) this.delivery.restore(session, one, memory.messages);
    }
    if (this.#absent.size > 0) this.#startSweeping();
  }
}
