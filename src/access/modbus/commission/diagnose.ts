// What the figures of a bus say is wrong with it: the doctor's rules of thumb.

import type { Ailment } from "../../../spine/fieldbus.ts";
import type { SlaveReport } from "../engine/slave-figures.ts";

export interface Finding {
  readonly ailment: Ailment;
  /** The slave it is about; undefined where it is the bus. */
  readonly slave: string | undefined;
  /** What led to it, for people to judge: a share in percent, or milliseconds. */
  readonly figure: number;
}

export interface BusFigures {
  readonly slaves: ReadonlyMap<string, SlaveReport>;
  /** Share of time that the bus was busy, 0 to 1. */
  readonly load: number;
  readonly isEcho: boolean;
  readonly lateReplies: number;
  /** Of the line, ms. */
  readonly timeoutMs: number;
  /** Its bytes are those of an RS-485 line: no modem or gateway adds its own. */
  readonly isPlainLine: boolean;
}

/** With fewer requests nothing is said of a slave. */
const ENOUGH = 20;
/** So many in a row without a reply, and it is dead: a slave that is known for that is asked rarely. */
const SILENT = 5;
/** Fewer damaged replies are nobody's fault. */
const DAMAGED = 3;
/** So many refusals are enough: what a slave refused is asked rarely. */
const REFUSED = 5;
const BAD_SHARE = 0.02;
const FULL_LOAD = 0.9;
const LATE = 3;
const LATE_SHARE = 0.005;
/** A gateway's words about a slave behind it, which say nothing of registers. */
const GATEWAY_NAMES: ReadonlySet<string> = new Set(["exception 0A", "exception 0B"]);

/** Worst first. */
export function diagnose(figures: BusFigures): readonly Finding[] {
  const { slaves, load, isEcho, lateReplies, timeoutMs, isPlainLine } = figures;
  const findings: Finding[] = [];
  if (isEcho) findings.push({ ailment: "echo", slave: undefined, figure: 100 });
  const all = [...slaves.values()];
  const damagedSlaves = all.filter(isDamaged).length;
  // With nobody to compare it with, what is damaged may as well be the line.
  const isAlone = damagedSlaves === 1 && all.some((report) => isHealthy(report));
  for (const [slave, report] of slaves) {
    const finding = judge(report, { timeoutMs, isAlone });
    if (finding !== undefined) findings.push({ ...finding, slave });
  }
  if (damagedSlaves > 1)
    findings.push({ ailment: "bad_line", slave: undefined, figure: percent(totalDamage(all)) });
  const stray = isPlainLine ? strayShare(all) : 0;
  if (stray > 0) findings.push({ ailment: "stray_bytes", slave: undefined, figure: percent(stray) });
  if (load > FULL_LOAD) findings.push({ ailment: "overloaded", slave: undefined, figure: percent(load) });
  const requests = all.reduce((sum, report) => sum + report.requests, 0);
  if (lateReplies >= LATE && lateReplies > requests * LATE_SHARE)
    findings.push({ ailment: "late_replies", slave: undefined, figure: lateReplies });
  return findings;
}

function judge(
  report: SlaveReport,
  { timeoutMs, isAlone }: { readonly timeoutMs: number; readonly isAlone: boolean },
): Omit<Finding, "slave"> | undefined {
  const { p95Ms, recent } = report;
  const { requests, unanswered } = recent;
  if (unanswered >= SILENT) return { ailment: "dead_slave", figure: unanswered };
  const refused = exceptionsOf(report);
  if (refused >= REFUSED && refused / requests > 0.5)
    return { ailment: "wrong_register", figure: percent(refused / requests) };
  if (requests < ENOUGH) return undefined;
  // Noise cuts nothing off so neatly.
  if (isMany(recent.headCut, requests))
    return { ailment: "cut_replies", figure: percent(recent.headCut / requests) };
  // Only this one's replies are damaged: two answer at once. If all are, it is the line.
  if (isAlone && damagedShare(report) > 0.1)
    return { ailment: "two_on_one_id", figure: percent(damagedShare(report)) };
  if (isDamaged(report)) return { ailment: "bad_line", figure: percent(damagedShare(report)) };
  if (p95Ms > timeoutMs * 0.7) return { ailment: "slow_slave", figure: Math.round(p95Ms) };
  return undefined;
}

function isHealthy(report: SlaveReport): boolean {
  const { requests, unanswered } = report.recent;
  return requests >= ENOUGH && unanswered < SILENT && !isDamaged(report);
}

function isDamaged(report: SlaveReport): boolean {
  return isMany(damagedOf(report), report.recent.requests);
}

function isMany(count: number, requests: number): boolean {
  return count >= DAMAGED && count / Math.max(1, requests) > BAD_SHARE;
}

/** Of the answers of all, those with bytes around them that belong to nothing; 0 where they are few. */
function strayShare(all: readonly SlaveReport[]): number {
  const sumOf = (read: (recent: SlaveReport["recent"]) => number) =>
    all.reduce((sum, { recent }) => sum + read(recent), 0);
  const [stray, requests] = [sumOf((recent) => recent.stray), sumOf((recent) => recent.requests)];
  return requests >= ENOUGH && isMany(stray, requests) ? stray / requests : 0;
}

function exceptionsOf({ recent }: SlaveReport): number {
  return Object.entries(recent.failures)
    .filter(([code]) => code.startsWith("exception") && !GATEWAY_NAMES.has(code))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** What was cut off by the adapter is no fault of the wires. */
function damagedOf({ recent: { failures, headCut } }: SlaveReport): number {
  const { crc = 0, short_frame: short = 0, noise = 0 } = failures;
  return Math.max(0, crc + short + noise - headCut);
}

function damagedShare(report: SlaveReport): number {
  return damagedOf(report) / Math.max(1, report.recent.requests);
}

function totalDamage(all: readonly SlaveReport[]): number {
  const requests = all.reduce((sum, { recent }) => sum + recent.requests, 0);
  return all.reduce((sum, report) => sum + damagedOf(report), 0) / Math.max(1, requests);
}

function percent(share: number): number {
  return Math.round(share * 1_000) / 10;
}
