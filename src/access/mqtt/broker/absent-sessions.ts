import type { ClientSession } from "./session.ts";

export interface AbsentLimits {
  /** Most sessions without a connection: beyond it the one that is away longest ends. */
  readonly absentSessions: number;
  /** Most of one application key or user; a device has one session anyway. */
  readonly ownerAbsentSessions: number;
}

/** The sessions without a connection, longest away first: of everyone, and of each that may have several. */
export class AbsentSessions implements Iterable<ClientSession> {
  readonly #limits: AbsentLimits;
  readonly #all = new Set<ClientSession>();
  /** Of keys and users. */
  readonly #byOwner = new Map<string, Set<ClientSession>>();

  constructor(limits: AbsentLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#all.size;
  }

  has(session: ClientSession): boolean {
    return this.#all.has(session);
  }

  [Symbol.iterator](): Iterator<ClientSession> {
    return this.#all.values();
  }

  add(session: ClientSession): void {
    this.#all.add(session);
    const { owner } = session;
    if (owner === session.key) return;
    const own = this.#byOwner.get(owner);
    if (own === undefined) this.#byOwner.set(owner, new Set([session]));
    else own.add(session);
  }

  delete(session: ClientSession): void {
    if (!this.#all.delete(session)) return;
    const own = this.#byOwner.get(session.owner);
    own?.delete(session);
    if (own?.size === 0) this.#byOwner.delete(session.owner);
  }

  /** The one that has to end after `session` was added: of its owner first, so that nobody pushes out all others. */
  surplus(session: ClientSession): ClientSession | undefined {
    const own = this.#byOwner.get(session.owner);
    if (own !== undefined && own.size > this.#limits.ownerAbsentSessions) return own.values().next().value;
    return this.#all.size > this.#limits.absentSessions ? this.#all.values().next().value : undefined;
  }
}
