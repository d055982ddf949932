import { describe, expect, test } from "bun:test";
import { usernameKeyOf } from "../../src/accounts/people.ts";
import { ADMIN_PASSWORD, MACHINE, startAccounts } from "./signed-in.ts";

const DRAFT = {
  username: "ann",
  password: "a fine password",
  role: "admin",
  mustChangePassword: false,
} as const;
const refusedWith = (code: string) => expect.objectContaining({ code });

describe("people", () => {
  test("two administrators who demote each other at the same time leave one", async () => {
    const { accounts } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const { people } = accounts;
    await people.create(DRAFT, MACHINE);
    const outcomes = await Promise.allSettled(
      [1, 2].map((id) => people.update(id, { role: "viewer" }, MACHINE)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(people.list(0, 10).map(({ role }) => role)).toEqual(["viewer", "admin"]);
  });

  test("two users of one name at the same time: one is made", async () => {
    const { accounts } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const { people } = accounts;
    const drafts = [DRAFT, { ...DRAFT, username: "Ann" }];
    const outcomes = await Promise.allSettled(drafts.map((draft) => people.create(draft, MACHINE)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(people.list(1, 10)).toHaveLength(1);
    await expect(people.create(DRAFT, MACHINE)).rejects.toEqual(refusedWith("already_exists"));
  });

  test("what fails leaves no trace in the trail", async () => {
    const { accounts } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const before = accounts.listAudit({ limit: 10 });
    expect(() => accounts.people.remove(1, MACHINE)).toThrow(refusedWith("last_admin"));
    await expect(accounts.people.create({ ...DRAFT, password: "short" }, MACHINE)).rejects.toEqual(
      refusedWith("weak_password"),
    );
    expect(() => accounts.people.get(99)).toThrow(refusedWith("not_found"));
    expect(accounts.listAudit({ limit: 10 })).toEqual(before);
  });

  test("an id is never used again", async () => {
    const { accounts } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
    const first = await accounts.people.create(DRAFT, MACHINE);
    accounts.people.remove(first.id, MACHINE);
    expect((await accounts.people.create(DRAFT, MACHINE)).id).toBe(first.id + 1);
  });

  test.each([
    ["Ann", "ann"],
    ["ＡＮＮ", "ann"],
    ["张伟", "张伟"],
  ])("%p is compared as %p", (username, key) => {
    expect(usernameKeyOf(username)).toBe(key);
  });
});
