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
export function diagnose({ slaves, load, isEcho, lateReplies, timeoutMs }: BusFigures): readonly Finding[] {
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
  return damagedOf(report) >= DAMAGED && damagedShare(report) > BAD_SHARE;
}

function exceptionsOf({ recent }: SlaveReport): number {
  return Object.entries(recent.failures)
    .filter(([code]) => code.startsWith("exception") && !GATEWAY_NAMES.has(code))
    .reduce((sum, [, count]) => sum + count, 0);
}

function damagedOf({ recent: { failures } }: SlaveReport): number {
  return (failures.crc ?? 0) + (failures.short_frame ?? 0) + (failures.noise ?? 0);
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
