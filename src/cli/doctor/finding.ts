import type { Say } from "../shell.ts";

/** What one check of `gantry doctor` found. */
export interface Finding {
  /** Stable name for programs: `folder.space`, `port.http` ... */
  readonly check: string;
  readonly level: "ok" | "warn" | "fail";
  readonly text: string;
  /** What to do; absent when nothing is to be done. */
  readonly fix?: string;
}

const MARKS = { ok: "ok  ", warn: "WARN", fail: "FAIL" } as const;

/** The findings a line each, what to do beneath, and the counts. */
export function describeFindings(findings: readonly Finding[], say: Say): string {
  const lines = findings.map(({ check, level, text, fix }) => {
    const line = `${MARKS[level]} ${check.padEnd(20)} ${text}`;
    return fix === undefined ? line : `${line}\n${" ".repeat(26)}-> ${fix}`;
  });
  const countOf = (level: Finding["level"]) => findings.filter((finding) => finding.level === level).length;
  const counts = say(
    `${countOf("ok")} ok, ${countOf("warn")} to look at, ${countOf("fail")} to mend`,
    `正常 ${countOf("ok")}，需留意 ${countOf("warn")}，需处理 ${countOf("fail")}`,
  );
  return `${[...lines, counts].join("\n")}\n`;
}
