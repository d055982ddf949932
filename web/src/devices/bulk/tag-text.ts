// Tags as people type them.

const KEY = /^[\p{L}\p{N}_.-]{1,64}$/u;

/** `key=value` each, or `key` alone; undefined where one has no proper key. */
export function parseTags(texts: readonly string[]): Readonly<Record<string, string>> | undefined {
  const pairs = texts.map((text) => {
    const at = text.indexOf("=");
    return at === -1 ? [text.trim(), ""] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  });
  return pairs.every(([key = ""]) => KEY.test(key)) ? Object.fromEntries(pairs) : undefined;
}
