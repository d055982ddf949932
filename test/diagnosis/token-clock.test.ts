import { expect, test } from "bun:test";
import { TokenClock } from "../../src/diagnosis/token-clock.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

test("more than a fifth of the devices refused for the time alone put our clock under suspicion", () => {
  const clock = makeManualClock(1_000_000);
  const tokens = new TokenClock(clock);
  expect(tokens.verdict()).toEqual({ isSuspect: false, devices: 0, late: 0, skewS: 0 });
  for (let id = 1; id <= 8; id++) tokens.note(id, undefined);
  for (let id = 9; id <= 10; id++) tokens.note(id, 3_600);
  expect(tokens.verdict()).toEqual({ isSuspect: false, devices: 10, late: 2, skewS: 3_600 });
  tokens.note(8, 3_700);
  expect(tokens.verdict()).toEqual({ isSuspect: true, devices: 10, late: 3, skewS: 3_600 });
  tokens.note(8, undefined);
  expect(tokens.verdict()).toMatchObject({ isSuspect: false });
});

test("one device with an old token proves nothing, however often it tries", () => {
  const tokens = new TokenClock(makeManualClock(1_000_000));
  for (let i = 0; i < 100; i++) tokens.note(1, 86_400);
  expect(tokens.verdict()).toEqual({ isSuspect: false, devices: 1, late: 1, skewS: 86_400 });
});

test("it ends by itself a quarter of an hour after the last", () => {
  const clock = makeManualClock(1_000_000);
  const tokens = new TokenClock(clock);
  for (let id = 1; id <= 3; id++) tokens.note(id, -60);
  expect(tokens.verdict()).toEqual({ isSuspect: true, devices: 3, late: 3, skewS: -60 });
  clock.advance(900_001);
  expect(tokens.verdict()).toEqual({ isSuspect: false, devices: 0, late: 0, skewS: 0 });
});
