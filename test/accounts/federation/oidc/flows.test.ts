import { expect, test } from "bun:test";
import { makeOidcFlows } from "../../../../src/accounts/federation/oidc/flows.ts";
import { makeManualClock } from "../../../harness/manual-clock.ts";

const FLOW = { redirectUri: "http://h/cb", state: "s", nonce: "n", codeVerifier: "v" };

test("a flow is taken once, within ten minutes", () => {
  const clock = makeManualClock();
  const flows = makeOidcFlows(clock);
  const [one, other] = [flows.keep(FLOW), flows.keep({ ...FLOW, state: "t" })];
  expect([flows.take(one), flows.take(one), flows.take("made up")]).toEqual([FLOW, undefined, undefined]);
  clock.advance(600_000);
  expect(flows.take(other)).toBeUndefined();
});

test("of too many the oldest is forgotten", () => {
  const flows = makeOidcFlows(makeManualClock());
  const first = flows.keep(FLOW);
  for (let i = 0; i < 1_000; i++) flows.keep(FLOW);
  expect(flows.take(first)).toBeUndefined();
});
