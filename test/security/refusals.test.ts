// Attempts to get past permissions, origin or limits are told in the log, boundedly and without what was sent.

import { expect, test } from "bun:test";
import { makeRefusalLines } from "../../src/app/refusal-lines.ts";
import { makeRequestLimit, type Refusal } from "../../src/http/http.ts";
import { makeLogLines } from "../../src/kit/log-line.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeSampleApi, post } from "../http/sample-api.ts";

const REFUSAL: Refusal = {
  ...{ code: "forbidden", requestId: "r", method: "GET", path: "/x" },
  ...{ username: "ann", address: "10.0.0.7" },
};

test("a refusal says who, from where, what and why; what is merely wrong or unknown says nothing", async () => {
  const clock = makeManualClock();
  const refusals: Refusal[] = [];
  const { app } = makeSampleApi({
    reportRefusal: (refusal) => refusals.push(refusal),
    requestLimit: makeRequestLimit({ ratePerS: 1, clock }),
  });
  const env = { address: "10.0.0.7" };
  const path = "/openapi/v1/for/admin";
  const ann = { "x-caller": "viewer", "x-request-id": "request-1" };
  await app.request(`${path}?password=hidden`, { headers: ann }, env);
  await app.request(path, {}, env);
  await app.request("/openapi/v1/nothing", { headers: ann }, env);
  await app.request("/openapi/v1/things/1", post("not JSON"), env);
  await app.request("/openapi/v1/things/1", post({ name: "n" }, { origin: "http://evil.example" }), env);
  for (let left = 9; left > 0; left--) await app.request(path, { headers: ann }, env);
  const same = { method: "GET", path, username: "ann", address: "10.0.0.7", requestId: "request-1" };
  expect(refusals[0]).toEqual({ ...same, code: "forbidden", needs: "admin · devices" });
  expect(refusals[1]).toMatchObject({
    code: "origin_mismatch",
    method: "POST",
    path: "/openapi/v1/things/1",
  });
  expect(refusals.at(-1)).toEqual({ ...same, code: "rate_limited" });
  expect(new Set(refusals.map(({ code }) => code))).toEqual(
    new Set(["forbidden", "origin_mismatch", "rate_limited"]),
  );
});

test("many refusals are a bounded number of lines, which tell how many were left out", () => {
  const clock = makeManualClock();
  const written: string[] = [];
  const lines = makeLogLines({ write: (line) => written.push(line), now: () => 0, level: "info" });
  const report = makeRefusalLines(lines, clock);
  for (let left = 1_000; left > 0; left--) report(REFUSAL);
  expect(written).toHaveLength(60);
  clock.advance(1_000);
  report({ ...REFUSAL, path: '/x\n{"level":"info"}' });
  expect(written).toHaveLength(61);
  const last = written.at(-1) ?? "";
  // One line, whatever the path holds.
  expect(last.trimEnd()).not.toContain("\n");
  expect(JSON.parse(last)).toMatchObject({
    level: "warn",
    code: "forbidden",
    username: "ann",
    leftOutBefore: 940,
  });
});
