// Goals and whether they were reached, as both benchmarks report them.

export interface Verdict {
  readonly goal: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** Takes a line for a person who waits. */
export type Report = (line: string) => void;

export function reportVerdicts(verdicts: readonly Verdict[], report: Report): void {
  for (const { goal, measured, isMet } of verdicts)
    report(`${isMet ? "met " : "MISS"}  ${goal}: ${measured}`);
}
