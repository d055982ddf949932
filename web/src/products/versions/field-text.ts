// What a field of a thing model holds, in few words.

interface TypeLike {
  readonly type: string;
  readonly min?: unknown;
  readonly max?: unknown;
  readonly unit?: unknown;
  readonly length?: unknown;
  readonly size?: unknown;
  readonly item?: unknown;
  readonly items?: Readonly<Record<string, string>>;
  readonly fields?: readonly unknown[];
}

/** Types are told by their words: `int 0 … 100 °C`. What has none is JSON. */
export function fieldText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value === "" ? "“”" : value;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : value.map(fieldText).join(", ");
  if ("type" in value && typeof value.type === "string") return typeText(value as TypeLike);
  if ("identifier" in value && "dataType" in value)
    return `${String(value.identifier)}: ${fieldText(value.dataType)}`;
  return JSON.stringify(value);
}

function typeText({ type, min, max, unit, length, size, item, items, fields }: TypeLike): string {
  const parts = [type];
  if (min !== undefined || max !== undefined) parts.push(`${String(min ?? "")} … ${String(max ?? "")}`);
  if (unit !== undefined) parts.push(String(unit));
  if (length !== undefined) parts.push(`≤ ${String(length)} B`);
  if (size !== undefined) parts.push(`[${String(size)}]`);
  if (item !== undefined) parts.push(fieldText(item));
  if (items !== undefined) parts.push(...Object.entries(items).map(([key, text]) => `${key}=${text}`));
  if (fields !== undefined) parts.push(`{${fields.map(fieldText).join("; ")}}`);
  return parts.join(" ");
}
