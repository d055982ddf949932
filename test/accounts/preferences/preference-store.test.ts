import { expect, test } from "bun:test";
import { makePreferenceStore } from "../../../src/accounts/preferences/preference-store.ts";
import { ADMIN_PASSWORD, startAccounts } from "../signed-in.ts";

test("keeps one text a user", async () => {
  const { db } = await startAccounts({ adminPassword: ADMIN_PASSWORD });
  const store = makePreferenceStore(db);
  expect(store.read(1)).toBeUndefined();
  store.write(1, '{"a":1}', 1);
  store.write(1, '{"a":2}', 2);
  expect([store.read(1), store.read(2)]).toEqual(['{"a":2}', undefined]);
});
