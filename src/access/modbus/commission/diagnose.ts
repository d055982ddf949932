// What the figures of a bus say is wrong with it: the doctor's rules of thumb.

import type { SlaveReport } from "../engine/slave-figures.ts";

export type Ailment =
  | "dead_slave"
  | "two_on_one_id"
  | "bad_line"
  | "echo"
  | "slow_slave"
  | "wrong_register"
  | "overloaded"
  | "late_replies";

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
const BAD_SHARE = 0.02;
const FULL_LOAD = 0.9;

/** Worst first. */
export function diagnose({ slaves, load, isEcho, lateReplies, timeoutMs }: BusFigures): readonly Finding[] {
  const findings: Finding[] = [];
  if (isEcho) findings.push({ ailment: "echo", slave: undefined, figure: 100 });
  const damagedSlaves = [...slaves.values()].filter((report) => damagedShare(report) > BAD_SHARE).length;
  for (const [slave, report] of slaves) {
    if (report.requests < ENOUGH) continue;
    const finding = judge(report, { timeoutMs, isAlone: damagedSlaves === 1 });
    if (finding !== undefined) findings.push({ ...finding, slave });
  }
  if (damagedSlaves > 1)
    findings.push({ ailment: "bad_line", slave: undefined, figure: percent(totalDamage(slaves)) });
  if (load > FULL_LOAD) findings.push({ ailment: "overloaded", slave: undefined, figure: percent(load) });
  if (lateReplies > 0) findings.push({ ailment: "late_replies", slave: undefined, figure: lateReplies });
  return findings;
}

function judge(
  report: SlaveReport,
  { timeoutMs, isAlone }: { readonly timeoutMs: number; readonly isAlone: boolean },
): Omit<Finding, "slave"> | undefined {
  const { requests, answered, failures, p95Ms } = report;
  const exceptions = Object.entries(failures)
    .filter(([code]) => code.startsWith("exception"))
    .reduce((sum, [, count]) => sum + count, 0);
  if (answered + exceptions === 0 && damagedShare(report) === 0)
    return { ailment: "dead_slave", figure: requests };
  // Only this one's replies are damaged: two answer at once. If all are, it is the line.
  if (isAlone && damagedShare(report) > 0.1)
    return { ailment: "two_on_one_id", figure: percent(damagedShare(report)) };
  if (damagedShare(report) > BAD_SHARE) return { ailment: "bad_line", figure: percent(damagedShare(report)) };
  if (exceptions / requests > 0.5)
    return { ailment: "wrong_register", figure: percent(exceptions / requests) };
  if (p95Ms > timeoutMs * 0.7) return { ailment: "slow_slave", figure: Math.round(p95Ms) };
  return undefined;
}

function damagedShare({ requests, failures }: SlaveReport): number {
  const damaged = (failures.crc ?? 0) + (failures.short_frame ?? 0) + (failures.noise ?? 0);
  return requests === 0 ? 0 : damaged / requests;
}

function totalDamage(slaves: ReadonlyMap<string, SlaveReport>): number {
  const all = [...slaves.values()];
  const requests = all.reduce((sum, report) => sum + report.requests, 0);
  return all.reduce((sum, report) => sum + damagedShare(report) * report.requests, 0) / Math.max(1, requests);
}

function percent(share: number): number {
  return Math.round(share * 1_000) / 10;
}
