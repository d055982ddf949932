import { expect, test } from "bun:test";
import { MACHINE, startAccounts } from "../signed-in.ts";

const LINE = [{ kind: "group", groupId: 3 }] as const;

test("of a person as the role is now, and of nobody who is not let in", async () => {
  const { accounts } = await startAccounts({ adminPassword: "correct horse" });
  await accounts.ready;
  const { roles, people } = accounts;
  const { roleId } = roles.create(
    { name: "Line", description: "", matrix: { devices: ["manage"] }, scopes: LINE },
    MACHINE,
  );
  const draft = {
    username: "Ann",
    password: "correct horse battery",
    role: roleId,
    mustChangePassword: false,
  };
  const { id } = await people.create(draft, MACHINE);
  const told = () => {
    const rights = accounts.rightsOf("ann");
    return rights && [rights.may("devices", "manage"), rights.reach.scopes];
  };
  expect(told()).toEqual([true, LINE]);
  roles.update(roleId, { matrix: { devices: ["read"] } }, MACHINE);
  expect(told()).toEqual([false, LINE]);
  await people.update(id, { isEnabled: false }, MACHINE);
  expect([told(), accounts.rightsOf("nobody")]).toEqual([undefined, undefined]);
  expect(accounts.rightsOf("admin")?.reach.isAll).toBe(true);
});

test("of a key while it is good, and of a token by what it names", async () => {
  const { accounts, clock } = await startAccounts({ adminPassword: "correct horse" });
  const draft = { name: "mes", description: "", expiresAt: clock.now() + 1_000, scopes: LINE };
  const { key } = accounts.keys.create({ ...draft, actions: ["manage"] }, MACHINE);
  const scopes = (actor: string) => accounts.rightsOf(actor)?.reach.scopes;
  expect(scopes("key:mes")).toEqual(LINE);
  accounts.keys.update(key.keyId, { isEnabled: false }, MACHINE);
  expect(scopes("key:mes")).toBeUndefined();
  accounts.keys.update(key.keyId, { isEnabled: true }, MACHINE);
  clock.advance(1_000);
  expect(scopes("key:mes")).toBeUndefined();
  expect(scopes("key:products/pump")).toEqual([{ kind: "product", productKey: "pump" }]);
  expect(accounts.rightsOf("key:products/pump")?.may("devices", "manage")).toBe(false);
  expect([scopes("key:other"), scopes("mes")]).toEqual([undefined, undefined]);
});
