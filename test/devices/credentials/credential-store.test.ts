import { expect, test } from "bun:test";
import { isUniqueViolation } from "../../../src/db/db.ts";
import { CredentialStore, type NewCredential } from "../../../src/devices/credentials/credential-store.ts";
import { NOW, setUpCredentials } from "./fixture.ts";

const draft = (fields: Partial<NewCredential>): NewCredential => ({
  ...{ deviceId: 1, kind: "token", name: "", username: "", secret: "t", lookup: "l" },
  ...{ createdAt: NOW, createdBy: "ann", expiresAt: null },
  ...fields,
});

test("rows are read back as they were written, by device and by what a login knows", () => {
  const store = new CredentialStore(setUpCredentials().db);
  const one = draft({ kind: "password", username: "u", lookup: "u", expiresAt: NOW + 5 });
  expect([store.insert(one), store.insert({ ...one, deviceId: 2 })]).toEqual([1, 2]);
  const read = { ...one, id: 1, revokedAt: null, lastUse: undefined };
  expect([store.byId(1), store.byId(9)]).toEqual([read, undefined]);
  expect(store.ofDevice(1)).toEqual([read]);
  expect(store.byLookup("password", "u").map(({ id }) => id)).toEqual([2, 1]);
  expect(store.byLookup("token", "u")).toEqual([]);
  store.expire(1, NOW);
  store.revoke(1, NOW + 1);
  store.noteUse(1, { at: NOW + 2, dialect: "plain", address: "a:1" });
  expect(store.byId(1)).toEqual({
    ...read,
    ...{ expiresAt: NOW, revokedAt: NOW + 1, lastUse: { at: NOW + 2, dialect: "plain", address: "a:1" } },
  });
  expect(store.holders()).toEqual({ withCredentials: [1, 2], withNetworks: [] });
});

test("a token and a certificate are unique; secrets and user names may be there twice", () => {
  const store = new CredentialStore(setUpCredentials().db);
  for (const kind of ["secret", "password"] as const) {
    store.insert(draft({ kind }));
    store.insert(draft({ kind }));
  }
  for (const kind of ["token", "certificate"] as const) {
    store.insert(draft({ kind }));
    let thrown: unknown;
    try {
      store.insert(draft({ kind, deviceId: 2 }));
    } catch (error) {
      thrown = error;
    }
    expect(isUniqueViolation(thrown)).toBe(true);
  }
});

test("of a device that is gone only revoked certificates stay", () => {
  const store = new CredentialStore(setUpCredentials().db);
  store.insert(draft({ kind: "certificate", lookup: "f1" }));
  store.insert(draft({ kind: "certificate", lookup: "f2" }));
  store.insert(draft({}));
  store.revoke(1, NOW);
  store.setNetworks(1, ["10.0.0.1"]);
  store.setSecretSince(1, NOW);
  expect(store.access(1)).toEqual({ networks: ["10.0.0.1"], secretSince: NOW, secretUse: undefined });
  expect(store.holders()).toEqual({ withCredentials: [1], withNetworks: [1] });
  store.removeOfDevice(1);
  expect(store.ofDevice(1).map(({ lookup }) => lookup)).toEqual(["f1"]);
  expect(store.access(1)).toEqual({ networks: [], secretSince: null, secretUse: undefined });
  store.remove(1);
  expect(store.ofDevice(1)).toEqual([]);
});
