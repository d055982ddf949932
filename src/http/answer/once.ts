// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a request that is sent again because its answer was
// lost is not carried out again, and gets the first answer.

import type { Next } from "hono";
import { AppError } from "../../spine/error.ts";
import type { ApiContext } from "../actor.ts";
import { actorOf } from "../actor.ts";
import { InvalidRequest } from "../problem.ts";
import type { Answers, KeptAnswer, RequestSlot } from "./answers.ts";

const KEY = /^[\x21-\x7e]{1,255}$/;

export interface Kept {
  readonly answers: Answers;
  /** Request or answer holds a secret, of which nothing may be kept, not even a fast hash. */
  readonly isSecret: boolean;
}

/** Runs `next` unless an earlier request of the same key has been carried out. */
export async function answerOnce(
  c: ApiContext,
  { answers, isSecret }: Kept,
  next: Next,
): Promise<Response | undefined> {
  const key = c.req.header("idempotency-key");
  if (key === undefined) {
    await next();
    return undefined;
  }
  if (!KEY.test(key))
    throw new InvalidRequest([{ path: "Idempotency-Key", message: "must be 1 to 255 visible characters" }]);
  const slot: RequestSlot = { caller: callerOf(c), key, print: await printOf(c, isSecret) };
  const begun = answers.begin(slot);
  if (begun.kind === "kept") return repeat(begun.answer);
  if (begun.kind !== "new") throw new AppError(REFUSALS[begun.kind]);
  let isKept = false;
  try {
    await next();
    isKept = c.res.ok;
    if (isKept && isSecret) answers.forget(slot);
    else if (isKept) answers.keep(slot, await copyOf(c.res));
  } finally {
    if (!isKept) answers.drop(slot);
  }
  return undefined;
}

const REFUSALS = {
  running: "idempotency_running",
  unknown: "idempotency_unknown",
  other: "idempotency_mismatch",
} as const;

function repeat({ status, media, body }: KeptAnswer): Response {
  const headers = new Headers({ "idempotency-replayed": "true" });
  if (media !== undefined) headers.set("content-type", media);
  return new Response(media === undefined ? null : body, { status, headers });
}

async function copyOf(response: Response): Promise<KeptAnswer> {
  const media = response.headers.get("content-type") ?? undefined;
  return { status: response.status, media, body: await response.clone().text() };
}

function callerOf(c: ApiContext): string {
  const actor = actorOf(c);
  return actor.kind === "key" ? `key ${actor.keyId}` : `user ${actor.userId}`;
}

/** Hono keeps the body, so that the route's own readers find it. */
async function printOf(c: ApiContext, isSecret: boolean): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  hash.update(`${c.req.method} ${c.req.url.slice(new URL(c.req.url).origin.length)}\n`);
  if (!isSecret) hash.update(await c.req.arrayBuffer());
  return hash.digest("base64url");
}
