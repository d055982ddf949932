import { expect, test } from "bun:test";
import { adapters } from "../../src/access/adapters.ts";
import { accessRoutes } from "../../src/access/routes.ts";
import { dialects } from "../../src/codec/codec.ts";
import { makeApiClient } from "../harness/room-api.ts";

test("viewers read what devices may speak, in both languages; strangers do not", async () => {
  const api = makeApiClient(accessRoutes(adapters));
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
