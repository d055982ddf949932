// A pattern of MQTT topics: levels that are literal, `+`, or hold one `{placeholder}`; the last may be `#`.

/** Longest pattern, characters. */
export const TOPIC_PATTERN_CHARS = 256;
const LEVELS = 32;

interface Level {
  readonly prefix: string;
  /** Undefined in a literal level; empty in `+`. */
  readonly name: string | undefined;
  readonly suffix: string;
}

export interface TopicPattern {
  readonly levels: readonly Level[];
  /** The pattern ends in `#`: any further levels, or none. */
  readonly isOpen: boolean;
  /** Names of the placeholders. */
  readonly names: ReadonlySet<string>;
}

/** What the placeholders of a pattern stand for in one topic. */
export type TopicParts = Readonly<Record<string, string>>;

/** The pattern, or what is wrong with it, in English. `allowed` names the placeholders there are. */
export function parseTopicPattern(text: string, allowed: readonly string[]): TopicPattern | string {
  if (text === "" || text.length > TOPIC_PATTERN_CHARS) return `1 to ${TOPIC_PATTERN_CHARS} characters`;
  const parts = text.split("/");
  if (parts.length > LEVELS) return `at most ${LEVELS} levels`;
  const isOpen = parts.at(-1) === "#";
  if (isOpen) parts.pop();
  const levels: Level[] = [];
  const names = new Set<string>();
  for (const part of parts) {
    const level = parseLevel(part, allowed);
    if (typeof level === "string") return level;
    if (level.name !== undefined && level.name !== "" && level.name !== "any") {
      if (names.has(level.name)) return `{${level.name}} is there twice`;
      names.add(level.name);
    }
    levels.push(level);
  }
  return { levels, isOpen, names };
}

function parseLevel(part: string, allowed: readonly string[]): Level | string {
  if (part === "+") return { prefix: "", name: "", suffix: "" };
  const found = /^([^{}]*)\{(\w+)\}([^{}]*)$/.exec(part);
  const literal = found ? `${found[1]}${found[3]}` : part;
  // NUL must not be in a topic [MQTT-1.5.4-2].
  if (/[+#\0]/.test(literal)) return "+ must be a level of its own, # the last one";
  if (/[{}]/.test(literal)) return "a level holds one placeholder at most";
  if (!found) return { prefix: part, name: undefined, suffix: "" };
  const [, prefix = "", name = "", suffix = ""] = found;
  if (!allowed.includes(name)) return `{${name}} is none of ${allowed.map((one) => `{${one}}`).join(" ")}`;
  return { prefix, name, suffix };
}

/** What the placeholders stand for in `topic`; undefined when it does not match. Linear in the topic's length. */
export function matchTopic({ levels, isOpen }: TopicPattern, topic: string): TopicParts | undefined {
  const parts = topic.split("/");
  if (isOpen ? parts.length < levels.length : parts.length !== levels.length) return undefined;
  // Wildcards at the start do not match $SYS and its like [MQTT-4.7.2-1].
  if (topic.startsWith("$") && levels[0]?.prefix.startsWith("$") !== true) return undefined;
  const found: Record<string, string> = {};
  for (const [i, { prefix, name, suffix }] of levels.entries()) {
    const part = parts[i] ?? "";
    if (name === undefined) {
      if (part !== prefix) return undefined;
      continue;
    }
    const isFitting =
      part.length >= prefix.length + suffix.length && part.startsWith(prefix) && part.endsWith(suffix);
    if (!isFitting) return undefined;
    if (name === "" || name === "any") continue;
    const value = part.slice(prefix.length, part.length - suffix.length);
    if (value === "") return undefined;
    found[name] = value;
  }
  return found;
}
