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

test("however many begin, nobody else's flow is forgotten", () => {
  const flows = makeOidcFlows(makeManualClock());
  const first = flows.keep(FLOW);
  for (let i = 0; i < 2_000; i++) flows.keep(FLOW);
  expect(flows.take(first)).toEqual(FLOW);
});

test("what was altered, spelled otherwise or sealed elsewhere is none; nothing of it can be read", () => {
  const flows = makeOidcFlows(makeManualClock());
  const token = flows.keep(FLOW);
  const bytes = Buffer.from(token, "base64url");
  const altered = Array.from(bytes, (byte, at) => {
    const other = Buffer.from(bytes);
    other[at] = byte ^ 1;
    return flows.take(other.toString("base64url"));
  });
  expect(new Set(altered)).toEqual(new Set([undefined]));
  expect([
    ...[`${token}=`, `${token}\n`, token.slice(0, 20), ""].map((text) => flows.take(text)),
    makeOidcFlows(makeManualClock()).take(token),
    bytes.toString("latin1").includes("http://h/cb"),
  ]).toEqual([undefined, undefined, undefined, undefined, undefined, false]);
  expect(flows.take(token)).toEqual(FLOW);
});
