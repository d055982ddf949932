import { expect, test } from "bun:test";
import { credentialJson, otherLogins } from "../../../../src/devices/credentials/api/credential-json.ts";
import { NOW, setUpCredentials } from "../fixture.ts";

test("no secret is shown, and of each kind what tells it from others", () => {
  const { book, d1 } = setUpCredentials();
  const token = book.add(d1, { kind: "token", name: "spare", secret: "token-1" }, "ann");
  const password = book.add(d1, { kind: "password", username: "u1", secret: "password-1" }, "ann");
  const base = {
    ...{
      status: "active" as const,
      createdAt: NOW,
      createdBy: "ann",
      expiresAt: null,
      revokedAt: null,
      lastUse: null,
    },
    fingerprint: null,
  };
  expect(credentialJson(token, NOW)).toEqual({
    ...{ ...base, id: 1, kind: "token" as const, name: "spare", username: null },
  });
  expect(credentialJson(password, NOW)).toEqual({
    ...base,
    id: 2,
    kind: "password" as const,
    name: "",
    username: "u1",
  });
  const certificate = { ...token, kind: "certificate", lookup: "ab", secret: "" } as const;
  expect(credentialJson(certificate, NOW)).toMatchObject({ fingerprint: "ab" });
});

test("tokens and passwords are shown as a client sends them", () => {
  const { book, d1 } = setUpCredentials();
  book.add(d1, { kind: "secret" }, "ann");
  book.add(d1, { kind: "token", name: "spare", secret: "token-1" }, "ann");
  book.add(d1, { kind: "password", username: "u1", secret: "password-1" }, "ann");
  expect(otherLogins("d1", book.active(d1))).toEqual([
    { id: 2, kind: "token", name: "spare", login: { clientId: "d1", username: "token-1", password: "" } },
    { id: 3, kind: "password", name: "", login: { clientId: "d1", username: "u1", password: "password-1" } },
  ]);
});
