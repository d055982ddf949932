import { expect, test } from "bun:test";
import { findSecretMistake, findSpelling } from "../../../src/codec/login/secret-mistake.ts";

const secrets = { deviceSecret: "aBc123", productSecret: "prod" };

test.each([
  ["prod", "@cause_product_secret"],
  ["aBc123\n", "@cause_white_space"],
  ["aBc123\r\n", "@cause_white_space"],
  ["aBc123\0", "@cause_white_space"],
  [" aBc123", "@cause_white_space"],
  ['"aBc123"', "@cause_quotes"],
  ["", "@cause_empty_secret"],
  ["ABC123", "@cause_letter_case"],
  ["abc123", "@cause_letter_case"],
  ["aBc12", "@cause_cut_secret"],
  ["Bc123", "@cause_cut_secret"],
])("%p", (used, cause) => {
  expect(findSecretMistake(secrets, (secret) => secret === used)).toEqual({ cause });
});

test("what no mistake explains, and the secret itself, are not named", () => {
  expect(findSecretMistake(secrets, (secret) => secret === "other")).toBeUndefined();
  expect(findSecretMistake(secrets, (secret) => secret === "aBc123")).toBeUndefined();
  expect(findSpelling("x", (secret) => secret === "prod")).toBeUndefined();
});
