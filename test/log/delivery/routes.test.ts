import { afterEach, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { type Api, makeApi } from "../../../src/http/http.ts";
import { deadLetterRoutes } from "../../../src/log/delivery/routes.ts";
import { type Attempt, type DeadLetters, openDeadLetters } from "../../../src/log/log.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { personWith } from "../../harness/room-api.ts";
import { property, removeTempDirs, tempDir } from "../sample.ts";

let api: Api;
let letters: DeadLetters;
let role: "viewer" | "operator" | "developer";
let audited: unknown[];
let answer: Attempt;

beforeEach(() => {
  role = "developer";
  audited = [];
  answer = { kind: "done" };
  letters = openDeadLetters({ path: join(tempDir(), "dead.db"), clock: makeManualClock(1_000) });
  const put = (target: string, ...seqs: number[]) =>
    letters.put(
      seqs.map((seq) => ({ target, event: property(seq, { seq }), reason: "too large", attempts: 5 })),
    );
  put("push", 11, 12, 13);
  put("kafka", 11);
  letters.attach("push", () => answer);
  api = makeApi({
    authenticate: () => personWith(role),
    reportError: (error) => {
      throw error;
    },
    version: "1",
  });
  api.mount(deadLetterRoutes({ deadLetters: letters, audit: (_, entry) => audited.push(entry) }));
});
afterEach(() => {
  letters.close();
  removeTempDirs();
});

async function call(method: string, path: string, sent?: object) {
  const response = await api.app.request(`/openapi/v1${path}`, {
    method,
    ...(sent && { body: JSON.stringify(sent), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  return { status: response.status, json: text === "" ? undefined : JSON.parse(text) };
}

test("a list in pages, by target, with how many each target has", async () => {
  role = "viewer";
  const { json } = await call("GET", "/dead-letters?limit=2");
  const head = { kind: "property", productKey: "press", deviceName: "p1", reason: "too large", attempts: 5 };
  const sizeBytes = expect.any(Number);
  expect(json).toEqual({
    items: [
      { ...head, id: 4, target: "kafka", seq: 11, at: 1_000, sizeBytes },
      { ...head, id: 3, target: "push", seq: 13, at: 1_000, sizeBytes },
    ],
    nextCursor: expect.any(String),
    targets: [
      { target: "kafka", count: 1, sizeBytes, dropped: 0, isAttached: false },
      { target: "push", count: 3, sizeBytes, dropped: 0, isAttached: true },
    ],
  });
  const rest = await call("GET", `/dead-letters?limit=9&cursor=${json.nextCursor}`);
  expect(rest.json.items.map((one: { id: number }) => one.id)).toEqual([2, 1]);
  const push = await call("GET", "/dead-letters?target=push");
  expect(push.json.items.map((one: { seq: number }) => one.seq)).toEqual([13, 12, 11]);
});

test("one with its whole event; one that is not there is 404", async () => {
  const { json } = await call("GET", "/dead-letters/1");
  expect(json).toMatchObject({ id: 1, event: { kind: "property", seq: 11, points: [{ value: 11 }] } });
  expect((await call("GET", "/dead-letters/99")).status).toBe(404);
  expect((await call("GET", "/dead-letters/x")).status).toBe(400);
});

test("replay: taken, refused with the reason, target away or not there; what worked is audited", async () => {
  expect((await call("POST", "/dead-letters/1/replay")).status).toBe(204);
  answer = { kind: "refused", reason: "still too large" };
  expect(await call("POST", "/dead-letters/2/replay")).toMatchObject({
    status: 409,
    json: { code: "dead_letter_refused", detail: "push did not take the event again: still too large" },
  });
  answer = { kind: "unavailable", reason: "no route" };
  expect((await call("POST", "/dead-letters/2/replay")).status).toBe(503);
  expect((await call("POST", "/dead-letters/4/replay")).json.code).toBe("dead_letter_no_target");
  expect(audited).toEqual([{ action: "dead-letter.replay", target: "push 11" }]);
});

test("many at once: by target or by id, and never both", async () => {
  expect(await call("POST", "/dead-letters/replay", { ids: [1, 2] })).toEqual({
    status: 200,
    json: { delivered: 2, failed: [], left: 2 },
  });
  answer = { kind: "refused", reason: "no" };
  expect((await call("POST", "/dead-letters/replay", { target: "push" })).json).toEqual({
    delivered: 0,
    failed: [{ id: 3, reason: "no" }],
    left: 2,
  });
  expect((await call("POST", "/dead-letters/discard", { target: "push" })).json).toEqual({
    discarded: 1,
    left: 1,
  });
  expect((await call("POST", "/dead-letters/discard", {})).status).toBe(400);
  expect((await call("POST", "/dead-letters/discard", { target: "a", ids: [1] })).status).toBe(400);
  expect((await call("POST", "/dead-letters/4/discard")).status).toBe(204);
  expect(letters.list({ limit: 9 })).toEqual([]);
  expect(audited.map((entry) => (entry as { action: string }).action)).toEqual([
    "dead-letters.replay",
    "dead-letters.replay",
    "dead-letters.discard",
    "dead-letter.discard",
  ]);
});

test("viewers and operators look, and do not touch", async () => {
  for (const one of ["viewer", "operator"] as const) {
    role = one;
    expect((await call("GET", "/dead-letters")).status).toBe(200);
    for (const path of ["replay", "discard", "1/replay", "1/discard"])
      expect((await call("POST", `/dead-letters/${path}`, { ids: [1] })).status).toBe(403);
  }
  expect(letters.list({ limit: 9 }).length).toBe(4);
});
