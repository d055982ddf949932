// Errors as RFC 9457 problem+json: the one place where a throw becomes an answer.

import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import * as v from "valibot";
import type { SchemaProblem } from "../kit/schema-problem.ts";
import { AppError, describeError, ERRORS, type ErrorCode, type Language } from "../spine/error.ts";
import { named } from "./schema.ts";

/** A request that does not fit its schema, with every place that is wrong. Never holds a submitted value. */
export class InvalidRequest extends AppError {
  constructor(readonly problems: readonly SchemaProblem[]) {
    const first = problems[0];
    const where = first === undefined || first.path === "" ? "" : `${first.path} `;
    super("invalid_request", { detail: `${where}${first?.message ?? "is not valid"}` });
  }
}

export const ProblemSchema = named(
  "Problem",
  v.object({
    type: v.pipe(v.string(), v.description("`urn:gantry:error:` and the code")),
    title: v.string(),
    status: v.number(),
    code: v.pipe(v.string(), v.description("Stable; switch on this")),
    detail: v.pipe(v.string(), v.description("For a person, in the language asked for")),
    params: v.record(v.string(), v.union([v.string(), v.number()])),
    requestId: v.string(),
    errors: v.optional(v.array(v.object({ path: v.string(), message: v.string() }))),
  }),
);
export type Problem = v.InferOutput<typeof ProblemSchema>;

export interface ProblemContext {
  readonly requestId: string;
  readonly language: Language;
}

/**
 * The answer to whatever a route threw. `isExpected` is false for a bug or an outage,
 * which the caller logs once under the request id.
 */
export function problemOf(
  error: unknown,
  context: ProblemContext,
): { response: Response; isExpected: boolean } {
  const known = toAppError(error);
  const cause = known ?? new AppError("internal", { requestId: context.requestId });
  return { response: answer(cause, context), isExpected: known !== undefined };
}

/** Hono itself throws for a body it cannot parse; the rest of its exceptions are status codes only. */
function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (isDiskFull(error)) return new AppError("disk_full", {}, { cause: error });
  if (!(error instanceof HTTPException)) return undefined;
  if (error.status === 400) return new AppError("invalid_request", { detail: "the body is not valid JSON" });
  return undefined;
}

/** A DbError of kind `full`, also behind a wrapper; by its form, because this room knows no database. */
function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isFull = error.name === "DbError" && "kind" in error && error.kind === "full";
  return isFull || isDiskFull(error.cause);
}

function answer(error: AppError, { requestId, language }: ProblemContext): Response {
  const { code, params } = error;
  const status = ERRORS[code].http as ContentfulStatusCode;
  const problem: Problem = {
    type: `urn:gantry:error:${code}`,
    title: titleOf(code),
    status,
    code,
    detail: describeError(code, params, language),
    params,
    requestId,
    ...(error instanceof InvalidRequest ? { errors: [...error.problems] } : {}),
  };
  const headers = new Headers({ "content-type": "application/problem+json", "content-language": language });
  if (params.retryAfterS !== undefined) headers.set("retry-after", String(params.retryAfterS));
  // RFC 9110 §15.5.2: a 401 names the schemes; those that browsers do not know open no dialog of theirs.
  if (status === 401) headers.set("www-authenticate", 'Session realm="gantry", Bearer realm="gantry"');
  return new Response(JSON.stringify(problem), { status, headers });
}

function titleOf(code: ErrorCode): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
