/** Topics that have an alias at once. */
const SLOTS = 16;
/** An alias costs three bytes: a shorter topic is sent as it is. */
const WORTHWHILE_LENGTH = 6;
/** Uses that a topic is ahead of one that wants its alias. */
const MOST_CREDIT = 64;

/** Which aliases one peer knows, by slot: the generation in which it was told. */
export type KnownAliases = Uint32Array;

/**
 * The aliases under which topics go out to MQTT 5 peers (§3.3.2.3.4): the same for all of them, so that a message is
 * encoded once. Topics that come often keep theirs.
 */
export class TopicAliases {
  readonly #slotOf = new Map<string, number>();
  readonly #topics: (string | undefined)[] = [];
  readonly #credits = new Int32Array(SLOTS);
  readonly #generations = new Uint32Array(SLOTS);
  #hand = 0;

  /** The alias of `topic`, from 1; 0 where it has none. */
  find(topic: string): number {
    if (topic.length <= WORTHWHILE_LENGTH) return 0;
    const slot = this.#slotOf.get(topic);
    if (slot === undefined) return this.#claim(topic);
    const credit = this.#credits[slot] ?? 0;
    if (credit < MOST_CREDIT) this.#credits[slot] = credit + 1;
    return slot + 1;
  }

  /** Whether the peer was told what `alias` stands for; from now on it was. */
  isKnown(known: KnownAliases, alias: number): boolean {
    const generation = this.#generations[alias - 1] ?? 0;
    if (known[alias - 1] === generation) return true;
    known[alias - 1] = generation;
    return false;
  }

  makeKnown(): KnownAliases {
    return new Uint32Array(SLOTS);
  }

  /** Each newcomer takes a little from the next slot; one that has nothing left changes its topic. */
  #claim(topic: string): number {
    const slot = this.#hand;
    this.#hand = (slot + 1) % SLOTS;
    const credit = this.#credits[slot] ?? 0;
    if (credit > 0) {
      this.#credits[slot] = credit - 1;
      return 0;
    }
    const old = this.#topics[slot];
    if (old !== undefined) this.#slotOf.delete(old);
    this.#topics[slot] = topic;
    this.#slotOf.set(topic, slot);
    this.#credits[slot] = 1;
    this.#generations[slot] = (this.#generations[slot] ?? 0) + 1;
    return slot + 1;
  }
}
