import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTlsFiles } from "../../src/net/tls-files.ts";

const PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

test("PEM text is taken as it is", () => {
  expect(readTlsFiles({ cert: PEM, key: PEM })).toEqual({ cert: PEM, key: PEM });
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

test("a path that does not exist is told", () => {
  expect(() => readTlsFiles({ cert: "/nowhere/cert.pem", key: PEM })).toThrow("/nowhere/cert.pem");
});
