// How a slave has been doing, for the doctor of the bus.

import { Quantiles } from "../../../kit/quantiles.ts";
import {
  describeFailure,
  type Failed,
  type FailureCode,
  isFromSlave,
  type Outcome,
} from "../frame/outcome.ts";

/** So many of the newest replies make the percentiles, and of the newest requests what is found now. */
const NEWEST = 256;

export interface SlaveReport {
  readonly requests: number;
  readonly answered: number;
  /** Failures by code; of exceptions each by its own (`exception 02`). */
  readonly failures: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** UTC ms. */
  readonly lastAnswerAt: number | undefined;
  readonly lastFailure: { readonly at: number; readonly failed: Failed } | undefined;
  readonly recent: RecentReport;
}

/** Of the newest requests: what was mended long ago is in none of it. */
export interface RecentReport {
  readonly requests: number;
  readonly failures: Readonly<Record<string, number>>;
  /** Since anything came of the slave, be it an exception or a damaged reply; a gateway's word for it is its silence. */
  readonly unanswered: number;
  /** Answers with bytes around them that belong to nothing, and replies that lacked their first bytes alone. */
  readonly stray: number;
  readonly headCut: number;
}

export class SlaveFigures {
  #requests = 0;
  #answered = 0;
  #lastAnswerAt: number | undefined;
  #lastFailure: SlaveReport["lastFailure"];
  readonly #failures = new Map<string, number>();
  readonly #durations = new Quantiles(NEWEST);
  /** Failures of the newest requests by name, undefined for an answer; the oldest is at the count modulo NEWEST. */
  readonly #recent: (string | undefined)[] = [];
  /** What else is known of these. */
  readonly #marks: ("stray" | "headCut" | undefined)[] = [];
  #unanswered = 0;

  /** `now` is UTC ms. */
  note(outcome: Outcome, now: number): void {
    if (isOwn(outcome)) return;
    const name = outcome.ok ? undefined : nameOf(outcome);
    this.#marks[this.#requests % NEWEST] = markOf(outcome);
    this.#recent[this.#requests++ % NEWEST] = name;
    this.#unanswered = name === "timeout" || isGatewayWord(outcome) ? this.#unanswered + 1 : 0;
    if (outcome.ok) {
      this.#answered++;
      this.#lastAnswerAt = outcome.ts;
      this.#durations.add(outcome.durationMs);
      return;
    }
    count(this.#failures, nameOf(outcome));
    this.#lastFailure = { at: now, failed: outcome };
  }

  report(): SlaveReport {
    return {
      requests: this.#requests,
      answered: this.#answered,
      failures: Object.fromEntries(this.#failures),
      p50Ms: this.#durations.at(0.5),
      p95Ms: this.#durations.at(0.95),
      lastAnswerAt: this.#lastAnswerAt,
      lastFailure: this.#lastFailure,
      recent: this.#reportRecent(),
    };
  }

  #reportRecent(): RecentReport {
    const failures = new Map<string, number>();
    for (const name of this.#recent) if (name !== undefined) count(failures, name);
    return {
      requests: this.#recent.length,
      failures: Object.fromEntries(failures),
      unanswered: this.#unanswered,
      stray: this.#marks.filter((mark) => mark === "stray").length,
      headCut: this.#marks.filter((mark) => mark === "headCut").length,
    };
  }
}

function count(failures: Map<string, number>, name: string): void {
  failures.set(name, (failures.get(name) ?? 0) + 1);
}

const OWN: ReadonlySet<FailureCode> = new Set(["lost", "cancelled", "busy"]);

/** Not the slave's doing. */
function isOwn(outcome: Outcome): boolean {
  return !outcome.ok && OWN.has(outcome.code);
}

/** An exception that the slave behind it never sent. */
function isGatewayWord(outcome: Outcome): boolean {
  return !outcome.ok && outcome.code === "exception" && !isFromSlave(outcome);
}

function markOf(outcome: Outcome): "stray" | "headCut" | undefined {
  if (outcome.ok) return outcome.hasStray && "stray";
  return outcome.isHeadCut && "headCut";
}

function nameOf(failure: Failed): string {
  return failure.code === "exception"
    ? describeFailure(failure).en.slice(0, "exception 02".length)
    : failure.code;
}
