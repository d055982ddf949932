import { describe, expect, test } from "bun:test";
import {
  counterAt,
  findCounter,
  hotp,
  makeTotpSecret,
  toBase32,
  totpUri,
} from "../../../src/accounts/second-factor/totp.ts";

const ascii = (length: number) => Buffer.from("1234567890".repeat(7).slice(0, length));

test("the codes of RFC 4226, appendix D", () => {
  const codes = Array.from({ length: 10 }, (_, counter) => hotp(ascii(20), counter));
  expect(codes).toEqual([
    ...["755224", "287082", "359152", "969429", "338314"],
    ...["254676", "287922", "162583", "399871", "520489"],
  ]);
});

/* biome-ignore format: the table of RFC 6238, appendix B */
test.each([
  [59, "94287082", "46119246", "90693936"],
  [1_111_111_109, "07081804", "68084774", "25091201"],
  [1_111_111_111, "14050471", "67062674", "99943326"],
  [1_234_567_890, "89005924", "91819424", "93441116"],
  [2_000_000_000, "69279037", "90698825", "38618901"],
  [20_000_000_000, "65353130", "77737706", "47863826"],
])("the codes of RFC 6238 at %p s", (timeS, sha1, sha256, sha512) => {
  const counter = counterAt(timeS * 1_000);
  expect([
    hotp(ascii(20), counter, 8, "sha1"),
    hotp(ascii(32), counter, 8, "sha256"),
    hotp(ascii(64), counter, 8, "sha512"),
  ]).toEqual([sha1, sha256, sha512]);
});

describe("findCounter", () => {
  const secret = ascii(20);
  const nowMs = 1_000 * 30_000 + 5;
  const find = (code: string, lastCounter = 0) => findCounter({ secret, code, nowMs, lastCounter });

  test("takes the code of now, the one before and the one after, and no other", () => {
    const found = [997, 998, 999, 1_000, 1_001, 1_002].map((counter) => find(hotp(secret, counter)));
    expect(found).toEqual([undefined, undefined, 999, 1_000, 1_001, undefined]);
  });

  test("takes none twice, and none older than the last one", () => {
    expect(find(hotp(secret, 1_000), 1_000)).toBeUndefined();
    expect(find(hotp(secret, 999), 1_000)).toBeUndefined();
    expect(find(hotp(secret, 1_001), 1_000)).toBe(1_001);
  });

  test.each(["", "12345", "1234567", "12345a", "１２３４５６", " 12345", "-12345", "1e5000"])(
    "%p is no code",
    (code) => {
      expect(find(code)).toBeUndefined();
    },
  );
});

test("Base32 as in RFC 4648 §10, without padding", () => {
  const texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map((text) => toBase32(Buffer.from(text)));
  expect(texts).toEqual(["", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"]);
});

test("a secret has 160 bits, and the QR code says all that an authenticator asks", () => {
  const secret = makeTotpSecret();
  expect([secret.length, secret.equals(makeTotpSecret())]).toEqual([20, false]);
  expect(totpUri(ascii(20), "li wei@厂")).toBe(
    "otpauth://totp/Gantry:li%20wei%40%E5%8E%82?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Gantry&algorithm=SHA1&digits=6&period=30",
  );
});
