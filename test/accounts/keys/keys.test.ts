import { expect, test } from "bun:test";
import { openAccounts } from "../../../src/accounts/accounts.ts";
import { openDatabase } from "../../../src/db/db.ts";
import { AppError } from "../../../src/spine/error.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";
import { MACHINE } from "../signed-in.ts";

function open() {
  const clock = makeManualClock(1_000_000);
  const db = openDatabase(":memory:");
  const openAgain = () => openAccounts({ db, clock, adminPassword: "correct horse" });
  const accounts = openAgain();
  const withdrawn: unknown[] = [];
  accounts.onWithdrawn((application, why) => withdrawn.push([application.kind, application.name, why.code]));
  return { clock, db, accounts, keys: accounts.keys, withdrawn, openAgain };
}

const DRAFT = { name: "scada-1", description: "line 1", expiresAt: null };
const bytes = (text: string) => new TextEncoder().encode(text);

test("a key's secret is given once and kept as a hash", () => {
  const { keys, db, openAgain, accounts } = open();
  const { key, secret } = keys.create(DRAFT, MACHINE);
  expect(key).toMatchObject({ ...DRAFT, isEnabled: true, createdAt: 1_000_000, createdBy: "setup" });
  expect(key.keyId).toMatch(/^gk-[a-z2-9]{12}$/);
  expect(secret).toMatch(/^[\w-]{43}$/);
  const stored = JSON.stringify(db.sqlite.query("SELECT * FROM application_keys").all());
  expect(stored.includes(secret)).toBe(false);
  expect(JSON.stringify(accounts.listAudit({ limit: 10 })).includes(secret)).toBe(false);
  const again = openAgain().keys;
  expect(again.list()).toEqual([key]);
  const found = again.find("SCADA-1");
  expect(found).toEqual(again.find(key.keyId));
  expect(found && again.check(found, bytes(secret), "10.0.0.1")).toEqual({ ok: true, value: key });
  expect(found && again.check(found, bytes(`${secret}x`), "10.0.0.1")).toMatchObject({
    error: { code: "key_secret_wrong" },
  });
});

test("what was used last is seen at once and written once a minute", () => {
  const { keys, clock, openAgain } = open();
  const { key, secret } = keys.create(DRAFT, MACHINE);
  keys.check(key, bytes(secret), "10.0.0.7");
  const used = { ...key, lastUsedAt: 1_000_000, lastAddress: "10.0.0.7" };
  expect(keys.get(key.keyId)).toEqual(used);
  expect(openAgain().keys.list()).toEqual([key]);
  clock.advance(60_000);
  expect(openAgain().keys.list()).toEqual([used]);
});

test("a key that is disabled, expired or deleted lets nobody in and ends what is open", () => {
  const { keys, clock, withdrawn } = open();
  const { key, secret } = keys.create(DRAFT, MACHINE);
  const tryIt = () => {
    const found = keys.find("scada-1");
    const outcome = found && keys.check(found, bytes(secret), "");
    return outcome?.ok === false ? outcome.error.code : outcome?.ok;
  };
  keys.update(key.keyId, { isEnabled: false }, MACHINE);
  expect(tryIt()).toBe("key_disabled");
  keys.update(key.keyId, { isEnabled: true, expiresAt: 1_010_000 }, MACHINE);
  expect(tryIt()).toBe(true);
  clock.advance(10_000);
  clock.advance(10_000);
  expect(tryIt()).toBe("key_expired");
  keys.update(key.keyId, { expiresAt: null, name: "scada-2" }, MACHINE);
  expect(tryIt()).toBeUndefined();
  keys.remove(key.keyId, MACHINE);
  expect(keys.find("scada-2")).toBeUndefined();
  expect(withdrawn).toEqual([
    ["key", key.keyId, "key_disabled"],
    ["key", key.keyId, "key_expired"],
    ["key", key.keyId, "key_deleted"],
  ]);
});

test("names are unique whatever their case", () => {
  const { keys } = open();
  keys.create(DRAFT, MACHINE);
  const other = keys.create({ ...DRAFT, name: "other" }, MACHINE).key;
  const taken = new AppError("already_exists", { what: "API key Scada-1" });
  expect(() => keys.create({ ...DRAFT, name: "Scada-1" }, MACHINE)).toThrow(taken);
  expect(() => keys.update(other.keyId, { name: "Scada-1" }, MACHINE)).toThrow(taken);
});
