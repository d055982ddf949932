import type { Answer, Path, Sent } from "./call-types.ts";
// The one place that speaks HTTP. Failures become ApiError.

import { noteReachable } from "./base/notice/reachable.ts";

const ROOT = "/openapi/v1";
export type Query = Record<string, string | number | boolean | readonly string[] | undefined | null>;

/** A refused or failed request: problem+json where the server answered, code `network` where it did not. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly detail: string;
  readonly requestId: string | undefined;
  /** What is wrong with single fields of the body that was sent. */
  readonly errors: readonly { path: string; message: string }[];
  readonly retryAfterS: number | undefined;
  constructor(
    readonly status: number,
    readonly code: string,
    about: Partial<Pick<ApiError, "detail" | "requestId" | "errors" | "retryAfterS">> = {},
  ) {
    super(about.detail ?? code);
    this.detail = about.detail ?? "";
    this.requestId = about.requestId;
    this.errors = about.errors ?? [];
    this.retryAfterS = about.retryAfterS;
  }
}

let clockOffsetMs = 0;

/** The server's time as the last answer told it; ages are right even where the browser's clock is not. */
export function serverNow(): number {
  return Date.now() + clockOffsetMs;
}

/** Corrects `serverNow` by a server time in ms; differences below a second are latency, not skew. */
export function noteServerTime(timeMs: number): void {
  const offset = timeMs - Date.now();
  clockOffsetMs = Math.abs(offset) > 1_500 ? offset : 0;
}

export function withQuery(path: string, query: Query | undefined): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text === "" ? ROOT + path : `${ROOT}${path}?${text}`;
}

async function readProblem(response: Response): Promise<ApiError> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // Not problem+json (a proxy, perhaps): the status alone has to do.
  }
  const text = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : undefined);
  const retryAfter = Number(response.headers.get("retry-after"));
  return new ApiError(response.status, text("code") ?? `http_${response.status}`, {
    detail: text("detail") ?? text("title") ?? response.statusText,
    requestId: text("requestId") ?? response.headers.get("x-request-id") ?? undefined,
    errors: Array.isArray(body.errors) ? (body.errors as { path: string; message: string }[]) : [],
    retryAfterS: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
  });
}

export async function call<const P extends string, M extends string>(
  method: M,
  path: P & Path<P, M>,
  options: { body?: Sent<P, M> | Blob; query?: Query; signal?: AbortSignal; ifMatch?: string } = {},
): Promise<Answer<P, M>> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as Answer<P, M>;
  return (await response.json()) as Answer<P, M>;
}

export async function send(
  method: string,
  path: string,
  options: { body?: unknown; query?: Query; signal?: AbortSignal; ifMatch?: string },
): Promise<Response> {
  const headers: Record<string, string> = {
    accept: "application/json",
    "accept-language": document.documentElement.lang || "en",
  };
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (options.body instanceof Blob) {
    headers["content-type"] = "application/octet-stream";
    init.body = options.body;
  } else if (options.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  if (options.ifMatch !== undefined) headers["if-match"] = options.ifMatch;
  if (options.signal) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), init);
    noteReachable(true);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    noteReachable(false);
    throw new ApiError(0, "network");
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}

export const get = <const P extends string>(path: P & Path<P, "GET">, query?: Query, signal?: AbortSignal) =>
  call<P, "GET">("GET", path, { ...(query && { query }), ...(signal && { signal }) });
