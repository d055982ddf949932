import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fingerprintOf, peerNameOf, readTlsFiles } from "../../src/net/tls-files.ts";

const PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

test("PEM text is taken as it is", () => {
  expect(readTlsFiles({ cert: PEM, key: PEM })).toEqual({ cert: PEM, key: PEM });
});

test("modern suites are asked for by name", () => {
  const { ciphers = "" } = readTlsFiles({ cert: PEM, key: PEM, isModern: true });
  expect(ciphers.split(":")).toContain("ECDHE-ECDSA-AES128-GCM-SHA256");
  expect(ciphers).not.toMatch(/-SHA(:|$)/);
});

test("a path is read", () => {
  const dir = mkdtempSync(join(tmpdir(), "gantry-"));
  try {
    const path = join(dir, "cert.pem");
    writeFileSync(path, PEM);
    expect(readTlsFiles({ cert: path, key: PEM })).toEqual({ cert: PEM, key: PEM });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("a CA demands client certificates", () => {
  expect(readTlsFiles({ cert: PEM, key: PEM, ca: PEM })).toEqual({
    cert: PEM,
    key: PEM,
    ca: PEM,
    requestCert: true,
    rejectUnauthorized: true,
  });
});

test("a CA whose certificates are welcome, not demanded", () => {
  const { rejectUnauthorized, requestCert } = readTlsFiles({
    cert: PEM,
    key: PEM,
    ca: PEM,
    isPeerCertOptional: true,
  });
  expect({ rejectUnauthorized, requestCert }).toEqual({ rejectUnauthorized: false, requestCert: true });
});

test("a peer is its common name, or else its first other name", () => {
  expect([
    peerNameOf({ subject: { CN: "p1&press" }, subjectaltname: "DNS:other" }),
    peerNameOf({ subject: { CN: ["first", "second"] } }),
    peerNameOf({ subject: {}, subjectaltname: "email:a@b, URI:press.p1, DNS:x" }),
    peerNameOf({ subject: { CN: "" } }),
  ]).toEqual(["p1&press", "first", "press.p1", undefined]);
});

test("a path that does not exist is told", () => {
  expect(() => readTlsFiles({ cert: "/nowhere/cert.pem", key: PEM })).toThrow("/nowhere/cert.pem");
});

test("a fingerprint is lower-case hex without colons", () => {
  expect([fingerprintOf({ fingerprint256: "AB:0C:FF" }), fingerprintOf({})]).toEqual(["ab0cff", undefined]);
});
