import type { Clock } from "../../../spine/clock.ts";
import type { Failure } from "../../../spine/error.ts";
import type { Shelf } from "../../adapter.ts";
import type { Publication, Verbatim } from "../wire/frames.ts";
import type { Version } from "../wire/packet.ts";
import { Dispatch, type DispatchLimits } from "./dispatch.ts";
import { Routing } from "./routing/routing.ts";
import { ClientSession, type SessionLink, type SubscriptionOptions } from "./session.ts";
import { Keeper } from "./store/keeper.ts";

export interface BrokerLimits extends DispatchLimits {
  /** Longest time that a session outlives its connection, and that of MQTT 3 clients that ask for one; seconds. */
  readonly maxSessionExpiryS: number;
}

export interface BrokerOptions {
  readonly clock: Clock;
  readonly shelf: Shelf | undefined;
  readonly limits: BrokerLimits;
}

export interface AttachOptions {
  readonly link: SessionLink;
  readonly version: Version;
  readonly isCleanStart: boolean;
  readonly expiryS: number;
}

/** Sessions, subscriptions and messages of all MQTT listeners. */
export class Broker {
  readonly #options: BrokerOptions;
  readonly #sessions = new Map<string, ClientSession>();
  readonly #routing = new Routing();
  readonly #keeper: Keeper;
  readonly dispatch: Dispatch;

  constructor(options: BrokerOptions) {
    this.#options = options;
    const { clock, limits } = options;
    this.#keeper = new Keeper(options.shelf);
    this.dispatch = new Dispatch({ clock, limits, routing: this.#routing, keeper: this.#keeper });
  }

  get limits(): BrokerLimits {
    return this.#options.limits;
  }

  /**
   * Joins a connection to the session of `key`: a new one, or the one that waited. Whoever else has it is sent away.
   * Nothing is delivered before `resume`.
   */
  attach(key: string, options: AttachOptions): { session: ClientSession; isPresent: boolean } {
    const { link, version, isCleanStart, expiryS } = options;
    let old = this.#sessions.get(key);
    old?.link?.takeOver(); // [MQTT-3.1.4-3], 3.1.1: -2
    old = this.#sessions.get(key);
    if (old !== undefined && isCleanStart) {
      this.#end(old); // [MQTT-3.1.2-4]
      old = undefined;
    }
    const session = old ?? new ClientSession(key);
    if (session.isPersistent !== expiryS > 0) this.#routing.forgetAll();
    session.link = link;
    session.version = version;
    session.expiryS = expiryS;
    session.endedMs = 0;
    this.#sessions.set(key, session);
    return { session, isPresent: old !== undefined };
  }

  /** After CONNACK: what waited is delivered. */
  resume(session: ClientSession): void {
    this.dispatch.resume(session);
  }

  /** The connection is gone. The session ends with it, or waits. */
  detach(session: ClientSession, link: SessionLink): void {
    if (session.link !== link) return;
    session.link = undefined;
    if (!session.isPersistent) {
      this.#end(session);
      return;
    }
    session.endedMs = this.#options.clock.now();
    this.dispatch.redistribute(session, false);
  }

  subscribe(session: ClientSession, filter: string, options: SubscriptionOptions): boolean {
    return this.#routing.add(session, filter, options);
  }

  /** False when there was no such subscription. */
  unsubscribe(session: ClientSession, filter: string): boolean {
    return this.#routing.remove(session, filter);
  }

  /** Passes a message on; answers to how many, or why it is not taken. */
  publish(
    publication: Publication,
    packet: Verbatim | undefined,
    sender: ClientSession | undefined,
  ): number | Failure {
    return this.dispatch.publish(publication, packet, sender);
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
  }

  noteReleased(session: ClientSession, id: number): void {
    session.received?.delete(id);
  }

  sendRetained(_session: ClientSession, _filter: string): void {}

  /** DISCONNECT came. */
  parting(session: ClientSession, how: { isWillDue: boolean; expiryS: number | undefined }): void {
    if (how.expiryS !== undefined && session.isPersistent) {
      session.expiryS = Math.min(how.expiryS, this.limits.maxSessionExpiryS);
      this.#routing.forgetAll();
    }
  }

  /** Whether something was put on the shelf that a publisher has to wait for. */
  get isCommitDue(): boolean {
    return this.#keeper.isDirty;
  }

  commit(settle: (failure: Failure | undefined) => void): void {
    this.#keeper.commit(settle);
  }

  #end(session: ClientSession): void {
    if (this.#sessions.get(session.key) === session) this.#sessions.delete(session.key);
    this.#routing.removeAll(session);
    this.dispatch.redistribute(session, true);
    this.dispatch.discard(session);
  }
}
