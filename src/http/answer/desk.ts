// What the whole API does for its routes: reads an address again, and lets edits of one wait for each other.

import type { Desk, Router } from "../actor.ts";
import type { Answers } from "./answers.ts";

/** Headers of an edit that mean nothing to a read, or something else. */
const DROPPED = [
  "if-match",
  "if-none-match",
  "idempotency-key",
  "content-type",
  "content-length",
  "transfer-encoding",
];

export function makeDesk(app: Router, answers: Answers | undefined): Desk {
  const last = new Map<string, Promise<unknown>>();
  return {
    answers,
    async read(c) {
      const headers = new Headers(c.req.raw.headers);
      for (const name of DROPPED) headers.delete(name);
      return app.fetch(new Request(c.req.url, { headers }), {
        ...c.env,
        repeatFor: { actor: c.get("actor") },
      });
    },
    async inTurn(address, edit) {
      const before = last.get(address) ?? Promise.resolve();
      const turn = before.then(edit, edit);
      last.set(address, turn);
      try {
        return await turn;
      } finally {
        if (last.get(address) === turn) last.delete(address);
      }
    },
  };
}
