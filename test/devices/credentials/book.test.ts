import { describe, expect, test } from "bun:test";
import type { CredentialChange } from "../../../src/devices/credentials/book.ts";
import { AppError } from "../../../src/spine/error.ts";
import { issueAuthority, issueClient } from "../../../src/tls/issue.ts";
import { HOUR, NOW, provenBy, setUpCredentials } from "./fixture.ts";

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError)
      return `${error.code} ${error.params.detail ?? error.params.what ?? ""}`.trim();
    throw error;
  }
  return "done";
}

describe("rotation of the device secret", () => {
  test("lets both in for the overlap, then refuses the old one by name and kicks nobody", () => {
    const { book, proofs, devices, d1, clock, noteUse } = setUpCredentials();
    const changes: CredentialChange[] = [];
    book.onChange((change) => changes.push(change));
    const made = book.rotate(d1, { id: 0, overlapMs: HOUR, secret: "n1" }, "ann");
    expect(made).toMatchObject({ id: 0, kind: "secret", secret: "n1", createdAt: NOW, lastUse: undefined });
    expect(devices.get("pk", "d1").deviceSecret).toBe("n1");
    expect(proofs.check(d1, provenBy("n1"))).toEqual({ credentialId: 0, failure: undefined });
    expect(proofs.check(d1, provenBy("s1"))).toEqual({ credentialId: 1, failure: undefined });
    noteUse(d1.id, 1, { at: NOW + 5, dialect: "alink", address: "10.1.1.1:7" });
    expect(book.list(d1)).toEqual([
      made,
      {
        ...{ id: 1, deviceId: d1.id, kind: "secret", name: "", username: "", secret: "s1" },
        lookup: expect.any(String),
        ...{ createdAt: NOW, createdBy: "ann", expiresAt: NOW + HOUR, revokedAt: null },
        lastUse: { at: NOW + 5, dialect: "alink", address: "10.1.1.1:7" },
      },
    ]);
    clock.advance(HOUR);
    expect(proofs.check(d1, provenBy("s1"))).toMatchObject({
      failure: { code: "credential_expired", params: { at: new Date(NOW + HOUR).toISOString() } },
    });
    expect(proofs.check(d1, provenBy("n1"))).toMatchObject({ credentialId: 0 });
    expect(changes.map(({ isSessionOver }) => isSessionOver)).toEqual([false]);
  });

  test("without overlap ends the old one and the session that it opened", () => {
    const { book, proofs, d1, noteUse } = setUpCredentials();
    const ended: boolean[] = [];
    book.onChange(({ isSessionOver }) => ended.push(isSessionOver));
    book.rotate(d1, { id: 0, overlapMs: 0 }, "ann");
    expect(proofs.check(d1, provenBy("s1"))).toMatchObject({ failure: { code: "credential_expired" } });
    expect(d1.deviceSecret).toMatch(/^[A-Za-z0-9]{32}$/);
    noteUse(d1.id, 0, { at: NOW, dialect: "plain", address: "10.1.1.1:7" });
    book.rotate(d1, { id: 0, overlapMs: HOUR }, "ann");
    expect(ended).toEqual([true, false]);
    // The device is still in with what is number 2 now.
    book.revoke(d1, 2);
    expect(ended).toEqual([true, false, true]);
  });

  test("refuses the same secret again, and survives a restart", () => {
    const { book, d1, open } = setUpCredentials();
    expect(codeOf(() => book.rotate(d1, { id: 0, overlapMs: HOUR, secret: "s1" }, "ann"))).toBe(
      "invalid_request the new secret is the old one",
    );
    expect(book.list(d1)).toHaveLength(1);
    book.rotate(d1, { id: 0, overlapMs: HOUR, secret: "n1" }, "ann");
    expect(open().proofs.check(d1, provenBy("s1"))).toMatchObject({ credentialId: 1 });
  });

  test("of many times keeps the five that ended last", () => {
    const { book, d1 } = setUpCredentials();
    for (let i = 0; i < 8; i++) book.rotate(d1, { id: 0, overlapMs: 0, secret: `n${i}` }, "ann");
    expect(book.list(d1).map(({ secret }) => secret)).toEqual(["n7", "n2", "n3", "n4", "n5", "n6"]);
  });
});

