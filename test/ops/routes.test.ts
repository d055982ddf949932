import { expect, test } from "bun:test";
import type { MetricsAccess } from "../../src/ops/metrics-access.ts";
import { opsRoutes, probeRoutes } from "../../src/ops/routes.ts";
import { makeApiClient } from "../harness/room-api.ts";
import { openSampleOps } from "./sample-ops.ts";

function open(metrics: MetricsAccess = "open") {
  const sample = openSampleOps();
  return { ...sample, ...makeApiClient(opsRoutes(sample.ops), probeRoutes(sample.ops, metrics)) };
}

test("the overview and the listeners are for people who are signed in", async () => {
  const { call, fetch } = open();
  expect(await call("GET", "/openapi/v1/overview", { role: "viewer" })).toMatchObject({
    status: 200,
    body: { products: 6 },
  });
  expect((await call("GET", "/openapi/v1/listeners", { role: "viewer" })).body).toMatchObject({
    items: [
      { name: "mqtt", status: "listening", error: null },
      { name: "mqtts", status: "failed", error: "address in use" },
    ],
  });
  expect((await fetch("/openapi/v1/overview", { headers: { "x-test-role": "" } })).status).toBe(401);
});

test("probes: alive is alive, ready is ready", async () => {
  const { call, state } = open();
  expect(await call("GET", "/healthz")).toMatchObject({ status: 200, body: { status: "ok" } });
  expect(await call("GET", "/readyz")).toMatchObject({
    status: 200,
    body: { status: "ready", problems: [] },
  });
  state.isReady = false;
  state.log.unavailable = "disk full";
  expect(await call("GET", "/readyz")).toMatchObject({
    status: 503,
    body: { status: "not ready", problems: ["starting or stopping", "event log: disk full"] },
  });
  expect((await call("GET", "/healthz")).status).toBe(200);
});

test("metrics come as Prometheus reads them", async () => {
  const { call } = open();
  const { status, body, headers } = await call("GET", "/metrics");
  expect([status, headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  expect(body).toContain("# TYPE gantry_uplinks_total counter\ngantry_uplinks_total 60\n");
});

test("metrics are for those to whom they are open, and nowhere when they are off", async () => {
  // The client of this test comes from nowhere.
  expect(await open("private").call("GET", "/metrics")).toMatchObject({
    status: 403,
    body: { code: "metrics_closed" },
  });
  expect(await open("off").call("GET", "/metrics")).toMatchObject({ status: 404 });
  expect((await open("off").call("GET", "/healthz")).status).toBe(200);
});
