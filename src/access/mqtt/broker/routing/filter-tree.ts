/** What subscribed to one filter; a Set only where there is more than one. */
type Entries<T> = T | Set<T> | undefined;

interface Node<T> {
  children: Map<string, Node<T>> | undefined;
  /** Of the filter that ends here. */
  entries: Entries<T>;
  /** Of the filter that goes on with `#` here. */
  rest: Entries<T>;
}

function makeNode<T>(): Node<T> {
  return { children: undefined, entries: undefined, rest: undefined };
}

/** Whether `filter` has a wildcard. */
export function hasWildcard(filter: string): boolean {
  return filter.includes("+") || filter.includes("#");
}

/**
 * Entries by topic filter. Filters without a wildcard are looked up by the topic as it is; the others lie in a tree,
 * one node a level.
 */
export class FilterTree<T extends object> {
  readonly #exact = new Map<string, Entries<T>>();
  readonly #root: Node<T> = makeNode();
  #wildcards = 0;
  #count = 0;

  /** Entries in the tree. */
  get count(): number {
    return this.#count;
  }

  add(filter: string, entry: T): void {
    this.#count++;
    if (!hasWildcard(filter)) {
      this.#exact.set(filter, withEntry(this.#exact.get(filter), entry));
      return;
    }
    this.#wildcards++;
    const levels = filter.split("/");
    const isRest = levels.at(-1) === "#";
    if (isRest) levels.pop();
    let node = this.#root;
    for (const level of levels) {
      node.children ??= new Map();
      let next = node.children.get(level);
      if (next === undefined) {
        next = makeNode();
        node.children.set(level, next);
      }
      node = next;
    }
    if (isRest) node.rest = withEntry(node.rest, entry);
    else node.entries = withEntry(node.entries, entry);
  }

  /** Does nothing when it is not there. */
  remove(filter: string, entry: T): void {
    if (!hasWildcard(filter)) {
      const before = this.#exact.get(filter);
      if (!holds(before, entry)) return;
      this.#count--;
      const left = withoutEntry(before, entry);
      if (left === undefined) this.#exact.delete(filter);
      else this.#exact.set(filter, left);
      return;
    }
    const levels = filter.split("/");
    const isRest = levels.at(-1) === "#";
    if (isRest) levels.pop();
    this.#removeBelow(this.#root, levels, { entry, isRest, depth: 0 });
  }

  /** Calls `visit` with every entry whose filter covers `topic`; with an entry of two filters twice. */
  match(topic: string, visit: (entry: T) => void): void {
    visitAll(this.#exact.get(topic), visit);
    if (this.#wildcards > 0) this.#matchBelow(this.#root, { levels: topic.split("/"), visit }, 0);
  }

  #matchBelow(
    node: Node<T>,
    search: { readonly levels: readonly string[]; readonly visit: (entry: T) => void },
    depth: number,
  ): void {
    const { levels, visit } = search;
    const isHidden = depth === 0 && levels[0]?.startsWith("$") === true; // [MQTT-4.7.2-1]
    if (!isHidden) visitAll(node.rest, visit);
    const level = levels[depth];
    if (level === undefined) {
      visitAll(node.entries, visit);
      return;
    }
    const { children } = node;
    if (children === undefined) return;
    const named = children.get(level);
    if (named !== undefined) this.#matchBelow(named, search, depth + 1);
    if (isHidden) return;
    const any = children.get("+");
    if (any !== undefined) this.#matchBelow(any, search, depth + 1);
  }

  /** Answers whether the node is empty afterwards. */
  #removeBelow(
    node: Node<T>,
    levels: readonly string[],
    what: { readonly entry: T; readonly isRest: boolean; readonly depth: number },
  ): boolean {
    const level = levels[what.depth];
    if (level === undefined) {
      const entries = what.isRest ? node.rest : node.entries;
      if (holds(entries, what.entry)) {
        this.#count--;
        this.#wildcards--;
        if (what.isRest) node.rest = withoutEntry(node.rest, what.entry);
        else node.entries = withoutEntry(node.entries, what.entry);
      }
    } else {
      const child = node.children?.get(level);
      if (child === undefined) return false;
      if (this.#removeBelow(child, levels, { ...what, depth: what.depth + 1 })) node.children?.delete(level);
      if (node.children?.size === 0) node.children = undefined;
    }
    return node.children === undefined && node.entries === undefined && node.rest === undefined;
  }
}

function withEntry<T extends object>(entries: Entries<T>, entry: T): Entries<T> {
  if (entries === undefined) return entry;
  if (entries instanceof Set) return entries.add(entry);
  return entries === entry ? entries : new Set([entries, entry]);
}

function withoutEntry<T extends object>(entries: Entries<T>, entry: T): Entries<T> {
  if (!(entries instanceof Set)) return entries === entry ? undefined : entries;
  entries.delete(entry);
  if (entries.size > 1) return entries;
  const [last] = entries;
  return last;
}

function holds<T extends object>(entries: Entries<T>, entry: T): boolean {
  return entries instanceof Set ? entries.has(entry) : entries === entry;
}

function visitAll<T extends object>(entries: Entries<T>, visit: (entry: T) => void): void {
  if (entries === undefined) return;
  if (entries instanceof Set) for (const entry of entries) visit(entry);
  else visit(entries);
}
