import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Failure, failure } from "../../../src/spine/error.ts";
import { HOUR, provenBy, setUpCredentials } from "./fixture.ts";

describe("a proof by secret", () => {
  test("asks no other secret where there is none, and shows what the dialect said", () => {
    const { proofs, d1 } = setUpCredentials();
    const asked: string[] = [];
    const wrong = failure("secret_mismatch", { tried: "@key_of_device" });
    const verify = (secret: string): Failure => {
      asked.push(secret);
      return wrong;
    };
    expect(proofs.check(d1, verify)).toEqual({ failure: wrong });
    expect(asked).toEqual(["s1"]);
  });

  test("says that several were tried, and prefers the failure of a right secret at a wrong time", () => {
    const { proofs, book, d1 } = setUpCredentials();
    book.add(d1, { kind: "secret", secret: "x1" }, "ann");
    expect(proofs.check(d1, provenBy("nothing"))).toEqual({
      failure: { code: "secret_mismatch", params: { tried: "@keys_of_device" } },
    });
    const late = failure("clock_skew", { skewS: 900 });
    const verify = (secret: string) => (secret === "x1" ? late : failure("sign_mismatch"));
    expect(proofs.check(d1, verify)).toEqual({ failure: late });
  });
});

describe("a token", () => {
  test("is the device's secret, a former one in its overlap, or one of its own; of two devices it is nobody's", () => {
    const { proofs, book, devices, d1, d2, clock } = setUpCredentials();
    expect(proofs.findToken("s1")).toEqual({ device: d1, credentialId: 0, failure: undefined });
    book.rotate(d1, { id: 0, overlapMs: HOUR, secret: "n1" }, "ann");
    expect(proofs.findToken("s1")).toEqual({ device: d1, credentialId: 1, failure: undefined });
    book.add(d1, { kind: "secret", secret: "same" }, "ann");
    book.add(d2, { kind: "secret", secret: "same" }, "ann");
    expect(proofs.findToken("same")).toBeUndefined();
    clock.advance(HOUR);
    expect(proofs.findToken("s1")).toMatchObject({ device: d1, failure: { code: "credential_expired" } });
    devices.remove("pk", "d1", "ann");
    expect(proofs.findToken("s1")).toBeUndefined();
  });
});

describe("a user name", () => {
  test("tells what is wrong with its password", () => {
    const { proofs, book, d1 } = setUpCredentials();
    expect(proofs.findPassword("u1", "p")).toBeUndefined();
    book.add(d1, { kind: "password", username: "u1", secret: "password-1" }, "ann");
    const causeOf = (password: string) => proofs.findPassword("u1", password)?.failure?.params.cause;
    expect([causeOf("password-1\n"), causeOf(""), causeOf("else")]).toEqual([
      "@cause_white_space",
      "@cause_no_password",
      "",
    ]);
    expect(proofs.findPassword("u2", "password-1")).toBeUndefined();
  });
});

test("whatever is added, rotated and revoked: a secret lets in exactly as long as the model says", () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant("add" as const),
      device: fc.nat(1),
      kind: fc.constantFrom("secret", "token"),
    }),
    fc.record({ do: fc.constant("rotate" as const), device: fc.nat(1), hours: fc.nat(3) }),
    fc.record({ do: fc.constant("revoke" as const), device: fc.nat(1), nth: fc.nat(5) }),
    fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 2 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { proofs, book, d1, d2, clock } = setUpCredentials();
      const both = [d1, d2];
      /** By secret: whose it is, whether it proves a signature, and until when it is good. */
      const known = new Map([
        ["s1", { device: d1, isSecret: true, until: Number.POSITIVE_INFINITY, id: 0 }],
        ["s2", { device: d2, isSecret: true, until: Number.POSITIVE_INFINITY, id: 0 }],
      ]);
      let made = 0;
      for (const one of steps) {
        if (one.do === "wait") clock.advance(one.hours * HOUR);
        else {
          const device = both[one.device] ?? d1;
          const secret = `made${++made}`;
          if (one.do === "add") {
            const { id } = book.add(device, { kind: one.kind as "secret" | "token", secret }, "ann");
            const isSecret = one.kind === "secret";
            known.set(secret, { device, isSecret, until: Number.POSITIVE_INFINITY, id });
          } else if (one.do === "rotate") {
            const before = known.get(device.deviceSecret);
            book.rotate(device, { id: 0, overlapMs: one.hours * HOUR, secret }, "ann");
            const id = book.list(device).at(-1)?.id ?? 0;
            if (before) Object.assign(before, { until: clock.now() + one.hours * HOUR, id });
            known.set(secret, { device, isSecret: true, until: Number.POSITIVE_INFINITY, id: 0 });
          } else {
            const rows = [...known.values()].filter((row) => row.device === device && row.id > 0);
            const row = rows[one.nth];
            // Ended ones are forgotten after a while.
            if (row && row.until > clock.now()) {
              book.revoke(device, row.id);
              row.until = 0;
            }
          }
        }
        for (const [secret, row] of known) {
          const isGood = row.until > clock.now();
          const token = proofs.findToken(secret);
          expect(token !== undefined && token.failure === undefined && token.device === row.device).toBe(
            isGood,
          );
          for (const device of both) {
            const isIn = proofs.check(device, provenBy(secret)).failure === undefined;
            expect(isIn).toBe(isGood && row.isSecret && row.device === device);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});
