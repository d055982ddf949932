import { type Failure, failure } from "../../../../spine/error.ts";
import { costOf, isExpired, type StoredMessage } from "./stored-message.ts";

export interface RetainedLimits {
  readonly messages: number;
  readonly bytes: number;
  /** The part of both that one device, application key or user may fill, 0 to 1. */
  readonly ownerShare: number;
}

/** What one owner has here. */
interface Holding {
  count: number;
  sizeBytes: number;
}

interface Node {
  children: Map<string, Node> | undefined;
  message: StoredMessage | undefined;
  /** Who published it; undefined for the platform, and for what was there before the start. */
  owner: string | undefined;
}

/** The last message of each topic that was published to be retained [MQTT-3.3.1-5], in a tree of levels. */
export class RetainedStore {
  readonly #limits: RetainedLimits;
  readonly #root: Node = { children: undefined, message: undefined, owner: undefined };
  readonly #holdings = new Map<string, Holding>();
  #count = 0;
  #sizeBytes = 0;

  constructor(limits: RetainedLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#count;
  }
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes the place of the topic's message before. A failure when there is no room for it, or its owner has its share. */
  set(message: StoredMessage, owner?: string): Failure | undefined {
    const node = this.#find(message.topic);
    const before = node?.message;
    const grownBytes = costOf(message) - (before === undefined ? 0 : costOf(before));
    const { messages, bytes } = this.#limits;
    if ((before === undefined && this.#count >= messages) || this.#sizeBytes + grownBytes > bytes) {
      return failure("retained_full", { count: this.#count, size: this.#sizeBytes });
    }
    const why = owner === undefined ? undefined : this.#shareFailure(owner, message, node);
    if (why !== undefined) return why;
    const place = node ?? this.#make(message.topic);
    if (before !== undefined) this.#release(place, before);
    place.message = message;
    place.owner = owner;
    this.#count++;
    this.#sizeBytes += costOf(message);
    if (owner === undefined) return undefined;
    const holding = this.#holdings.get(owner) ?? { count: 0, sizeBytes: 0 };
    holding.count++;
    holding.sizeBytes += costOf(message);
    this.#holdings.set(owner, holding);
    return undefined;
  }

  /** False when there was none. */
  remove(topic: string): boolean {
    return this.#removeBelow(this.#root, topic.split("/"), 0);
  }

  /** Every message whose topic `filter` covers, for a new subscription; what has expired is left out. */
  match(filter: string, nowMs: number): StoredMessage[] {
    const found: StoredMessage[] = [];
    this.#collect(this.#root, { levels: filter.split("/"), found, nowMs }, 0);
    return found;
  }

  all(): StoredMessage[] {
    const all: StoredMessage[] = [];
    collectAll(this.#root, all);
    return all;
  }

  /** Takes out what has expired; answers the topics. */
  expire(nowMs: number): string[] {
    const expired = this.all()
      .filter((message) => isExpired(message, nowMs))
      .map(({ topic }) => topic);
    for (const topic of expired) this.remove(topic);
    return expired;
  }

  #collect(
    node: Node,
    search: { readonly levels: readonly string[]; readonly found: StoredMessage[]; readonly nowMs: number },
    depth: number,
  ): void {
    const { levels, found, nowMs } = search;
    const level = levels[depth];
    if (level === undefined) {
      if (node.message !== undefined && !isExpired(node.message, nowMs)) found.push(node.message);
      return;
    }
    if (level !== "+" && level !== "#") {
      const child = node.children?.get(level);
      if (child !== undefined) this.#collect(child, search, depth + 1);
      return;
    }
    if (level === "#" && node.message !== undefined && !isExpired(node.message, nowMs))
      found.push(node.message);
    for (const [name, child] of node.children ?? []) {
      if (node === this.#root && name.startsWith("$")) continue; // [MQTT-4.7.2-1]
      this.#collect(child, search, level === "#" ? depth : depth + 1);
    }
  }

  /** Why the owner may not have this one as well, in place of what is at `node`. */
  #shareFailure(owner: string, message: StoredMessage, node: Node | undefined): Failure | undefined {
    const { messages, bytes, ownerShare } = this.#limits;
    const holding = this.#holdings.get(owner);
    const before = node?.owner === owner ? node.message : undefined;
    const count = (holding?.count ?? 0) + (before === undefined ? 1 : 0);
    const sizeBytes =
      (holding?.sizeBytes ?? 0) + costOf(message) - (before === undefined ? 0 : costOf(before));
    if (count <= messages * ownerShare && sizeBytes <= bytes * ownerShare) return undefined;
    return failure("retained_share_full", { count: holding?.count ?? 0, size: holding?.sizeBytes ?? 0 });
  }

  #release(node: Node, message: StoredMessage): void {
    const { owner } = node;
    this.#count--;
    this.#sizeBytes -= costOf(message);
    node.message = undefined;
    node.owner = undefined;
    const holding = owner === undefined ? undefined : this.#holdings.get(owner);
    if (owner === undefined || holding === undefined) return;
    holding.count--;
    holding.sizeBytes -= costOf(message);
    if (holding.count === 0) this.#holdings.delete(owner);
  }

  #find(topic: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const level of topic.split("/")) node = node?.children?.get(level);
    return node;
  }

  #make(topic: string): Node {
    let node = this.#root;
    for (const level of topic.split("/")) {
      node.children ??= new Map();
      let next = node.children.get(level);
      if (next === undefined) {
        next = { children: undefined, message: undefined, owner: undefined };
        node.children.set(level, next);
      }
      node = next;
    }
    return node;
  }

  #removeBelow(node: Node, levels: readonly string[], depth: number): boolean {
    const level = levels[depth];
    if (level === undefined) {
      if (node.message === undefined) return false;
      this.#release(node, node.message);
      return true;
    }
    const child = node.children?.get(level);
    if (child === undefined || !this.#removeBelow(child, levels, depth + 1)) return false;
    if (child.message === undefined && child.children === undefined) node.children?.delete(level);
    if (node.children?.size === 0) node.children = undefined;
    return true;
  }
}

function collectAll(node: Node, into: StoredMessage[]): void {
  if (node.message !== undefined) into.push(node.message);
  for (const child of node.children?.values() ?? []) collectAll(child, into);
}
