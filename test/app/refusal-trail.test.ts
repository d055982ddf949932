import { expect, test } from "bun:test";
import type { AuditPerson } from "../../src/accounts/audit-trail.ts";
import { makeRefusalTrail } from "../../src/app/refusal-trail.ts";
import type { AuditEntry, Refusal } from "../../src/http/http.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const REFUSAL: Refusal = {
  ...{
    requestId: "r1",
    method: "POST",
    path: "/openapi/v1/users",
    code: "forbidden",
    needs: "admin · users",
  },
  ...{ username: "ann", address: "10.0.0.1" },
};

function startTrail() {
  const clock = makeManualClock();
  const entries: [string, AuditEntry][] = [];
  const errors: unknown[] = [];
  let isFull = false;
  const record = (person: AuditPerson, entry: AuditEntry) => {
    if (isFull) throw new Error("disk full");
    entries.push([`${person.username}@${person.address}`, entry]);
  };
  const trail = makeRefusalTrail({ record, clock, reportError: (error) => errors.push(error) });
  const fill = () => {
    isFull = true;
  };
  return { clock, entries, errors, trail, fill };
}

test("an entry says what was asked for, by whom, from where, and what it needs", () => {
  const { trail, entries } = startTrail();
  trail.report(REFUSAL);
  const { needs: _, ...scoped } = {
    ...REFUSAL,
    username: "key:line",
    code: "out_of_scope",
    path: "/p".repeat(400),
  };
  trail.report(scoped);
  const shared = { action: "request.refused" };
  const path = "/p".repeat(150);
  expect(entries).toEqual([
    [
      "ann@10.0.0.1",
      {
        ...{ ...shared, target: "POST /openapi/v1/users" },
        after: { method: "POST", path: "/openapi/v1/users", code: "forbidden", needs: "admin · users" },
      },
    ],
    [
      "key:line@10.0.0.1",
      { ...shared, target: `POST ${path}`, after: { method: "POST", path, code: "out_of_scope" } },
    ],
  ]);
});

test("of a caller five a minute are kept, then how many were left out; others have their own", () => {
  const { trail, entries, clock } = startTrail();
  for (let n = 0; n < 100; n++) trail.report(REFUSAL);
  trail.report({ ...REFUSAL, username: "bob" });
  expect(entries.length).toBe(6);
  trail.report({ ...REFUSAL, address: "10.0.0.9" });
  clock.advance(60_000);
  expect(entries.slice(6)).toEqual([
    ["ann@10.0.0.9", { action: "request.refused", target: "", after: { leftOut: 96 } }],
  ]);
  expect(clock.pending()).toBe(0);
  trail.report(REFUSAL);
  expect(entries.length).toBe(8);
});

test("who is not signed in or asks too often leaves nothing", () => {
  const { trail, entries, clock } = startTrail();
  trail.report({ ...REFUSAL, username: "" });
  trail.report({ ...REFUSAL, code: "rate_limited" });
  trail.report({ ...REFUSAL, code: "password_change_required" });
  expect([entries, clock.pending()]).toEqual([[], 0]);
});

test("at the end what was left out is written, and a trail that takes nothing stops nobody", () => {
  const { trail, entries, errors, clock, fill } = startTrail();
  for (let n = 0; n < 7; n++) trail.report(REFUSAL);
  trail.close();
  expect([entries.at(-1)?.[1].after, clock.pending()]).toEqual([{ leftOut: 2 }, 0]);
  fill();
  for (let n = 0; n < 7; n++) trail.report(REFUSAL);
  clock.advance(60_000);
  expect(errors.length).toBe(6);
});
