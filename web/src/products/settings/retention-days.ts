const MAX_DAYS = 36_500;

/** Days as typed: null when nothing is, undefined when it is no such number. */
export function readDays(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const days = Number(trimmed);
  return /^\d+$/.test(trimmed) && days >= 1 && days <= MAX_DAYS ? days : undefined;
}
