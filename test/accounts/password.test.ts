import { describe, expect, test } from "bun:test";
import { makePasswordHasher, requireGoodPassword } from "../../src/accounts/password.ts";

const SHAPE = { lengthMin: 10, kindsMin: 0 };

describe("requireGoodPassword", () => {
  test.each(["ten chars!", "correct horse battery staple", "密码密码一二三四五六", "x1x2x3x4x5"])(
    "%p is good",
    (password) => {
      expect(() => requireGoodPassword(password, "ann", SHAPE)).not.toThrow();
    },
  );

  test.each([
    ["", "weak_password"],
    ["nine char", "weak_password"],
    // Ten code units, but five characters.
    ["😀😁😂😃😄", "weak_password"],
    ["Ann-Example", "password_is_username"],
    ["PassWord123", "password_too_common"],
    ["1111111111", "password_too_common"],
    ["abababababab", "password_too_common"],
  ])("%p is refused as %s", (password, code) => {
    expect(() => requireGoodPassword(password, "ann-example", SHAPE)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

test("kinds of characters count where they are asked for; what is no letter of a case and no digit is one kind", () => {
  const kindsOf = (password: string) =>
    [1, 2, 3, 4].filter((kindsMin) => {
      try {
        requireGoodPassword(password, "ann", { lengthMin: 1, kindsMin });
        return true;
      } catch {
        return false;
      }
    }).length;
  expect(["abcdef", "abcdEF", "abcE 1", "密码abcdef", "密码在此地"].map(kindsOf)).toEqual([1, 2, 4, 2, 1]);
});

describe("makePasswordHasher", () => {
  test("keeps argon2id hashes that only their password opens", async () => {
    const hasher = makePasswordHasher();
    const [one, other] = await Promise.all([hasher.hash("a fine password"), hasher.hash("a fine password")]);
    expect(one).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
    expect(one).not.toBe(other);
    expect(await hasher.verify("a fine password", one)).toBe(true);
    expect(await hasher.verify("A fine password", one)).toBe(false);
    expect(await hasher.verify("", one)).toBe(false);
  });

  test("nobody has a password", async () => {
    expect(await makePasswordHasher().verify("anything", undefined)).toBe(false);
  });

  test("a flood is turned away instead of taking all memory", async () => {
    const hasher = makePasswordHasher();
    const calls = Array.from({ length: 36 }, () => hasher.verify("x", undefined));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(2);
    expect(outcomes[35]).toMatchObject({
      status: "rejected",
      reason: { code: "rate_limited", params: { retryAfterS: 1 } },
    });
  }, 60_000);
});
