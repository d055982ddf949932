import { expect, test } from "bun:test";
import { CredentialStore } from "../../../src/devices/credentials/credential-store.ts";
import { CredentialUses } from "../../../src/devices/credentials/uses.ts";
import { NOW, setUpCredentials } from "./fixture.ts";

test("uses wait, newest first to be seen, and are written together", () => {
  const { db, clock, book, d1, d2 } = setUpCredentials();
  book.add(d1, { kind: "token" }, "ann");
  const store = new CredentialStore(db);
  const uses = new CredentialUses(clock, store);
  const use = (at: number) => ({ at, dialect: "thingsboard", address: "10.1.1.1:2" });
  uses.note({ deviceId: d1.id, credentialId: 1 }, use(NOW));
  uses.note({ deviceId: d1.id, credentialId: 1 }, use(NOW + 1));
  uses.note({ deviceId: d2.id, credentialId: 0 }, use(NOW + 2));
  expect([uses.newestOf(d1.id), uses.newestOf(d2.id), uses.newestOf(99)]).toEqual([1, 0, undefined]);
  expect(uses.pendingOf({ deviceId: d1.id, credentialId: 1 })).toEqual(use(NOW + 1));
  expect(store.byId(1)?.lastUse).toBeUndefined();
  clock.advance(2_000);
  expect(uses.pendingOf({ deviceId: d1.id, credentialId: 1 })).toBeUndefined();
  expect(store.byId(1)?.lastUse).toEqual(use(NOW + 1));
  expect(store.access(d2.id)).toEqual({ networks: [], secretSince: null, secretUse: use(NOW + 2) });
});

test("what waits is written at the end, and nothing of a device that is forgotten", () => {
  const { db, clock, d1, d2 } = setUpCredentials();
  const store = new CredentialStore(db);
  const uses = new CredentialUses(clock, store);
  for (const deviceId of [d1.id, d2.id])
    uses.note({ deviceId, credentialId: 0 }, { at: NOW, dialect: "plain", address: "" });
  uses.forget(d1.id);
  uses.stop();
  expect([store.access(d1.id).secretUse, store.access(d2.id).secretUse?.at]).toEqual([undefined, NOW]);
  expect(uses.newestOf(d1.id)).toBeUndefined();
});
