import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { isSignatureOf, signingKeyOf } from "../../../../src/accounts/keys/signature/signing-key.ts";

test("is HKDF-SHA256 of the secret, by hand (RFC 5869)", () => {
  const secret = "x".repeat(43);
  const extracted = createHmac("sha256", Buffer.alloc(32)).update(secret).digest();
  const expanded = createHmac("sha256", extracted).update("gantry request signature v1\x01").digest("hex");
  expect(signingKeyOf(secret)).toBe(expanded);
});

test("signs bytes as they came in a header, and takes no shorter or longer signature", () => {
  const key = signingKeyOf("secret");
  const made = createHmac("sha256", Buffer.from(key, "hex"))
    .update(Buffer.from([0xe9]))
    .digest();
  expect([
    isSignatureOf(key, "\xe9", made),
    isSignatureOf(key, "e", made),
    isSignatureOf(key, "\xe9", made.subarray(0, 16)),
    isSignatureOf(key, "\xe9", Buffer.concat([made, made])),
    isSignatureOf(key, "\xe9", new Uint8Array()),
  ]).toEqual([true, false, false, false, false]);
});
