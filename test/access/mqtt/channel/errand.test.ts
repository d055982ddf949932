import { expect, test } from "bun:test";
import { performErrand } from "../../../../src/access/mqtt/channel/errand.ts";

const errandOf = (
  receive: (topic: string, payload: Uint8Array) => Promise<{ topic: string; payload: string } | undefined>,
) => ({
  greetings: [],
  lifetimeMs: 1,
  receive,
});

test("an answer, none, and an error of our own", async () => {
  const errors: unknown[] = [];
  const buffer = Buffer.from("me");
  const echo = errandOf(async (topic, payload) => {
    buffer.fill(0);
    return topic === "ask" ? { topic: "answer", payload: Buffer.from(payload).toString() } : undefined;
  });
  const broken = errandOf(() => Promise.reject(new Error("broken")));
  const note = (error: unknown) => errors.push(error);
  expect([
    await performErrand(echo, { topic: "ask", payload: buffer }, note),
    await performErrand(echo, { topic: "other", payload: buffer }, note),
    await performErrand(broken, { topic: "ask", payload: buffer }, note),
    errors.length,
  ]).toEqual([
    { kind: "stored", seq: 0, reply: { topic: "answer", payload: "me" } },
    { kind: "relayed", isHeard: false },
    { kind: "unavailable", failure: { code: "internal", params: {} } },
    1,
  ]);
});
