import { expect, test } from "bun:test";
import { openDatabase } from "../../src/db/db.ts";
import { openReplies } from "../../src/replies/replies.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const HOUR_MS = 3_600_000;
const slot = { caller: "user 1", key: "k", print: "p" };
const answer = { status: 201, media: "application/json", body: "{}" };

function open() {
  const db = openDatabase(":memory:");
  const clock = makeManualClock(1_000);
  return { db, clock, replies: openReplies(db, clock) };
}

test("begun once, kept, and told again; of each caller by itself", () => {
  const { replies } = open();
  expect(replies.begin(slot)).toEqual({ kind: "new" });
  expect(replies.begin(slot)).toEqual({ kind: "running" });
  expect(replies.begin({ ...slot, print: "q" })).toEqual({ kind: "other" });
  replies.keep(slot, answer);
  expect(replies.begin(slot)).toEqual({ kind: "kept", answer });
  expect(replies.begin({ ...slot, caller: "user 2" })).toEqual({ kind: "new" });
});

test("an answer without a body stays one", () => {
  const { replies } = open();
  replies.begin(slot);
  replies.keep(slot, { status: 204, media: undefined, body: "" });
  expect(replies.begin(slot)).toEqual({ kind: "kept", answer: { status: 204, media: undefined, body: "" } });
});

test("what failed may begin again", () => {
  const { replies } = open();
  replies.begin(slot);
  replies.drop(slot);
  expect(replies.begin(slot)).toEqual({ kind: "new" });
});

test("after a restart what was answered is told, and what was open is unknown", () => {
  const { db, clock, replies } = open();
  replies.begin(slot);
  replies.keep(slot, answer);
  replies.begin({ ...slot, key: "open" });
  replies.close();
  const next = openReplies(db, clock);
  expect(next.begin(slot)).toEqual({ kind: "kept", answer });
  expect(next.begin({ ...slot, key: "open" })).toEqual({ kind: "unknown" });
});

test("an answer too large to keep is unknown afterwards", () => {
  const { replies } = open();
  replies.begin(slot);
  replies.keep(slot, { ...answer, body: "x".repeat(1024 * 1024 + 1) });
  expect(replies.begin(slot)).toEqual({ kind: "unknown" });
});

test("after a day a key is free, and its row gone; no timer stays", () => {
  const { db, clock, replies } = open();
  replies.begin(slot);
  replies.keep(slot, answer);
  clock.advance(24 * HOUR_MS);
  expect(replies.begin(slot)).toEqual({ kind: "new" });
  clock.advance(25 * HOUR_MS);
  expect(db.sqlite.query("SELECT count(*) AS n FROM kept_answers").get()).toEqual({ n: 0 });
  replies.close();
});
