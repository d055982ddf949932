import { expect, test } from "bun:test";
import { adapters } from "../../src/access/adapters.ts";
import { accessRoutes } from "../../src/access/routes.ts";
import { dialects } from "../../src/codec/codec.ts";
import { makeApiClient } from "../harness/room-api.ts";

test("viewers read what devices may speak, in both languages; strangers do not", async () => {
  const api = makeApiClient(accessRoutes({ adapters, caPem: () => undefined }));
  expect(await api.call("GET", "/dialects", { role: "viewer" })).toMatchObject({
    status: 200,
    body: { items: dialects.map(({ name, summary, routes }) => ({ name, summary, routes })) },
  });
  expect(await api.call("GET", "/protocols", { role: "viewer" })).toMatchObject({
    status: 200,
    body: { items: [{ name: "mqtt", summary: adapters[0].docs.summary }] },
  });
  const stranger = await api.fetch("/openapi/v1/dialects", { headers: { "x-test-role": "" } });
  expect(stranger.status).toBe(401);
});

test("the authority's certificate is a file to download, where there is one", async () => {
  const pem = "-----BEGIN CERTIFICATE-----\n";
  const own = makeApiClient(accessRoutes({ adapters, caPem: () => pem }));
  const answer = await own.call("GET", "/tls/ca.pem", { role: "viewer" });
  expect([answer.status, answer.body]).toEqual([200, pem]);
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="gantry-ca.pem"');
  const brought = makeApiClient(accessRoutes({ adapters, caPem: () => undefined }));
  expect((await brought.call("GET", "/tls/ca.pem")).status).toBe(404);
});