describe("tokens and passwords", () => {
  test("are made up where nothing is said, found by logins, and rotate with overlap", () => {
    const { book, proofs, d1, clock } = setUpCredentials();
    const token = book.add(d1, { kind: "token", name: "spare" }, "ann");
    expect(token.secret).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(proofs.findToken(token.secret)).toEqual({ device: d1, credentialId: 1, failure: undefined });
    const password = book.add(d1, { kind: "password", username: "press-1", secret: "long-enough" }, "ann");
    expect(proofs.findPassword("press-1", "long-enough")).toMatchObject({ device: d1, credentialId: 2 });
    const next = book.rotate(d1, { id: password.id, overlapMs: HOUR }, "bob");
    expect(next).toMatchObject({ id: 3, kind: "password", username: "press-1", createdBy: "bob" });
    expect(proofs.findPassword("press-1", "long-enough")).toMatchObject({
      credentialId: 2,
      failure: undefined,
    });
    expect(proofs.findPassword("press-1", next.secret)).toMatchObject({
      credentialId: 3,
      failure: undefined,
    });
    clock.advance(HOUR);
    expect(proofs.findPassword("press-1", "long-enough")).toMatchObject({
      failure: { code: "credential_expired" },
    });
    expect(codeOf(() => book.rotate(d1, { id: password.id, overlapMs: HOUR }, "bob"))).toBe(
      "invalid_request it is not in force any more",
    );
  });

  test("belong to one device, and a user name to nobody else", () => {
    const { book, d1, d2 } = setUpCredentials({ takenNames: ["ann"] });
    book.add(d1, { kind: "token", secret: "t1" }, "ann");
    book.add(d1, { kind: "password", username: "press-1" }, "ann");
    const add = (draft: Parameters<typeof book.add>[1]) => codeOf(() => book.add(d2, draft, "ann"));
    expect(add({ kind: "token", secret: "t1" })).toBe("already_exists this access token");
    expect(add({ kind: "token", secret: "s1" })).toBe("already_exists this access token");
    expect(add({ kind: "token", secret: "a&b" })).toBe("invalid_request a token must not hold & or |");
    expect(add({ kind: "token", secret: "provision" })).toStartWith("invalid_request");
    expect(add({ kind: "secret", secret: "s2" })).toBe("already_exists this secret");
    expect(add({ kind: "password", username: "press-1" })).toBe("already_exists user name press-1");
    expect(add({ kind: "password", username: "ann" })).toBe("already_exists user name ann");
    expect(add({ kind: "password", username: "d2&pk" })).toStartWith("invalid_request username");
    expect(add({ kind: "password", username: "p", secret: "short" })).toBe("weak_password");
    expect(add({ kind: "token", expiresAt: NOW })).toBe("invalid_request expiresAt lies in the past");
    expect(book.list(d2)).toHaveLength(1);
  });

  test("are twenty at most", () => {
    const { book, d1 } = setUpCredentials();
    for (let i = 0; i < 20; i++) book.add(d1, { kind: "token" }, "ann");
    expect(codeOf(() => book.add(d1, { kind: "token" }, "ann"))).toBe("too_many_credentials");
    expect(codeOf(() => book.rotate(d1, { id: 0, overlapMs: HOUR }, "ann"))).toBe("too_many_credentials");
    expect(codeOf(() => book.rotate(d1, { id: 0, overlapMs: 0 }, "ann"))).toBe("done");
    book.revoke(d1, 1);
    expect(codeOf(() => book.add(d1, { kind: "token" }, "ann"))).toBe("done");
  });

  test("that are revoked end only the session that they opened", () => {
    const { book, proofs, d1, d2, noteUse } = setUpCredentials();
    const ended: boolean[] = [];
    book.onChange(({ isSessionOver }) => ended.push(isSessionOver));
    const [one, two] = [1, 2].map(() => book.add(d1, { kind: "token" }, "ann"));
    noteUse(d1.id, 2, { at: NOW, dialect: "thingsboard", address: "10.1.1.1:7" });
    book.revoke(d1, 1);
    book.revoke(d1, 2);
    book.revoke(d1, 2);
    expect(ended).toEqual([false, false, false, true, false]);
    expect(proofs.findToken(one?.secret ?? "")).toMatchObject({ failure: { code: "credential_revoked" } });
    expect(proofs.findToken(two?.secret ?? "")).toMatchObject({ failure: { code: "credential_revoked" } });
    expect(codeOf(() => book.revoke(d2, 1))).toBe("not_found credential 1");
    expect(codeOf(() => book.revoke(d1, 0))).toBe("not_found credential 0");
  });
});

