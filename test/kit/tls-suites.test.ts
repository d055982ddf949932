import { expect, test } from "bun:test";
import { MODERN_SUITES } from "../../src/kit/tls-suites.ts";

test("each has forward secrecy and authenticated encryption, for either kind of certificate", () => {
  const suites = MODERN_SUITES.split(":");
  expect(suites.filter((suite) => !/^ECDHE-(ECDSA|RSA)-(AES\d+-GCM-|CHACHA20-POLY1305)/.test(suite))).toEqual(
    [],
  );
  expect(new Set(suites).size).toBe(6);
});
