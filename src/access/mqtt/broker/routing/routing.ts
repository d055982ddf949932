// Which sessions a topic goes to: subscriptions, shared groups, and the answers of the last topics.

import type { ClientSession, Group, Subscription, SubscriptionOptions, Target } from "../session.ts";
import { FilterTree, hasWildcard } from "./filter-tree.ts";
import { readSharedFilter, SharedGroup } from "./shared-group.ts";

/** Everyone that a topic goes to. Valid until a subscription changes. */
export interface Match {
  /** One for each session, however many of its subscriptions matched [MQTT-3.3.4-2]. */
  readonly targets: readonly Target[];
  readonly groups: readonly Group[];
  /** Someone here outlives its connection. */
  readonly isPersistent: boolean;
}

const NOBODY: Match = { targets: [], groups: [], isPersistent: false };
const NO_IDS: readonly number[] = [];
/** Topics whose answer is kept, and targets in all of them. */
const CACHED_TOPICS = 16_384;
const CACHED_TARGETS = 1_000_000;

export class Routing {
  readonly #tree = new FilterTree<Subscription | Group>();
  readonly #groups = new Map<string, Group>();
  readonly #cache = new Map<string, Match>();
  /** At most: what was forgotten singly still counts. */
  #cachedTargets = 0;
  #searches = 0;
  #subscriptions = 0;

  get subscriptions(): number {
    return this.#subscriptions;
  }
  get groups(): number {
    return this.#groups.size;
  }

  /** Subscribes, or replaces the subscription of the same filter [MQTT-3.8.4-3]. True when it is new. */
  add(session: ClientSession, filter: string, options: SubscriptionOptions): boolean {
    const isNew = !this.remove(session, filter);
    const { qos, isNoLocal, isRetainAsPublished, id } = options;
    const shared = readSharedFilter(filter);
    if (shared === "malformed") return false;
    const group = shared && this.#groupOf(shared.name, shared.filter);
    const ids = id === 0 ? NO_IDS : [id];
    const subscription = { session, filter, qos, isNoLocal, isRetainAsPublished, ids, group };
    session.subscriptions ??= new Map();
    session.subscriptions.set(filter, subscription);
    this.#subscriptions++;
    if (group === undefined) this.#tree.add(filter, subscription);
    else group.add(subscription);
    this.#forget(group?.filter ?? filter);
    return isNew;
  }

  /** False when there was none. */
  remove(session: ClientSession, filter: string): boolean {
    const old = session.subscriptions?.get(filter);
    if (old === undefined) return false;
    session.subscriptions?.delete(filter);
    this.#subscriptions--;
    if (old.group === undefined) this.#tree.remove(filter, old);
    else this.#leave(old.group, session);
    this.#forget(old.group?.filter ?? filter);
    return true;
  }

  removeAll(session: ClientSession): void {
    for (const filter of [...(session.subscriptions?.keys() ?? [])]) this.remove(session, filter);
    session.subscriptions = undefined;
  }

  /** A session's persistence changed: what was found says otherwise. */
  forgetAll(): void {
    this.#cache.clear();
    this.#cachedTargets = 0;
  }

  groupOf(key: string): Group | undefined {
    return this.#groups.get(key);
  }

  find(topic: string): Match {
    return this.#cache.get(topic) ?? this.#search(topic);
  }

  #search(topic: string): Match {
    if (this.#subscriptions === 0) return NOBODY;
    const targets: Target[] = [];
    const groups: Group[] = [];
    let isPersistent = false;
    const search = ++this.#searches;
    this.#tree.match(topic, (entry) => {
      if (!("session" in entry)) {
        groups.push(entry);
        isPersistent ||= entry.hasPersistent();
        return;
      }
      const { session } = entry;
      isPersistent ||= session.isPersistent;
      if (session.mark === search) {
        targets[session.markAt] = merge(targets[session.markAt] ?? entry, entry);
        return;
      }
      session.mark = search;
      session.markAt = targets.length;
      targets.push(entry);
    });
    const match = targets.length + groups.length === 0 ? NOBODY : { targets, groups, isPersistent };
    this.#cachedTargets += targets.length;
    if (this.#cache.size >= CACHED_TOPICS || this.#cachedTargets > CACHED_TARGETS) {
      this.forgetAll();
      this.#cachedTargets = targets.length;
    }
    this.#cache.set(topic, match);
    return match;
  }

  #forget(filter: string): void {
    if (hasWildcard(filter)) this.forgetAll();
    else this.#cache.delete(filter);
  }

  #groupOf(name: string, filter: string): Group {
    const key = `${name}/${filter}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new SharedGroup<ClientSession, Subscription>(name, filter);
      this.#groups.set(key, group);
      this.#tree.add(filter, group);
    }
    return group;
  }

  #leave(group: Group, session: ClientSession): void {
    group.remove(session);
    if (group.size > 0) return;
    this.#groups.delete(group.key);
    this.#tree.remove(group.filter, group);
  }
}

/** Overlapping subscriptions: once, at the highest QoS, with all identifiers [MQTT-3.3.4-2], -3, -4. */
function merge(one: Target, other: Target): Target {
  // What only one of them keeps back comes by the other.
  const isNoLocal = one.isNoLocal && other.isNoLocal;
  return {
    session: one.session,
    qos: Math.max(one.qos, other.qos) as 0 | 1 | 2,
    isNoLocal,
    isRetainAsPublished: one.isRetainAsPublished || other.isRetainAsPublished,
    ids: [...one.ids, ...other.ids],
  };
}