describe("certificates", () => {
  test("are known by their fingerprints until they end, and stay revoked without their device", async () => {
    const { book, proofs, devices, d1, clock } = setUpCredentials();
    const authority = await issueAuthority(NOW);
    const { cert } = await issueClient({ authority, name: "press one", now: NOW });
    const one = book.add(d1, { kind: "certificate", cert }, "ann");
    expect({ ...one }).toMatchObject({ name: "press one", secret: "" });
    expect(one.lookup).toMatch(/^[0-9a-f]{64}$/);
    expect(proofs.findCertificate(one.lookup)).toEqual({ device: d1, credentialId: 1, failure: undefined });
    expect(codeOf(() => book.add(d1, { kind: "certificate", cert }, "ann"))).toBe(
      "already_exists this certificate",
    );
    expect(codeOf(() => book.add(d1, { kind: "certificate", cert: "x" }, "ann"))).toStartWith(
      "invalid_request cert",
    );
    expect(codeOf(() => book.rotate(d1, { id: 1, overlapMs: 0 }, "ann"))).toStartWith("invalid_request");
    book.revoke(d1, 1);
    const revoked = { failure: { code: "credential_revoked", params: { kind: "@kind_certificate" } } };
    expect(proofs.findCertificate(one.lookup)).toMatchObject(revoked);
    devices.remove("pk", "d1", "ann");
    book.forget(d1.id);
    expect(proofs.findCertificate(one.lookup)).toMatchObject(revoked);
    clock.advance(1);
    expect(proofs.findCertificate("00")).toBeUndefined();
  });

  test("that are replaced end with the overlap", async () => {
    const { book, proofs, d1, clock } = setUpCredentials();
    const authority = await issueAuthority(NOW);
    const issue = async () => (await issueClient({ authority, name: "d1&pk", now: NOW })).cert;
    const old = book.add(d1, { kind: "certificate", cert: await issue() }, "ann");
    const next = book.add(d1, { kind: "certificate", cert: await issue() }, "ann");
    book.retireCertificates(d1, next.id, HOUR);
    expect(proofs.findCertificate(old.lookup)).toMatchObject({ failure: undefined });
    clock.advance(HOUR);
    expect(proofs.findCertificate(old.lookup)).toMatchObject({ failure: { code: "credential_expired" } });
    expect(proofs.findCertificate(next.lookup)).toMatchObject({ failure: undefined });
  });
});

describe("the allow-list", () => {
  test("lets in from its networks only; an empty one from everywhere", () => {
    const { book, proofs, d1, d2, open } = setUpCredentials();
    expect(proofs.refusalAt(d1.id, "203.0.113.9:5")).toBeUndefined();
    expect(book.setNetworks(d1, ["10.1.0.0/16", " fd00::/8 ", "10.1.0.0/16"])).toEqual([
      "10.1.0.0/16",
      "fd00::/8",
    ]);
    for (const { proofs: asked } of [{ proofs }, open()]) {
      expect(asked.refusalAt(d1.id, "10.1.7.7:5")).toBeUndefined();
      expect(asked.refusalAt(d1.id, "[fd00::7]:5")).toBeUndefined();
      expect(asked.refusalAt(d2.id, "203.0.113.9:5")).toBeUndefined();
      expect(asked.refusalAt(d1.id, "203.0.113.9:5")).toEqual({
        code: "address_not_allowed",
        params: { address: "203.0.113.9", allowed: "10.1.0.0/16, fd00::/8" },
      });
    }
    expect(codeOf(() => book.setNetworks(d1, ["10.1.0.0/40"]))).toBe(
      "invalid_request not an address or network: 10.1.0.0/40",
    );
    expect(
      codeOf(() =>
        book.setNetworks(
          d1,
          Array.from({ length: 51 }, (_, i) => `10.0.0.${i}`),
        ),
      ),
    ).toBe("invalid_request at most 50 networks");
    expect(book.networksOf(d1)).toEqual(["10.1.0.0/16", "fd00::/8"]);
    expect(book.setNetworks(d1, [])).toEqual([]);
    expect(proofs.refusalAt(d1.id, "203.0.113.9:5")).toBeUndefined();
  });
});

test("everything goes with a device that will not come back", () => {
  const { book, proofs, d1, db } = setUpCredentials();
  const { secret } = book.add(d1, { kind: "token" }, "ann");
  book.setNetworks(d1, ["10.0.0.1"]);
  book.forget(d1.id);
  expect([proofs.findToken(secret), proofs.refusalAt(d1.id, "1.1.1.1:1"), proofs.isHolder(d1.id)]).toEqual([
    undefined,
    undefined,
    false,
  ]);
  expect(db.sqlite.query("SELECT count(*) AS n FROM device_credentials").get()).toEqual({ n: 0 });
});
