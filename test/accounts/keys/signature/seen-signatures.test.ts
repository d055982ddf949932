import { expect, test } from "bun:test";
import { makeSeenSignatures } from "../../../../src/accounts/keys/signature/seen-signatures.ts";

const signature = (n: number) => new Bun.CryptoHasher("sha256").update(String(n)).digest();

test("a signature is new once, until it is too old to be taken at all", () => {
  const seen = makeSeenSignatures({ toleranceS: 60, keyMax: 10, allMax: 10 });
  const note = (n: number, createdS: number, nowS: number) =>
    seen.note({ keyId: "a", signature: signature(n), createdS, nowS });
  expect([
    note(1, 1_000, 1_000),
    note(1, 1_000, 1_000),
    note(1, 1_000, 1_060),
    note(2, 1_000, 1_060),
  ]).toEqual([...["new", "seen", "seen", "new"]] as never);
  // By a clock that is ahead: it is good for longer, and remembered for longer.
  expect([note(3, 1_120, 1_060), note(3, 1_120, 1_180)]).toEqual(["new", "seen"]);
  expect(seen.size()).toBe(1);
});

test("what is remembered is bounded, in all and of each key, and room comes back", () => {
  const seen = makeSeenSignatures({ toleranceS: 60, keyMax: 2, allMax: 3 });
  let n = 0;
  const note = (keyId: string, nowS: number) =>
    seen.note({ keyId, signature: signature(n++), createdS: nowS, nowS });
  expect([note("a", 0), note("a", 40), note("a", 50), note("b", 50), note("b", 50)]).toEqual([
    ...["new", "new", "full", "new", "full"],
  ] as never);
  expect(seen.size()).toBe(3);
  expect([note("b", 91), note("a", 91), seen.size()]).toEqual(["new", "full", 3]);
  expect([note("a", 300), seen.size()]).toEqual(["new", 1]);
});
