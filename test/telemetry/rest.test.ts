import { expect, test } from "bun:test";
import { rest } from "../../src/telemetry/rest.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

test("a rest ends with its time or with the signal, and leaves no timer", async () => {
  const clock = makeManualClock();
  const abort = new AbortController();
  const timely = rest(clock, 10, abort.signal);
  clock.advance(10);
  await timely;
  const cut = rest(clock, 10, abort.signal);
  abort.abort();
  await cut;
  await rest(clock, 10, abort.signal);
  expect(clock.pending()).toBe(0);
});
