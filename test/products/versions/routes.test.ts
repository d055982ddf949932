import { expect, test } from "bun:test";
import { makeVersionRig, number } from "./rig.ts";

const PATH = "/products/p1/thing-model";
const T = { properties: [number("t")], events: [], services: [] };

test("a draft is saved, compared, guarded by If-Match, and published", async () => {
  const { call, entries, products } = makeVersionRig();
  products.setStatus("p1", "published", "ann");
  expect(await call("GET", `${PATH}/draft`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  const stale = await call("PUT", `${PATH}/draft`, { body: T, headers: { "if-match": '"7"' } });
  expect(stale).toMatchObject({ status: 412, body: { code: "version_conflict" } });
  const saved = await call("PUT", `${PATH}/draft`, {
    role: "developer",
    body: T,
    headers: { "if-match": '"1"' },
  });
  const draft = { model: T, basedOnVersion: 1, actor: "developer", updatedAt: 1_000 };
  expect([saved.status, saved.body]).toEqual([200, draft]);
  const etag = saved.headers.get("etag") ?? "";
  const other = await call("PUT", `${PATH}/draft`, {
    body: { properties: [] },
    headers: { "if-match": '"1"' },
  });
  expect(other.status).toBe(412);
  const read = await call("GET", `${PATH}/draft`, { role: "viewer" });
  expect([read.body, read.headers.get("etag")]).toEqual([draft, etag]);
  expect((await call("GET", `${PATH}/diff`)).body).toEqual({
    changes: [
      {
        ...{ kind: "property", identifier: "t", name: "t", change: "added" },
        ...{ fields: [{ path: "dataType", from: null, to: { type: "int" } }], risks: [], needsChoice: false },
      },
    ],
  });
  const late = await call("POST", `${PATH}/publish`, { body: {}, headers: { "if-match": '"dx"' } });
  expect(late.status).toBe(412);
  const published = await call("POST", `${PATH}/publish`, {
    body: { note: "why", version: 1 },
    headers: { "if-match": etag },
  });
  expect(published).toMatchObject({ status: 200, body: { modelVersion: 2, jobs: {} } });
  expect((await call("GET", PATH)).body).toEqual(T);
  expect(entries.map(([who, { action }]) => [who, action])).toEqual([
    ["developer", "product.save-model-draft"],
    ["admin", "product.publish-model"],
  ]);
});

test("a draft is discarded, a version rolled back", async () => {
  const { call, entries } = makeVersionRig();
  await call("PUT", PATH, { body: T });
  await call("PUT", `${PATH}/draft`, { body: { properties: [] } });
  expect((await call("DELETE", `${PATH}/draft`)).status).toBe(204);
  expect((await call("DELETE", `${PATH}/draft`)).status).toBe(204);
  expect(await call("POST", `${PATH}/rollback`, { body: { version: 1 } })).toMatchObject({
    body: { modelVersion: 3 },
  });
  expect((await call("GET", `${PATH}/diff?from=1&to=3`)).body).toEqual({ changes: [] });
  expect(entries.map(([, { action }]) => action)).toEqual([
    ...[
      "product.set-model",
      "product.save-model-draft",
      "product.discard-model-draft",
      "product.roll-back-model",
    ],
  ]);
});

test("a change of type asks, in words that name the properties", async () => {
  const { call } = makeVersionRig(["t"]);
  await call("PUT", PATH, { body: T });
  await call("PUT", `${PATH}/draft`, { body: { properties: [number("t", "text")] } });
  expect((await call("GET", `${PATH}/diff`)).body).toMatchObject({ changes: [{ needsChoice: true }] });
  const publish = (body: unknown) => call("POST", `${PATH}/publish`, { body });
  expect(await publish({})).toMatchObject({
    status: 409,
    body: { code: "type_change_needs_choice", params: { properties: "t (int -> text)" } },
  });
  expect(await publish({ typeChanges: { t: "forget" } })).toMatchObject({ status: 400 });
  expect(await publish({ typeChanges: { "a b": "keep" } })).toMatchObject({ status: 400 });
  expect(await publish({ typeChanges: { t: "convert" } })).toMatchObject({
    body: { modelVersion: 3, jobs: { t: 1 } },
  });
});

test("roles are held at the door", async () => {
  const { call } = makeVersionRig();
  const status = async (method: string, path: string, role: "viewer" | "operator") =>
    (await call(method, `${PATH}/${path}`, { role, ...(method === "GET" ? {} : { body: {} }) })).status;
  expect(await status("GET", "versions", "viewer")).toBe(200);
  for (const [method, path] of [
    ["PUT", "draft"],
    ["DELETE", "draft"],
    ["POST", "publish"],
    ["POST", "rollback"],
  ] as const)
    expect(await status(method, path, "operator")).toBe(403);
});
