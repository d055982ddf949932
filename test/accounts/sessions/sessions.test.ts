import { expect, test } from "bun:test";
import { SESSIONS_MAX } from "../../../src/accounts/sessions/sessions.ts";
import { ADMIN_PASSWORD, MACHINE, startAccounts } from "../signed-in.ts";

test("a person who signs in over and over keeps only so many sessions, the newest", async () => {
  const { accounts, clock } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const user = accounts.people.get(1);
  for (let i = 0; i < SESSIONS_MAX + 5; i++) {
    clock.advance(1_000);
    accounts.signIn.openSession(user.id, { address: `10.0.0.${i}` });
  }
  const listed = accounts.sessions.list(user, new Request("http://h/"));
  expect(listed).toHaveLength(SESSIONS_MAX);
  expect([listed[0]?.address, listed.at(-1)?.address]).toEqual(["10.0.0.104", "10.0.0.5"]);
});

test("a session that has run out is not listed", async () => {
  const { accounts, clock } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const user = accounts.people.get(1);
  accounts.signIn.openSession(user.id, { address: "a", agent: "curl/8.5.0" });
  clock.advance(11 * 3_600_000);
  expect(accounts.sessions.list(user, new Request("http://h/"))).toHaveLength(1);
  clock.advance(3_600_000);
  expect(accounts.sessions.list(user, new Request("http://h/"))).toEqual([]);
});

test("what is open under a session is told when it is ended", async () => {
  const { accounts } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const user = accounts.people.get(1);
  let told = 0;
  accounts.onRightsChange(() => void told++);
  for (const address of ["a", "b"]) accounts.signIn.openSession(user.id, { address });
  const request = new Request("http://h/");
  const [first] = accounts.sessions.list(user, request);
  accounts.sessions.end(user, first?.id ?? "", MACHINE);
  expect(told).toBe(1);
  expect(accounts.sessions.endOthers(user, request, MACHINE)).toBe(1);
  expect(told).toBe(2);
});
