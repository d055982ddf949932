import { describe, expect, test } from "bun:test";
import { makeRequestLimit, requestLimitMetrics } from "../../src/http/http.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeSampleApi } from "./sample-api.ts";

const PLANT = "10.0.0.7";

function open(ratePerS: number) {
  const clock = makeManualClock();
  const limit = makeRequestLimit({ ratePerS, clock });
  const { app } = makeSampleApi({ requestLimit: limit });
  const ask = (address: string, headers: Record<string, string> = {}) =>
    app.request("/openapi/v1/for/anyone", { headers }, { address });
  const statuses = async (count: number, address: string, headers: Record<string, string> = {}) => {
    const seen = [];
    for (let left = count; left > 0; left--) seen.push((await ask(address, headers)).status);
    return seen;
  };
  return { clock, limit, app, ask, statuses };
}

describe("requests of one caller", () => {
  test("five seconds' worth at once, then so many a second; the rest are told when to come again", async () => {
    const { clock, limit, ask, statuses } = open(2);
    expect(await statuses(11, PLANT)).toEqual([...Array(10).fill(200), 429]);
    const refused = await ask(PLANT);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await refused.json()).toMatchObject({ code: "rate_limited", params: { retryAfterS: 1 } });
    clock.advance(1_000);
    expect(await statuses(3, PLANT)).toEqual([200, 200, 429]);
    expect(limit.refused()).toBe(3);
    expect(requestLimitMetrics(limit)).toMatchObject([{ name: "gantry_http_requests_limited_total" }]);
  });

  test("are counted by person, wherever they come from, and by address where nobody is signed in", async () => {
    const { statuses } = open(1);
    expect(await statuses(5, PLANT, { "x-caller": "viewer" })).toEqual(Array(5).fill(200));
    expect(await statuses(1, "10.0.0.8", { "x-caller": "viewer" })).toEqual([429]);
    expect(await statuses(5, PLANT)).toEqual(Array(5).fill(200));
    expect(await statuses(1, PLANT)).toEqual([429]);
    expect(await statuses(1, "10.0.0.8")).toEqual([200]);
  });

  test("of this machine are not counted, but those through a proxy on it", async () => {
    const { statuses } = open(1);
    expect(await statuses(9, "127.0.0.1")).toEqual(Array(9).fill(200));
    expect(await statuses(9, "::1")).toEqual(Array(9).fill(200));
    const proxied = { "x-forwarded-for": "203.0.113.5" };
    expect(await statuses(6, "127.0.0.1", proxied)).toEqual([...Array(5).fill(200), 429]);
  });

  test("that the API makes itself, to answer one that was let in, are not counted", async () => {
    const { app, statuses } = open(1);
    await statuses(6, PLANT);
    const again = app.request(
      "/openapi/v1/for/anyone",
      {},
      { address: PLANT, repeatFor: { actor: undefined } },
    );
    expect((await again).status).toBe(200);
  });

  test("any number with 0", async () => {
    const { statuses } = open(0);
    expect(await statuses(20, PLANT)).toEqual(Array(20).fill(200));
  });

  test("what stands outside of the API is not counted", async () => {
    const { app, statuses } = open(1);
    await statuses(6, PLANT);
    expect((await app.request("/openapi/docs", {}, { address: PLANT })).status).toBe(200);
  });
});
