// A time without any report as people write it: a number and its unit.

export const SILENCE_UNITS = { s: 1, min: 60, h: 3_600, d: 86_400 } as const;
export type SilenceUnit = keyof typeof SILENCE_UNITS;

export interface SilenceDraft {
  /** Empty: never. */
  readonly text: string;
  readonly unit: SilenceUnit;
}

const MIN_S = 10;
const MAX_S = 30 * 86_400;

/** With the largest unit in which it is a whole number. */
export function silenceDraft(seconds: number | null): SilenceDraft {
  if (seconds === null) return { text: "", unit: "min" };
  const units = Object.entries(SILENCE_UNITS).reverse() as [SilenceUnit, number][];
  const [unit, size] = units.find(([, each]) => seconds % each === 0) ?? ["s", 1];
  return { text: String(seconds / size), unit };
}

/** Seconds; null: never; undefined: it is none of 10 s to 30 days. */
export function readSilence({ text, unit }: SilenceDraft): number | null | undefined {
  if (text.trim() === "") return null;
  const seconds = Number(text) * SILENCE_UNITS[unit];
  return Number.isInteger(seconds) && seconds >= MIN_S && seconds <= MAX_S ? seconds : undefined;
}
