import type { BaseIssue } from "valibot";

/** One thing wrong with a document: where (`devices[3].deviceName`; empty for the whole) and what. */
export interface SchemaProblem {
  readonly path: string;
  readonly message: string;
}

export type PathSegment = string | number;

/** `["devices", 3, "deviceName"]` as `devices[3].deviceName`; odd keys are quoted: `items["-1"]`. */
export function formatPath(segments: readonly PathSegment[]): string {
  let path = "";
  for (const segment of segments) {
    if (typeof segment === "number") path += `[${segment}]`;
    else if (!/^[A-Za-z_]\w*$/.test(segment)) path += `[${JSON.stringify(segment)}]`;
    else path += path === "" ? segment : `.${segment}`;
  }
  return path;
}

/** Where a valibot issue lies, outermost first. */
export function segmentsOf(issue: BaseIssue<unknown>): PathSegment[] {
  const items = issue.path ?? [];
  return items.map(({ key }) => (typeof key === "number" ? key : String(key)));
}

/**
 * What valibot found, as problems a person can act on. The submitted values are left out on purpose:
 * a document may carry secrets, and its problems end up in answers and logs.
 */
export function problemsOf(
  issues: readonly BaseIssue<unknown>[],
  prefix: readonly PathSegment[] = [],
): SchemaProblem[] {
  return issues.map((issue) => ({
    path: formatPath([...prefix, ...segmentsOf(issue)]),
    message: describeIssue(issue),
  }));
}

function describeIssue(issue: BaseIssue<unknown>): string {
  if (issue.kind !== "schema") return describeRule(issue.message);
  if (issue.type === "strict_object" && issue.expected === "never") return "unknown field";
  if (issue.received === "undefined") return "is missing";
  const expected = (issue.expected ?? issue.type).replace(/["()]/g, "");
  return expected.includes(" | ")
    ? `must be one of ${expected.replaceAll(" | ", ", ")}`
    : `must be ${expected}`;
}

/** A rule's own words stay; valibot's stock sentence is cut to what was expected. */
function describeRule(message: string): string {
  const stock = /^Invalid (\w+): Expected (.*?)(?: but received .*)?$/s.exec(message);
  return stock === null ? message : `${stock[1]} must be ${stock[2]}`;
}
