import { describe, expect, test } from "bun:test";
import type { RoleDraft } from "../../../src/accounts/roles/roles.ts";
import { type GroupTree, makePermissions } from "../../../src/http/http.ts";
import type { Matrix, Scope } from "../../../src/spine/permission.ts";
import { MACHINE, startAccounts } from "../signed-in.ts";

const LINE: RoleDraft = {
  ...{ name: "Line 1", description: "" },
  matrix: { devices: ["read", "command"], users: ["admin"] },
  scopes: [{ kind: "group", groupId: 3 }],
};
const NO_GROUPS: GroupTree = { groupOf: () => undefined, isWithin: () => false, touches: () => false };
const refusedWith = (code: string) => expect.objectContaining({ code });
const start = () => startAccounts({ adminPassword: "correct horse" });
const actorWith = (matrix: Matrix, scopes: readonly Scope[] = [{ kind: "all" }]) => ({
  ...MACHINE,
  permissions: makePermissions(matrix, scopes, NO_GROUPS),
});

describe("roles", () => {
  test("the built-in ones are there, first and for good", async () => {
    const { roles } = (await start()).accounts;
    const { roleId } = roles.create(LINE, MACHINE);
    expect(roles.list().map((role) => [role.roleId, role.isBuiltIn])).toEqual([
      ["viewer", true],
      ["operator", true],
      ["developer", true],
      ["admin", true],
      [roleId, false],
    ]);
    for (const act of [
      () => roles.update("admin", { matrix: {} }, MACHINE),
      () => roles.remove("viewer", MACHINE),
    ])
      expect(act).toThrow(refusedWith("role_built_in"));
    expect(() => roles.create({ ...LINE, name: "ADMIN" }, MACHINE)).toThrow(refusedWith("already_exists"));
    expect(() => roles.create({ ...LINE, name: "line 1" }, MACHINE)).toThrow(refusedWith("already_exists"));
  });

  test("give what they say, from the next question on; one that is gone gives nothing", async () => {
    const { accounts } = await start();
    const { roles } = accounts;
    let changes = 0;
    accounts.onRightsChange(() => {
      changes += 1;
    });
    const { roleId } = roles.create(LINE, MACHINE);
    const ask = () => {
      const { may, reach } = roles.permissionsOf(roleId);
      return [may("devices", "read"), may("devices", "manage"), may("audit", "read"), reach.isAll];
    };
    expect(ask()).toEqual([true, false, false, false]);
    roles.update(roleId, { matrix: { devices: ["manage"] }, scopes: [{ kind: "all" }] }, MACHINE);
    expect([ask(), changes]).toEqual([[false, true, false, true], 1]);
    roles.remove(roleId, MACHINE);
    expect(ask()).toEqual([false, false, false, false]);
  });

  test("survive a restart, and cannot go while a user has them", async () => {
    const { accounts, db } = await start();
    const { roleId } = accounts.roles.create(LINE, MACHINE);
    const draft = {
      username: "li.wei",
      password: "a fine password",
      role: roleId,
      mustChangePassword: false,
    };
    const { id } = await accounts.people.create(draft, MACHINE);
    expect(() => accounts.roles.remove(roleId, MACHINE)).toThrow(refusedWith("in_use"));
    const again = await startAccounts({ db });
    expect(again.accounts.roles.get(roleId)).toEqual({ roleId, ...LINE, isBuiltIn: false });
    expect(again.accounts.roleOf("li.wei")).toBe(roleId);
    accounts.people.remove(id, MACHINE);
    accounts.roles.remove(roleId, MACHINE);
    expect(accounts.roles.has(roleId)).toBe(false);
  });

  test("are written down, with what they were and what they became", async () => {
    const { accounts } = await start();
    const { roleId } = accounts.roles.create(LINE, MACHINE);
    accounts.roles.update(roleId, { description: "new" }, MACHINE);
    accounts.roles.remove(roleId, MACHINE);
    const trail = accounts.listAudit({ action: "role", limit: 10 });
    expect(trail.map(({ action, before, after }) => [action, before, after])).toEqual([
      ["role.delete", { roleId, ...LINE, description: "new" }, null],
      ["role.update", { roleId, ...LINE }, { roleId, ...LINE, description: "new" }],
      ["role.create", null, { roleId, ...LINE }],
    ]);
  });
});

describe("nobody gives, changes or takes more than he has", () => {
  test("as a role", async () => {
    const { roles } = (await start()).accounts;
    const { roleId } = roles.create(LINE, MACHINE);
    const lesser = actorWith({ roles: ["admin"], devices: ["read"] });
    const narrower = actorWith(LINE.matrix, [{ kind: "product", productKey: "pump" }]);
    for (const actor of [lesser, narrower]) {
      expect(() => roles.create({ ...LINE, name: "other" }, actor)).toThrow(refusedWith("exceeds_own"));
      expect(() => roles.update(roleId, { matrix: {} }, actor)).toThrow(refusedWith("exceeds_own"));
      expect(() => roles.remove(roleId, actor)).toThrow(refusedWith("exceeds_own"));
    }
    expect(roles.create({ ...LINE, name: "other", matrix: { devices: ["read"] } }, lesser).name).toBe(
      "other",
    );
  });

  test("as a user's role or password", async () => {
    const { people } = (await start()).accounts;
    const keeper = actorWith({ users: ["admin"], devices: ["read"] });
    const draft = { username: "ann", password: "a fine password", mustChangePassword: false };
    await expect(people.create({ ...draft, role: "admin" }, keeper)).rejects.toEqual(
      refusedWith("exceeds_own"),
    );
    await expect(people.update(1, { password: "another password" }, keeper)).rejects.toEqual(
      refusedWith("exceeds_own"),
    );
    expect(() => people.remove(1, keeper)).toThrow(refusedWith("exceeds_own"));
    const { id } = await people.create({ ...draft, role: "viewer" }, MACHINE);
    await expect(people.update(id, { role: "admin" }, keeper)).rejects.toEqual(refusedWith("exceeds_own"));
  });
});
