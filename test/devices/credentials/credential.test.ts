import { expect, test } from "bun:test";
import {
  hashOf,
  isSameSecret,
  plainFingerprint,
  statusOf,
} from "../../../src/devices/credentials/credential.ts";

test("a credential is good until the millisecond of its end; revoked wins", () => {
  expect(statusOf({ expiresAt: null, revokedAt: null }, 5)).toBe("active");
  expect(statusOf({ expiresAt: 6, revokedAt: null }, 5)).toBe("active");
  expect(statusOf({ expiresAt: 5, revokedAt: null }, 5)).toBe("expired");
  expect(statusOf({ expiresAt: 1, revokedAt: 4 }, 5)).toBe("revoked");
});

test("secrets are the same when their texts are, whatever their lengths", () => {
  expect(isSameSecret("s1", "s1")).toBe(true);
  expect(isSameSecret("", "")).toBe(true);
  expect([isSameSecret("s1", "s2"), isSameSecret("s1", "s1 "), isSameSecret("s1", "")]).toEqual([
    false,
    false,
    false,
  ]);
});

test("hashes and fingerprints are lower-case hex of 32 bytes", () => {
  expect(hashOf("t")).toBe("e3b98a4da31a127d4bde6e43033f66ba274cab0eb7eb1c70ec41402bf6273dd8");
  expect(plainFingerprint("AB:0C:ff")).toBe("ab0cff");
});
