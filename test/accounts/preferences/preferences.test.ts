import { expect, test } from "bun:test";
import { PREFERENCES_BYTES } from "../../../src/accounts/preferences/preferences.ts";
import { ADMIN_PASSWORD, MACHINE, startAccounts } from "../signed-in.ts";

test("what was set is merged by name, null removes, too much is refused", async () => {
  const { accounts } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const { preferences } = accounts;
  preferences.replace(1, { "table.devices": { density: "compact" }, recent: ["/devices"] });
  preferences.merge(1, { recent: null, columns: [1] });
  const kept = { "table.devices": { density: "compact" }, columns: [1] };
  expect(preferences.read(1)).toEqual(kept);
  expect(() => preferences.merge(1, { big: "测".repeat(PREFERENCES_BYTES / 3) })).toThrow(
    expect.objectContaining({ code: "payload_too_large" }),
  );
  expect(preferences.read(1)).toEqual(kept);
});

test("they go with their user", async () => {
  const { accounts } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const draft = {
    ...{ username: "ann", password: "a fine password" },
    ...{ role: "viewer" as const, mustChangePassword: false },
  };
  const { id } = await accounts.people.create(draft, MACHINE);
  accounts.preferences.replace(id, { a: 1 });
  accounts.people.remove(id, MACHINE);
  expect(accounts.preferences.read(id)).toEqual({});
});
