import { expect, test } from "bun:test";
import { makeKeyStore } from "../../../src/accounts/keys/key-store.ts";
import { ACCOUNT_STEPS } from "../../../src/accounts/migrations.ts";
import { migrate, openDatabase } from "../../../src/db/db.ts";

test("keeps keys in order of creation", () => {
  const db = openDatabase(":memory:");
  migrate(db, "accounts", ACCOUNT_STEPS);
  const store = makeKeyStore(db);
  const rowOf = (keyId: string, createdAt: number) => ({
    ...{ keyId, name: keyId, nameKey: keyId, secretHash: "00", description: "", isEnabled: true },
    ...{ expiresAt: null, createdAt, createdBy: "ann", lastUsedAt: null, lastAddress: null },
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
