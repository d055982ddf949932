// The pattern of a rule: a topic filter with placeholders for who asks.

import { type Level, levelsOfFilter } from "./topic-filter.ts";

export const PLACEHOLDERS = ["clientId", "username", "productKey", "deviceName"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
/** What is known of who asks; a pattern with a placeholder that has no value is no one's. */
export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string>>>;

export const PATTERN_LENGTH_MAX = 512;
const LEVELS_MAX = 128;
const PLACEHOLDER = /\$\{([^}]*)\}/g;

/** What is wrong with a pattern, for the person who typed it; undefined when it is good. */
export function faultOfPattern(pattern: string): string | undefined {
  if (pattern === "") return "must not be empty";
  if (pattern.length > PATTERN_LENGTH_MAX) return `must have at most ${PATTERN_LENGTH_MAX} characters`;
  if (pattern.includes("\0")) return "must not contain the character NUL";
  if (pattern.startsWith("$share/"))
    return "names no group: a rule for the filter behind $share/{group}/ holds";
  for (const [, name] of pattern.matchAll(PLACEHOLDER)) {
    if (!PLACEHOLDERS.some((known) => known === name))
      return `\${${name}} is no placeholder; there are ${PLACEHOLDERS.map((known) => `\${${known}}`).join(", ")}`;
  }
  const levels = pattern.split("/");
  if (levels.length > LEVELS_MAX) return `must have at most ${LEVELS_MAX} levels`;
  for (const [at, level] of levels.entries()) {
    if (level.includes("#") && (level !== "#" || at < levels.length - 1))
      return "# stands alone and at the end";
    if (level.includes("+") && level !== "+") return "+ stands alone between slashes";
  }
  return undefined;
}

/**
 * The levels of `pattern` for one who asks; undefined when it cannot be meant for them. A value is always plain text:
 * a client identifier `#` is no wildcard. Of a pattern that allows, a value may stand for one level only, and must
 * not make a `$` topic of it: client identifiers are the client's own choice.
 */
export function levelsFor(
  pattern: string,
  values: PlaceholderValues,
  isAllowing: boolean,
): readonly Level[] | undefined {
  if (!pattern.includes("${")) return levelsOfFilter(pattern);
  const levels: Level[] = [];
  for (const [at, template] of pattern.split("/").entries()) {
    let isKnown = true;
    const text = template.replaceAll(PLACEHOLDER, (_, name: Placeholder) => {
      const value = values[name];
      if (value === undefined || value === "" || (isAllowing && /[/+#]/.test(value))) isKnown = false;
      return value ?? "";
    });
    if (!isKnown) return undefined;
    if (text === template) levels.push(...levelsOfFilter(template));
    else if (isAllowing && at === 0 && text.startsWith("$") && template.startsWith("${")) return undefined;
    else levels.push(...text.split("/"));
  }
  return levels;
}
