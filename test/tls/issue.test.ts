import { expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { issueAuthority, issueServer } from "../../src/tls/issue.ts";

const NOW = Date.parse("2026-03-01T00:00:00Z");

test("two authorities differ in key, serial number and name", async () => {
  const [one, other] = [
    new X509Certificate((await issueAuthority(NOW)).cert),
    new X509Certificate((await issueAuthority(NOW)).cert),
  ];
  expect(one.serialNumber).not.toBe(other.serialNumber);
  expect(one.subject).not.toBe(other.subject);
  expect(one.subject).toStartWith("O=Gantry\nCN=Gantry CA ");
  expect(one.verify(other.publicKey)).toBe(false);
});

test("a server certificate does not outlive its authority", async () => {
  const authority = await issueAuthority(NOW);
  const late = NOW + 3_600 * 86_400_000;
  const server = await issueServer({ authority, names: ["localhost"], now: late });
  expect(new X509Certificate(server.cert).validTo).toBe(new X509Certificate(authority.cert).validTo);
});
