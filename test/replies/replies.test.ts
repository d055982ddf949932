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

test("what may not be kept is unknown afterwards, and not begun again", () => {
  const { db, replies } = open();
  replies.begin(slot);
  replies.forget(slot);
  expect(replies.begin(slot)).toEqual({ kind: "unknown" });
  expect(db.sqlite.query("SELECT status, media, body FROM kept_answers").all()).toEqual([
    { status: null, media: null, body: null },
  ]);
});

test("all together have so much room, and get it again when they are gone", () => {
  const { db, clock } = open();
  const replies = openReplies(db, clock, 10);
  const keep = (to: typeof replies, key: string, body: string) => {
    to.begin({ ...slot, key });
    to.keep({ ...slot, key }, { ...answer, body });
    return to.begin({ ...slot, key }).kind;
  };
  const kinds = [keep(replies, "a", "二字"), keep(replies, "b", "four"), keep(replies, "c", "x")];
  expect(kinds).toEqual(["kept", "kept", "unknown"]);
  // A restart knows how much there is.
  const next = openReplies(db, clock, 10);
  expect(keep(next, "d", "x")).toBe("unknown");
  clock.advance(25 * HOUR_MS);
  expect(keep(next, "e", "x")).toBe("kept");
  next.close();
  replies.close();
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
