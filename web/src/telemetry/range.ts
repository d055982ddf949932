// The span of time that a chart shows: the last so-and-so much, or from here to there.

export const PRESETS = [
  { key: "15m", spanMs: 15 * 60_000, refreshMs: 5_000 },
  { key: "1h", spanMs: 3_600_000, refreshMs: 10_000 },
  { key: "24h", spanMs: 86_400_000, refreshMs: 60_000 },
  { key: "7d", spanMs: 7 * 86_400_000, refreshMs: 300_000 },
  { key: "30d", spanMs: 30 * 86_400_000, refreshMs: 900_000 },
  { key: "1y", spanMs: 365 * 86_400_000, refreshMs: 900_000 },
] as const;
export type PresetKey = (typeof PRESETS)[number]["key"];

/** A preset ends now and moves on; a fixed range stays. */
export type Range =
  | { readonly kind: "preset"; readonly preset: (typeof PRESETS)[number] }
  | { readonly kind: "fixed"; readonly fromMs: number; readonly toMs: number };

/** Reads `range=1h` or `from=…&to=…` of an address; 15 minutes when it says nothing. */
export function readRange(search: URLSearchParams): Range {
  const fromMs = Number(search.get("from"));
  const toMs = Number(search.get("to"));
  if (fromMs > 0 && toMs > fromMs) return { kind: "fixed", fromMs, toMs };
  const preset = PRESETS.find((one) => one.key === search.get("range")) ?? PRESETS[0];
  return { kind: "preset", preset };
}

export function writeRange(search: URLSearchParams, range: Range): void {
  for (const name of ["from", "to", "range"]) search.delete(name);
  if (range.kind === "preset") search.set("range", range.preset.key);
  else {
    search.set("from", String(Math.round(range.fromMs)));
    search.set("to", String(Math.round(range.toMs)));
  }
}

export function boundsOf(range: Range, nowMs: number): [number, number] {
  return range.kind === "fixed" ? [range.fromMs, range.toMs] : [nowMs - range.preset.spanMs, nowMs];
}
