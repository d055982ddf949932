import { expect, test } from "bun:test";
import { makeAuditTrail } from "../../src/accounts/audit-trail.ts";
import { ACCOUNT_STEPS } from "../../src/accounts/migrations.ts";
import { SESSION_STEPS } from "../../src/accounts/sessions/migrations.ts";
import { makeAccountStore } from "../../src/accounts/store.ts";
import { migrate, openDatabase } from "../../src/db/db.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const PERSON = { username: "ann", address: "10.0.0.1" };

function makeTrail() {
  const db = openDatabase(":memory:");
  migrate(db, "accounts", ACCOUNT_STEPS);
  migrate(db, "user-sessions", SESSION_STEPS);
  const store = makeAccountStore(db);
  const clock = makeManualClock();
  return { trail: makeAuditTrail(store, clock), clock, list: () => store.listAudit({ limit: 10 }) };
}

test("a record holds who, where, what and both sides, secrets masked", () => {
  const { trail, clock, list } = makeTrail();
  const before = { name: "a", deviceSecret: "s1" };
  trail.record(PERSON, { action: "device.update", target: "p/d", before, after: { ...before, name: "b" } });
  expect(list()).toEqual([
    {
      id: 1,
      at: clock.now(),
      actor: "ann",
      address: "10.0.0.1",
      action: "device.update",
      target: "p/d",
      before: { name: "a", deviceSecret: "***" },
      after: { name: "b", deviceSecret: "***" },
    },
  ]);
});

test("a side that is huge is told by its size", () => {
  const { trail, list } = makeTrail();
  const after = { text: "x".repeat(70_000) };
  trail.record(PERSON, { action: "test", target: "t", after });
  const sizeBytes = JSON.stringify(after).length;
  expect(list()[0]).toMatchObject({ before: null, after: { isTooLarge: true, sizeBytes } });
});

test("is kept for 180 days", () => {
  const { trail, clock, list } = makeTrail();
  trail.record(PERSON, { action: "test", target: "early" });
  clock.advance(1);
  trail.record(PERSON, { action: "test", target: "late" });
  clock.advance(180 * 86_400_000);
  trail.prune();
  expect(list().map(({ target }) => target)).toEqual(["late"]);
});
