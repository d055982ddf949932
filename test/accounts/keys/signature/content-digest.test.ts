import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readContentDigest } from "../../../../src/accounts/keys/signature/content-digest.ts";
import { AppError } from "../../../../src/spine/error.ts";

const of = (algorithm: string, text: string) => `:${createHash(algorithm).update(text).digest("base64")}:`;

async function outcomeOf(field: string, body: string): Promise<string> {
  try {
    await readContentDigest(field)(new TextEncoder().encode(body).buffer as ArrayBuffer);
    return "same";
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

test("RFC 9530's own example, and a body that is not it", async () => {
  const field = `sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:`;
  expect([
    await outcomeOf(field, '{"hello": "world"}'),
    await outcomeOf(field, '{"hello": "world" }'),
  ]).toEqual(["same", "digest_mismatch"]);
});

test("the strongest of several decides; others are passed over", async () => {
  const both = (sha256: string, sha512: string) => `md5=:AA==:, sha-256=${sha256}, sha-512=${sha512}`;
  expect([
    await outcomeOf(both(of("sha256", "other"), of("sha512", "body")), "body"),
    await outcomeOf(both(of("sha256", "body"), of("sha512", "other")), "body"),
    await outcomeOf(`sha-256=${of("sha256", "")}`, ""),
    await outcomeOf("sha-256=:AA==:", "body"),
  ]).toEqual(["same", "digest_mismatch", "same", "digest_mismatch"]);
});

test.each(["", "md5=:AA==:", "sha-256", "sha-256=abc", "sha-256=(:AA==:)", "no dictionary"])(
  "%p has no digest that is taken",
  async (field) => {
    expect(await outcomeOf(field, "body")).toBe("signature_malformed");
  },
);
