/** How well a member can take a message now. */
export type Readiness = "ready" | "busy" | "away";

interface Member<S> {
  readonly session: S;
}

/** The members of one shared subscription `$share/{name}/{filter}`: each message goes to one of them. */
export class SharedGroup<S extends { readonly isPersistent: boolean }, M extends Member<S> = Member<S>> {
  readonly key: string;
  readonly filter: string;
  readonly #members: M[] = [];
  #turn = 0;

  constructor(name: string, filter: string) {
    this.key = `${name}/${filter}`;
    this.filter = filter;
  }

  get size(): number {
    return this.#members.length;
  }

  add(member: M): void {
    this.#members.push(member);
  }

  remove(session: S): void {
    const at = this.#members.findIndex((member) => member.session === session);
    if (at < 0) return;
    this.#members.splice(at, 1);
    if (at < this.#turn) this.#turn--;
  }

  /**
   * The next member in turn that is ready; where none is, one that is busy; where all are away, the next of those.
   * Undefined when `readinessOf` knows of none but `except`, or there is none. [MQTT-4.8.2-4], -5, -6
   */
  choose(readinessOf: (session: S) => Readiness, except?: S): M | undefined {
    let busyAt = -1;
    let awayAt = -1;
    const count = this.#members.length;
    for (let i = 0; i < count; i++) {
      const at = (this.#turn + i) % count;
      const member = this.#members[at];
      if (member === undefined || member.session === except) continue;
      const readiness = readinessOf(member.session);
      if (readiness === "ready") return this.#take(at);
      if (readiness === "busy" && busyAt < 0) busyAt = at;
      if (readiness === "away" && awayAt < 0) awayAt = at;
    }
    const at = busyAt < 0 ? awayAt : busyAt;
    return at < 0 ? undefined : this.#take(at);
  }

  /** Whether anyone here outlives its connection: what goes here may have to be kept. */
  hasPersistent(): boolean {
    return this.#members.some((member) => member.session.isPersistent);
  }

  #take(at: number): M | undefined {
    this.#turn = (at + 1) % this.#members.length;
    return this.#members[at];
  }
}

export interface SharedFilter {
  readonly name: string;
  readonly filter: string;
}

/** The parts of `$share/{name}/{filter}`; undefined for any other filter, "malformed" for a broken one. */
export function readSharedFilter(text: string): SharedFilter | undefined | "malformed" {
  if (!text.startsWith("$share/")) return undefined;
  const end = text.indexOf("/", 7);
  const name = text.slice(7, end);
  // [MQTT-4.8.2-1], [MQTT-4.8.2-2]
  if (end < 0 || name === "" || /[+#]/.test(name) || end === text.length - 1) return "malformed";
  return { name, filter: text.slice(end + 1) };
}
