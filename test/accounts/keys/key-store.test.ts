import { expect, test } from "bun:test";
import { makeKeyStore } from "../../../src/accounts/keys/key-store.ts";
import { KEY_STEPS } from "../../../src/accounts/keys/migrations.ts";
import { ACCOUNT_STEPS } from "../../../src/accounts/migrations.ts";
import { migrate, openDatabase } from "../../../src/db/db.ts";

test("keeps keys in order of creation", () => {
  const db = openDatabase(":memory:");
  migrate(db, "accounts", ACCOUNT_STEPS);
  migrate(db, "api-keys", KEY_STEPS);
  const store = makeKeyStore(db);
  const rowOf = (keyId: string, createdAt: number) => ({
    ...{ keyId, name: keyId, nameKey: keyId, secretHash: "00", description: "", isEnabled: true },
    ...{ expiresAt: null, createdAt, createdBy: "ann", lastUsedAt: null, lastAddress: null },
    ...{
      actions: ["read" as const],
      scopes: [{ kind: "group" as const, groupId: 3 }],
      addresses: ["10.0.0.0/8"],
    },
    ...{ ratePerMin: 60, previousHash: null, previousUntil: null, tokenKey: null },
    ...{ signingKey: "aa", previousSigningKey: null },
  });
  for (const row of [rowOf("b", 1), rowOf("a", 2), rowOf("c", 3)]) store.insert(row);
  store.noteUses([{ keyId: "a", lastUsedAt: 9, lastAddress: "::1" }]);
  store.update("b", { isEnabled: false });
  store.remove("c");
  expect(store.loadAll()).toEqual([
    { ...rowOf("b", 1), isEnabled: false },
    { ...rowOf("a", 2), lastUsedAt: 9, lastAddress: "::1" },
  ]);
});

test("keys from before the API opened to them get no action of it, and keep their name and secret", () => {
  const db = openDatabase(":memory:");
  migrate(db, "accounts", ACCOUNT_STEPS);
  db.sqlite.run(
    "INSERT INTO application_keys VALUES ('gk-a', 'scada', 'scada', '00', '', 1, NULL, 1, 'ann', NULL, NULL)",
  );
  migrate(db, "api-keys", KEY_STEPS);
  const [key] = makeKeyStore(db).loadAll();
  expect(key).toMatchObject({
    ...{ keyId: "gk-a", secretHash: "00", actions: [], scopes: [{ kind: "all" }], addresses: [] },
    ...{ ratePerMin: null, previousHash: null, previousUntil: null },
  });
});
