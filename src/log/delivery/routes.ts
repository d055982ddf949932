import * as v from "valibot";
import {
  type Audit,
  actorOf,
  body,
  decodeCursor,
  makePage,
  makeRouter,
  named,
  pageQuery,
  params,
  query,
  type Router,
  route,
} from "../../http/http.ts";
import { toJson } from "../../kit/plain-json.ts";
import type { PlainValue } from "../../kit/plain-value.ts";
import { AppError } from "../../spine/error.ts";
import type { DeadLetter, DeadLetters } from "./contract.ts";

export interface DeadLetterRoutesDeps {
  readonly deadLetters: DeadLetters;
  readonly audit: Audit;
}

const TAG = "dead letters";
/** Most letters in one bulk call. */
const BULK = 500;

const Letter = {
  id: v.number(),
  target: v.string(),
  seq: v.pipe(v.number(), v.description("Place of the event in the log")),
  at: v.pipe(v.number(), v.description("UTC ms of the last attempt")),
  kind: v.picklist(["property", "event", "reply", "state", "lifecycle", "refused"]),
  productKey: v.string(),
  deviceName: v.string(),
  reason: v.pipe(v.string(), v.description("Why the target did not take it, in its own words")),
  attempts: v.number(),
  sizeBytes: v.number(),
};
const LetterJson = named("DeadLetter", v.object(Letter));
const WholeLetterJson = named(
  "DeadLetterWithEvent",
  v.object({
    ...Letter,
    event: v.pipe(
      v.nullable(v.record(v.string(), v.unknown())),
      v.description("null when its bytes are damaged"),
    ),
  }),
);
const TargetJson = named(
  "DeadLetterTarget",
  v.object({
    target: v.string(),
    count: v.number(),
    sizeBytes: v.number(),
    dropped: v.pipe(v.number(), v.description("Oldest ones that had to go because there were too many")),
    isAttached: v.pipe(v.boolean(), v.description("Whether letters can be offered to it again now")),
  }),
);
const ListJson = v.object({
  items: v.array(LetterJson),
  nextCursor: v.nullable(v.string()),
  targets: v.array(TargetJson),
});
const ById = v.object({ id: v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)) });
const ListQuery = v.object({ ...pageQuery, target: v.optional(v.string()) });
const Chosen = v.pipe(
  v.strictObject({
    target: v.optional(v.pipe(v.string(), v.description(`Its oldest letters, at most ${BULK}`))),
    ids: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer())), v.maxLength(BULK))),
  }),
  v.check((one) => (one.target === undefined) !== (one.ids === undefined), "needs either target or ids"),
);
const RedeliveryJson = v.object({
  delivered: v.number(),
  failed: v.array(v.object({ id: v.number(), reason: v.string() })),
  left: v.pipe(v.number(), v.description("Letters that are still there, of all targets")),
});
const DiscardJson = v.object({ discarded: v.number(), left: v.number() });

/** `/dead-letters`: events that a target could not take. */
export function deadLetterRoutes(deps: DeadLetterRoutesDeps): Router {
  const api = makeRouter();
  addReading(api, deps);
  addBulk(api, deps);
  addSingle(api, deps);
  return api;
}

