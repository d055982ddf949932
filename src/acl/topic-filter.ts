// What one topic filter says about another: it takes in all of it, or some of it (MQTT 5 §4.7).

/** A level that is `+`, and an end that is `#`. */
export const ONE = Symbol("+");
export const REST = Symbol("#");

export type Level = string | typeof ONE | typeof REST;

/** The levels of a filter with its wildcards. */
export function levelsOfFilter(filter: string): readonly Level[] {
  return filter.split("/").map((level) => (level === "+" ? ONE : level === "#" ? REST : level));
}

/** The levels of a topic: nothing in it is a wildcard. */
export function levelsOfTopic(topic: string): readonly Level[] {
  return topic.split("/");
}

/** Whether every topic that `inner` matches is matched by `outer` too. Exact. */
export function covers(outer: readonly Level[], inner: readonly Level[]): boolean {
  const asked = withoutEmptyTopic(inner);
  for (let at = 0; ; at++) {
    const wide = outer[at];
    const narrow = asked[at];
    // Also the parent level: §4.7.1.2.
    if (wide === REST) return at > 0 || !isHidden(narrow);
    if (narrow === undefined || wide === undefined) return narrow === wide;
    if (narrow === REST) return false;
    if (wide === ONE) {
      if (at === 0 && isHidden(narrow)) return false; // [MQTT-4.7.2-1]
    } else if (wide !== narrow) return false;
  }
}

/** There is no empty topic, so `#` is `+/#` and `/#` is `/+/#`. */
function withoutEmptyTopic(filter: readonly Level[]): readonly Level[] {
  if (filter[0] === REST) return [ONE, REST];
  return filter[0] === "" && filter[1] === REST ? ["", ONE, REST] : filter;
}

/** Whether there is a topic that both match. Exact. */
export function overlaps(one: readonly Level[], other: readonly Level[]): boolean {
  const [left, right] = [withoutEmptyTopic(one), withoutEmptyTopic(other)];
  for (let at = 0; ; at++) {
    const a = left[at];
    const b = right[at];
    if (a === REST || b === REST) return true;
    if (a === undefined || b === undefined) return a === b;
    if (a === ONE || b === ONE) {
      if (at === 0 && (isHidden(a) || isHidden(b))) return false;
    } else if (a !== b) return false;
  }
}

/** A first level that wildcards do not reach. */
function isHidden(level: Level | undefined): boolean {
  return typeof level === "string" && level.startsWith("$");
}
