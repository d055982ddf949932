import { expect, test } from "bun:test";
import { type TlsRoutesDeps, tlsRoutes } from "../../src/tls/routes.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";

function setUp(more: Partial<TlsRoutesDeps> = {}) {
  const { entries, audit } = makeAuditLog();
  const issued: unknown[] = [];
  const api = makeApiClient(
    tlsRoutes({
      expiresAt: () => 1_800_000_000_000,
      issueClient: () => async (name) => ({ cert: `cert of ${name}`, key: "key" }),
      caPem: () => "authority",
      certificates: {
        hasDevice: (_, deviceName) => deviceName === "p1",
        add: (device, one) => void issued.push([device, one]),
      },
      audit,
      ...more,
    }),
  );
  return { api, entries, issued };
}

test("a developer is given a device's certificate, which is kept without its key, and that leaves a trace", async () => {
  const { api, entries, issued } = setUp();
  const path = "/devices/press/p1/certificate";
  expect((await api.call("POST", path, { role: "operator" })).status).toBe(403);
  expect((await api.call("POST", "/devices/press/p9/certificate")).status).toBe(404);
  expect(entries).toEqual([]);
  const answer = await api.call("POST", path, { role: "developer" });
  expect([answer.status, answer.body]).toEqual([
    201,
    { name: "p1&press", cert: "cert of p1&press", key: "key", ca: "authority" },
  ]);
  expect(entries).toEqual([["developer", { action: "device.issue-certificate", target: "press/p1" }]]);
  await api.call("POST", `${path}?overlapHours=24`);
  expect((await api.call("POST", `${path}?overlapHours=721`)).status).toBe(400);
  const device = { productKey: "press", deviceName: "p1" };
  const cert = "cert of p1&press";
  expect(issued).toEqual([
    [device, { cert, actor: "developer", overlapMs: undefined }],
    [device, { cert, actor: "admin", overlapMs: 86_400_000 }],
  ]);
});

test("where devices do not log in by Gantry's certificates none is issued", async () => {
  const { api } = setUp({ issueClient: () => undefined, expiresAt: () => undefined });
  expect(await api.call("POST", "/devices/press/p1/certificate")).toMatchObject({
    status: 409,
    body: { code: "certificates_off" },
  });
  expect((await api.call("GET", "/tls", { role: "viewer" })).body).toEqual({
    expiresAt: null,
    isIssuing: false,
  });
});
