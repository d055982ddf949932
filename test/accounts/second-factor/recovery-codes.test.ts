import { expect, test } from "bun:test";
import { hashRecoveryCode, makeRecoveryCodes } from "../../../src/accounts/second-factor/recovery-codes.ts";

test("ten codes, no two alike, that can be read off paper", () => {
  const codes = makeRecoveryCodes();
  expect(codes.filter((code) => /^([a-km-np-z2-9]{4}-){5}[a-km-np-z2-9]{4}$/.test(code))).toHaveLength(10);
  expect(new Set([...codes, ...makeRecoveryCodes()]).size).toBe(20);
});

test("case, spaces and dashes do not count; anything else does", () => {
  const hashes = ["abcd-efgh-jkmn-pqrs", "ABCDEFGH jkmnpqrs", " abcd efgh-jkmnpqrs"].map(hashRecoveryCode);
  expect(new Set(hashes).size).toBe(1);
  expect(hashRecoveryCode("abcd-efgh-jkmn-pqrt")).not.toBe(hashes[0] ?? "");
});
