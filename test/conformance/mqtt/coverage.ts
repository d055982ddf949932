import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CASE_FILES, readCases, runsOf } from "./case.ts";

/** A numbered statement of a specification, in our words. */
export interface Statement {
  readonly id: string;
  /** On whom it is laid. */
  readonly role: "server" | "client" | "both";
  readonly says: string;
  /** Why no case here can show it. */
  readonly unseen?: string;
  /** A test elsewhere that shows it. */
  readonly shownBy?: string;
}

export const SPECIFICATIONS = ["3.1.1", "5"] as const;
export type Specification = (typeof SPECIFICATIONS)[number];

const HOUSE = join(import.meta.dir, "../../..");

export function readStatements(of: Specification): readonly Statement[] {
  return JSON.parse(readFileSync(join(import.meta.dir, "statements", `${of}.json`), "utf8")) as Statement[];
}

/** Names of the cases that show each statement, by `3.1.1:3.1.0-1`. */
export function casesByStatement(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of CASE_FILES) {
    for (const { title, spec } of readCases(file).flatMap(runsOf)) {
      for (const id of spec) found.set(id, [...(found.get(id) ?? []), `${file}: ${title}`]);
    }
  }
  return found;
}

/** What is wrong with a statement's coverage; undefined where nothing is. */
export function gapOf({ role, unseen, shownBy }: Statement, cases: readonly string[]): string | undefined {
  if (shownBy !== undefined && !existsSync(join(HOUSE, shownBy))) return `there is no ${shownBy}`;
  const isShown = cases.length > 0 || shownBy !== undefined;
  if (unseen !== undefined && isShown) return "it can be seen: a case shows it";
  return isShown || unseen !== undefined || role === "client" ? undefined : "no case shows it";
}
