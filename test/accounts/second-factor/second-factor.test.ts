import { expect, test } from "bun:test";
import { startWithFactor } from "./signed-in-twice.ts";

const OWNER = { id: 1, username: "admin", usernameKey: "admin", role: "admin" } as const;

test("an unconfirmed secret is replaced by the next; a confirmed one is not", async () => {
  const { accounts, codeOf } = await startWithFactor();
  const { secondFactor } = accounts;
  const first = secondFactor.begin(OWNER);
  const second = secondFactor.begin(OWNER);
  expect(second.uri).toContain(`secret=${second.secret}&`);
  await expect(secondFactor.confirm(OWNER, codeOf(first.secret), "")).rejects.toMatchObject({
    code: "second_factor_wrong",
  });
  expect(secondFactor.isOn(1)).toBe(false);
  expect(await secondFactor.confirm(OWNER, ` ${codeOf(second.secret)} `, "")).toHaveLength(10);
  expect(() => secondFactor.begin(OWNER)).toThrow(expect.objectContaining({ code: "second_factor_on" }));
});

test("neither the secret nor a recovery code is in the trail, and codes are kept as hashes", async () => {
  const { admin, setUp, db, accounts } = await startWithFactor();
  const { secret, recoveryCodes } = await setUp(admin, "correct horse");
  const rows = JSON.stringify(db.sqlite.query("SELECT * FROM user_recovery_codes").all());
  const trail = JSON.stringify(accounts.listAudit({ limit: 100 }));
  for (const code of recoveryCodes)
    expect([rows.includes(code), trail.includes(code)]).toEqual([false, false]);
  expect(trail).not.toContain(String(secret));
});

test("what the password alone had opened elsewhere ends when it is switched on", async () => {
  const { admin, setUp, accounts } = await startWithFactor();
  const told: object[] = [];
  accounts.onWithdrawn((application, why) => void told.push({ ...application, code: why.code }));
  await setUp(admin, "correct horse");
  expect(told).toEqual([{ kind: "user", name: "admin", isDeleted: false, code: "user_changed" }]);
});

test("a user without one has nothing to check, renew or switch off", async () => {
  const { accounts } = await startWithFactor();
  const { secondFactor } = accounts;
  const code = "second_factor_off";
  await expect(secondFactor.check(OWNER, "123456", "")).rejects.toMatchObject({ code });
  await expect(secondFactor.renewCodes(OWNER, "123456", "")).rejects.toMatchObject({ code });
  await expect(secondFactor.switchOff(OWNER, "123456", "")).rejects.toMatchObject({ code });
  expect(secondFactor.reset(OWNER, { username: "", address: "" })).toBe(false);
  expect(secondFactor.stateOf(OWNER)).toEqual({
    ...{ isOn: false, since: null, recoveryCodesLeft: 0, isRequired: false },
  });
});

test("a secret that is replaced while the code of the former one is checked is not confirmed by it", async () => {
  const { accounts, codeOf } = await startWithFactor();
  const { secondFactor } = accounts;
  const first = secondFactor.begin(OWNER);
  const confirming = secondFactor.confirm(OWNER, codeOf(first.secret), "");
  secondFactor.begin(OWNER);
  await expect(confirming).rejects.toMatchObject({ code: "second_factor_off" });
  expect(secondFactor.isOn(1)).toBe(false);
});

test("roles that are asked for one from now on lose what the password alone had opened", async () => {
  const { accounts, admin, setUp, callerWith } = await startWithFactor();
  await setUp(admin, "correct horse");
  await callerWith("viewer");
  const told: string[] = [];
  accounts.onWithdrawn(({ name }) => void told.push(name));
  await admin.call("PUT", "/sign-in-policy", { body: { secondFactorRoles: ["viewer", "admin"] } });
  expect(told).toEqual(["the-viewer"]);
});
