// What is different between two versions of a thing, for the eye of who has to decide between them.

export interface Difference {
  /** `settings.timeoutMs`, `points[3].address`; empty where the whole is another kind of thing. */
  readonly path: string;
  /** Undefined: it was not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const TEXT_CHARS = 60;
const isNode = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > TEXT_CHARS ? `${text.slice(0, TEXT_CHARS - 1)}…` : text;
}

function joined(path: string, name: string, isList: boolean): string {
  if (isList) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

/** By leaves, in the order of their names as they first come. */
export function differences(before: unknown, after: unknown, path = ""): readonly Difference[] {
  if (isSame(before, after)) return [];
  const isList = Array.isArray(before);
  if (!isNode(before) || !isNode(after) || isList !== Array.isArray(after))
    return [{ path, before: textOf(before), after: textOf(after) }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => differences(before[name], after[name], joined(path, name, isList)));
}

export function isSame(one: unknown, other: unknown): boolean {
  if (!isNode(one) || !isNode(other)) return one === other;
  const names = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}
