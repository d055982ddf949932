import { expect, test } from "bun:test";
import { Bans } from "../../src/protection/bans.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

test("lists who is banned since when, until when and why", () => {
  const clock = makeManualClock(1_000_000);
  const bans = new Bans(clock, { failures: 2, banMs: 60_000 });
  const attempt = { ip: "10.0.0.1", name: "p1" };
  expect([bans.fail(attempt, "unknown_device"), bans.fail(attempt, "secret_mismatch")]).toEqual([0, 60_000]);
  clock.advance(10_000);
  expect(bans.list()).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-z]+$/),
      kind: "login",
      address: "10.0.0.1",
      name: "p1",
      failures: 2,
      code: "secret_mismatch",
      since: 1_000_000,
      until: 1_060_000,
    },
  ]);
  clock.advance(50_000);
  expect(bans.list()).toEqual([]);
});

test("what is remembered is bounded, however many names come", () => {
  const bans = new Bans(makeManualClock(), { failures: 1, banMs: 60_000 });
  for (let i = 0; i < 12_000; i++)
    bans.fail({ ip: `10.0.${i >> 8}.${i & 255}`, name: `n${i}` }, "unknown_device");
  expect(bans.list().length).toBe(10_000);
});
