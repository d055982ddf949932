import { expect, test } from "bun:test";
import type { Ban } from "../../src/protection/protection.ts";
import { protectionRoutes } from "../../src/protection/routes.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";

const BAN: Ban = {
  id: "x1",
  kind: "address",
  address: "10.0.0.1",
  name: undefined,
  failures: 50,
  code: "unknown_device",
  since: 1_000,
  until: 601_000,
};

test("bans are seen by everyone, cleared by an administrator, and the clearing leaves a trace", async () => {
  const { entries, audit } = makeAuditLog();
  const protection = { bans: () => [BAN], clear: (id: string) => (id === "x1" ? BAN : undefined) };
  const api = makeApiClient(protectionRoutes({ protection, audit }));
  expect((await api.call("GET", "/bans", { role: "viewer" })).body).toEqual({
    items: [{ ...BAN, name: null }],
  });
  expect((await api.call("DELETE", "/bans/x1", { role: "developer" })).status).toBe(403);
  expect((await api.call("DELETE", "/bans/other")).status).toBe(404);
  expect(entries).toEqual([]);
  expect((await api.call("DELETE", "/bans/x1")).status).toBe(204);
  expect(entries).toEqual([
    ["admin", { action: "ban.clear", target: "10.0.0.1", before: { ...BAN, name: null } }],
  ]);
});
