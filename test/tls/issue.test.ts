import { expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { issueAuthority, issueClient, issueServer } from "../../src/tls/issue.ts";

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

test("a device's certificate bears its name, serves no server, and lasts as long as the authority", async () => {
  const authority = await issueAuthority(NOW);
  const issued = await issueClient({ authority, name: "p1&press", now: NOW + 86_400_000 });
  const cert = new X509Certificate(issued.cert);
  const ca = new X509Certificate(authority.cert);
  expect({
    subject: cert.subject,
    usage: cert.keyUsage,
    isCa: cert.ca,
    isSigned: cert.verify(ca.publicKey),
    validTo: cert.validTo,
    hasKey: issued.key.startsWith("-----BEGIN PRIVATE KEY-----"),
  }).toEqual({
    subject: "O=Gantry\nCN=p1&press",
    usage: ["1.3.6.1.5.5.7.3.2"],
    isCa: false,
    isSigned: true,
    validTo: ca.validTo,
    hasKey: true,
  });
});