function addReading(api: Router, { deadLetters }: DeadLetterRoutesDeps): void {
  api.get(
    "/dead-letters",
    route({
      id: "listDeadLetters",
      tag: TAG,
      summary: "Events that a target could not take, newest first, and how many each target has",
      allow: "read",
      returns: ListJson,
    }),
    query(ListQuery),
    (c) => {
      const { limit, cursor, target } = c.req.valid("query");
      const beforeId = decodeCursor(cursor, v.tuple([v.number()]))?.[0];
      const letters = deadLetters.list({ target: target || undefined, beforeId, limit: limit + 1 });
      const page = makePage(letters, limit, (last) => [last.id]);
      const targets = deadLetters.counts();
      return c.json({ items: page.items.map(letterJson), nextCursor: page.nextCursor, targets });
    },
  );
  api.get(
    "/dead-letters/:id",
    route({
      id: "getDeadLetter",
      tag: TAG,
      summary: "One of them, with the whole event",
      allow: "read",
      returns: WholeLetterJson,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const letter = find(deadLetters, c.req.valid("param").id);
      const event = deadLetters.eventOf(letter.id);
      return c.json({
        ...letterJson(letter),
        event: event === undefined ? null : (toJson({ ...event } as PlainValue) as Record<string, unknown>),
      });
    },
  );
}

function addBulk(api: Router, { deadLetters, audit }: DeadLetterRoutesDeps): void {
  const left = () => deadLetters.counts().reduce((sum, one) => sum + one.count, 0);
  const idsOf = ({ target, ids }: v.InferOutput<typeof Chosen>) =>
    ids ?? deadLetters.oldest(target ?? "", BULK);
  api.post(
    "/dead-letters/replay",
    route({
      id: "replayDeadLetters",
      tag: TAG,
      summary: "Offer many to their target again, oldest first",
      description: `At most ${BULK} in one call; it ends early where a target is away.`,
      allow: "manage",
      returns: RedeliveryJson,
    }),
    body(Chosen),
    async (c) => {
      const chosen = c.req.valid("json");
      const { delivered, failed } = await deadLetters.replayAll(idsOf(chosen));
      const after = { delivered: delivered.length, failed: failed.length };
      audit(actorOf(c), { action: "dead-letters.replay", target: chosen.target ?? "", after });
      return c.json({ delivered: delivered.length, failed: [...failed], left: left() });
    },
  );
  api.post(
    "/dead-letters/discard",
    route({
      id: "discardDeadLetters",
      tag: TAG,
      summary: "Give many up for good",
      description: `At most ${BULK} in one call.`,
      allow: "manage",
      returns: DiscardJson,
    }),
    body(Chosen),
    (c) => {
      const chosen = c.req.valid("json");
      const discarded = deadLetters.discard(idsOf(chosen));
      audit(actorOf(c), {
        action: "dead-letters.discard",
        target: chosen.target ?? "",
        after: { discarded, ...(chosen.ids && { ids: chosen.ids }) },
      });
      return c.json({ discarded, left: left() });
    },
  );
}

function addSingle(api: Router, { deadLetters, audit }: DeadLetterRoutesDeps): void {
  api.post(
    "/dead-letters/:id/replay",
    route({
      id: "replayDeadLetter",
      tag: TAG,
      summary: "Offer one to its target again",
      allow: "manage",
      status: 204,
      errors: [
        ...(["not_found", "dead_letter_no_target", "dead_letter_busy"] as const),
        ...(["dead_letter_damaged", "dead_letter_refused", "dead_letter_unavailable"] as const),
      ],
    }),
    params(ById),
    async (c) => {
      const letter = find(deadLetters, c.req.valid("param").id);
      const result = await deadLetters.replay(letter.id);
      if (!result.ok) throw new AppError(result.error.code, result.error.params);
      audit(actorOf(c), { action: "dead-letter.replay", target: nameOf(letter) });
      return c.body(null, 204);
    },
  );
  api.post(
    "/dead-letters/:id/discard",
    route({
      id: "discardDeadLetter",
      tag: TAG,
      summary: "Give one up for good",
      allow: "manage",
      status: 204,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const letter = find(deadLetters, c.req.valid("param").id);
      deadLetters.discard([letter.id]);
      audit(actorOf(c), {
        action: "dead-letter.discard",
        target: nameOf(letter),
        before: letterJson(letter),
      });
      return c.body(null, 204);
    },
  );
}

function find(deadLetters: DeadLetters, id: number): DeadLetter {
  const letter = deadLetters.get(id);
  if (letter === undefined) throw new AppError("not_found", { what: String(id) });
  return letter;
}

function nameOf({ target, seq }: DeadLetter): string {
  return `${target} ${seq}`;
}

function letterJson({ atMs, ...letter }: DeadLetter) {
  return { ...letter, at: atMs };
}
