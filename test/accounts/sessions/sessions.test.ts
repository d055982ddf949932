import { expect, test } from "bun:test";
import { SESSIONS_MAX } from "../../../src/accounts/sessions/sessions.ts";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

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
