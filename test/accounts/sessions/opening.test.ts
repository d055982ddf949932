import { expect, test } from "bun:test";
import { hashToken } from "../../../src/accounts/sessions/cookie.ts";
import { makeOpening } from "../../../src/accounts/sessions/opening.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

test("the row has the hash of the token, the way and no more of the header than is of use", () => {
  const clock = makeManualClock();
  const rows: object[] = [];
  const trimmed: number[] = [];
  const open = makeOpening({
    clock,
    store: { insertSession: (row) => void rows.push(row) },
    sessions: { trim: (userId) => void trimmed.push(userId) },
  });
  const token = open(7, { address: "10.0.0.1", agent: "x".repeat(1_000) }, "ldap");
  const now = clock.now();
  expect(rows).toEqual([
    {
      ...{ tokenHash: hashToken(token), userId: 7, address: "10.0.0.1", createdAt: now, seenAt: now },
      ...{ agent: "x".repeat(256), via: "ldap" },
    },
  ]);
  expect(trimmed).toEqual([7]);
});
