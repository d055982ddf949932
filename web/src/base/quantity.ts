// Numbers, sizes, durations and times as text in the language in use.

import { uiLanguage } from "../i18n.ts";
import { wallText, zoneText } from "./person/time-zone.ts";

/** A count with grouping; large rates keep three digits. */
export function formatCount(value: number): string {
  return new Intl.NumberFormat(uiLanguage(), { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** A measured value: at most 6 significant digits, never in exponent form for everyday sizes. */
export function formatMeasure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && (Math.abs(value) >= 1e12 || Math.abs(value) < 1e-4)) return value.toExponential(4);
  return new Intl.NumberFormat(uiLanguage(), { maximumSignificantDigits: 6 }).format(value);
}

/** Milliseconds with as many digits as they deserve: `0.42 ms`, `6.8 ms`, `120 ms`. */
export function formatMs(ms: number): string {
  return `${ms.toFixed(ms < 1 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

const BYTE_UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** Bytes in powers of 1000 with one decimal. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

function durationParts(ms: number): [number, Intl.RelativeTimeFormatUnit] {
  const s = Math.round(ms / 1000);
  if (s < 60) return [s, "second"];
  if (s < 3_600) return [Math.floor(s / 60), "minute"];
  if (s < 86_400) return [Math.floor(s / 3_600), "hour"];
  return [Math.floor(s / 86_400), "day"];
}

/** A length of time in its largest unit: `3 hr`, `12 分钟`. */
export function formatDuration(ms: number): string {
  const [value, unit] = durationParts(Math.max(0, ms));
  return new Intl.NumberFormat(uiLanguage(), { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** How long ago, or in how long. */
export function formatAgo(ms: number): string {
  const [value, unit] = durationParts(Math.abs(ms));
  // What Intl says of 0 seconds in Chinese is "at present".
  if (value === 0 && uiLanguage() === "zh-CN") return "刚刚";
  const format = new Intl.RelativeTimeFormat(uiLanguage(), { numeric: "auto", style: "short" });
  return format.format(ms >= 0 ? -value : value, unit);
}

/** Date and time of the zone in use, to the second (or millisecond). */
export function formatTime(ts: number, options: { hasMs?: boolean } = {}): string {
  return wallText(ts)
    .replace("T", " ")
    .slice(0, options.hasMs ? 23 : 19);
}

/** The date alone: `2026-01-31`. */
export function formatDay(ts: number): string {
  return wallText(ts).slice(0, 10);
}

/** The zone in use: `Asia/Shanghai (UTC+8)`. */
export function timeZoneName(): string {
  return zoneText();
}
