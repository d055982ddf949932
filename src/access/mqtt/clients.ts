// Who is connected and what is retained, for those who look after the broker.

import type { Clock } from "../../spine/clock.ts";
import type { Failure } from "../../spine/error.ts";
import type { Admission } from "../adapter.ts";
import type { Broker } from "./broker/broker.ts";
import { isExpired } from "./broker/messages/stored-message.ts";
import type { ClientSession } from "./broker/session.ts";

export interface ClientEntry {
  /** Names the session as long as it lives. */
  readonly key: string;
  readonly kind: "device" | "user" | "key";
  /** Of a device its id in the registry as digits, else the user name or key id. */
  readonly owner: string;
  readonly clientId: string | null;
  readonly isConnected: boolean;
  /** Remote `ip:port`; null without a connection. */
  readonly address: string | null;
  readonly isTls: boolean;
  /** Of the login, or of the end of the last connection; UTC ms. */
  readonly sinceMs: number;
  /** 3 for MQTT 3.1, 4 for 3.1.1, 5. */
  readonly version: number;
  readonly subscriptions: number;
  /** Messages that wait, and those that are sent and not answered. */
  readonly queued: number;
  readonly inFlight: number;
  /** How long the session outlives its connection, seconds. */
  readonly expiryS: number;
}

export interface SubscriptionEntry {
  /** As it was asked for, with `$share/{group}/` where it is shared. */
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
}

export interface RetainedEntry {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  /** UTC ms; null: never. */
  readonly expiresMs: number | null;
}

/** A part of a list: what is wanted, behind `after`, in the order of keys. */
export interface Portion<T> {
  readonly after: string | undefined;
  readonly limit: number;
  isWanted(entry: T): boolean;
}

export class MqttClients {
  readonly #broker: Broker;
  readonly #clock: Clock;

  constructor(broker: Broker, clock: Clock) {
    this.#broker = broker;
    this.#clock = clock;
  }

  list({ isWanted, ...portion }: Portion<ClientEntry>): ClientEntry[] {
    const first = new FirstByKey<ClientEntry>(portion);
    for (const [key, session] of this.#broker.sessions) {
      if (!first.mayTake(key)) continue;
      const entry = entryOf(session);
      if (isWanted(entry)) first.add(key, entry);
    }
    return first.entries();
  }

  /** Undefined when there is no such session. */
  find(key: string): { entry: ClientEntry; subscriptions: SubscriptionEntry[] } | undefined {
    const session = this.#broker.sessions.get(key);
    if (session === undefined) return undefined;
    const subscriptions = [...(session.subscriptions?.values() ?? [])].map(({ filter, qos }) => ({
      filter,
      qos,
    }));
    return { entry: entryOf(session), subscriptions };
  }

  /** Closes the connection, or ends the session that has none. False when there is no such session. */
  disconnect(key: string, why: Failure): boolean {
    const session = this.#broker.sessions.get(key);
    if (session === undefined) return false;
    if (session.link === undefined) return this.#broker.forget(session);
    session.link.close?.(why);
    return true;
  }

  /** A device was deleted, and its connection closed: its session ends too. */
  forgetDevice(deviceId: number): void {
    const session = this.#broker.sessions.get(`d:${deviceId}`);
    if (session !== undefined) this.#broker.forget(session);
  }

  /** Ends what a user or key left behind that is no more. */
  forgetOwner(kind: "user" | "key", owner: string): void {
    for (const session of [...this.#broker.sessions.values()]) {
      const { kind: itsKind, owner: itsOwner } = ownerOf(session.key);
      if (itsKind === kind && itsOwner === owner) this.#broker.forget(session);
    }
  }

  retained({ isWanted, ...portion }: Portion<{ readonly topic: string }>): RetainedEntry[] {
    const nowMs = this.#clock.now();
    const first = new FirstByKey<RetainedEntry>(portion);
    for (const message of this.#broker.listRetained()) {
      const { topic, payload, qos, expiresMs } = message;
      if (!first.mayTake(topic) || isExpired(message, nowMs) || !isWanted(message)) continue;
      const isForEver = expiresMs === Number.POSITIVE_INFINITY;
      first.add(topic, { topic, payload, qos, expiresMs: isForEver ? null : expiresMs });
    }
    return first.entries();
  }

  /** False when the topic has none. */
  removeRetained(topic: string): boolean {
    return this.#broker.removeRetained(topic);
  }
}

/** The first so many by key, out of what comes in any order: sorting all for a page would take too long. */
class FirstByKey<T> {
  readonly #after: string;
  readonly #limit: number;
  readonly #found: { readonly key: string; readonly entry: T }[] = [];

  constructor({ after, limit }: { readonly after: string | undefined; readonly limit: number }) {
    this.#after = after ?? "";
    this.#limit = limit;
  }

  mayTake(key: string): boolean {
    const last = this.#found[this.#limit - 1];
    return key > this.#after && (last === undefined || key < last.key);
  }

  add(key: string, entry: T): void {
    let low = 0;
    let high = this.#found.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#found[middle]?.key ?? "") < key) low = middle + 1;
      else high = middle;
    }
    this.#found.splice(low, 0, { key, entry });
    if (this.#found.length > this.#limit) this.#found.pop();
  }

  entries(): T[] {
    return this.#found.map(({ entry }) => entry);
  }
}

function entryOf(session: ClientSession): ClientEntry {
  const { key, link, outbound, endedMs, version, expiryS } = session;
  const { clientId: nameInKey, ...owner } = ownerOf(key);
  return {
    ...{ key, ...owner, clientId: link?.clientId ?? nameInKey },
    ...{ isConnected: link !== undefined, address: link?.address ?? null, isTls: link?.isTls === true },
    ...{ sinceMs: link?.sinceMs ?? endedMs, version, subscriptions: session.subscriptions?.size ?? 0 },
    ...{ queued: outbound?.queued ?? 0, inFlight: outbound?.inFlight ?? 0, expiryS },
  };
}

/**
 * What a session goes by: `d:7`, `a:li.wei:client`, `k:gk-...:client`. Of a device there is one session, whatever it
 * calls itself; an application may have several.
 */
export function keyOf(admission: Exclude<Admission, { kind: "errand" }>, clientId: string): string {
  if (admission.kind === "device") return `d:${admission.principal.deviceId}`;
  const { kind, name } = admission.principal;
  return `${kind === "key" ? "k" : "a"}:${name}:${clientId}`;
}

/** The parts of such a key. */
function ownerOf(key: string): { kind: ClientEntry["kind"]; owner: string; clientId: string | null } {
  const rest = key.slice(2);
  if (key.startsWith("d:")) return { kind: "device", owner: rest, clientId: null };
  const end = rest.indexOf(":");
  const kind = key.startsWith("k:") ? "key" : "user";
  return { kind, owner: rest.slice(0, end), clientId: rest.slice(end + 1) };
}
