import { expect, test } from "bun:test";
import { makeRoleStore } from "../../../src/accounts/roles/role-store.ts";
import { startAccounts } from "../signed-in.ts";

const ROW = {
  ...{ roleId: "role-a", name: "Line 1", nameKey: "line 1", description: "", createdAt: 1, createdBy: "ann" },
  matrix: { devices: ["read", "command"] },
  scopes: [{ kind: "group", groupId: 3 }],
} as const;

test("what is written comes back, changed and in order, and users are counted by role", async () => {
  const { db } = await startAccounts({ adminPassword: "correct horse" });
  const store = makeRoleStore(db);
  store.insert({ ...ROW, roleId: "role-b", nameKey: "b", createdAt: 2 });
  store.insert(ROW);
  store.update("role-b", { matrix: {}, name: "B" });
  expect(store.loadAll()).toEqual([
    ROW,
    { ...ROW, roleId: "role-b", nameKey: "b", name: "B", createdAt: 2, matrix: {} },
  ]);
  store.remove("role-a");
  expect(store.loadAll().map(({ roleId }) => roleId)).toEqual(["role-b"]);
  expect([...store.countUsers()]).toEqual([["admin", 1]]);
});
