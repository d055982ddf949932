// No page can change anything without saying on what its change rests: held against the API document, not against a
// list that somebody has to remember.

import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import type { OpenAPIV3_1 } from "openapi-types";
import { editAlone, ONE_FIELD } from "../../../web/src/edit/edit.ts";
import { EDITS, type EditName, LONE_EDITS, type LoneEditName } from "../../../web/src/edit/edits.ts";
import { startReal } from "../real-app.ts";
import { editThing, fakeServer, readThing } from "./fake-server.ts";

const WEB = "web/src";
/** They name one field of one's own, and are sent with every click: the newest click is right. */
const ONES_OWN = ["changePreferences", "replacePreferences"];
const NOT_CALLED = ["replacePreferences"];

interface Operation {
  readonly id: string;
  readonly method: "PUT" | "PATCH";
  readonly path: string;
  readonly isGuarded: boolean;
}

let operations: readonly Operation[];
beforeAll(async () => {
  await using real = await startReal();
  const { paths = {} } = (await real.api.get("/openapi.json")).body as OpenAPIV3_1.Document;
  operations = Object.entries(paths).flatMap(([path, item]) =>
    (["put", "patch"] as const).flatMap((method) => {
      const operation = item?.[method];
      if (operation === undefined) return [];
      const [id, isGuarded] = [operation.operationId ?? "", JSON.stringify(operation).includes("/IfMatch")];
      const name = method === "put" ? ("PUT" as const) : ("PATCH" as const);
      return [{ id, method: name, path: path.replace("/openapi/v1", ""), isGuarded }];
    }),
  );
}, 60_000);

const server = fakeServer();
afterEach(() => server.reset());
afterAll(() => server.stop());

test("what the API lets be edited under an ETag, the pages edit under it", () => {
  const guarded = operations.filter(({ id, isGuarded }) => isGuarded && !ONES_OWN.includes(id));
  const known = Object.entries(EDITS).map(([id, { method, path }]) => ({ id, method, path: String(path) }));
  const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
  expect(known.sort(byId)).toEqual(
    guarded.map(({ id, method, path }) => ({ id, method: method, path })).sort(byId),
  );
});

test("what is edited without one is listed, and nothing is in neither list", () => {
  const listed = [...Object.keys(EDITS), ...Object.keys(LONE_EDITS), ...NOT_CALLED];
  expect(listed.sort()).toEqual(operations.map(({ id }) => id).sort());
  for (const [id, { method, path }] of Object.entries(LONE_EDITS))
    expect(operations.find((one) => one.id === id)).toMatchObject({ method, path });
});

test("each of them is sent with the ETag that its basis was read with", async () => {
  for (const name of Object.keys(EDITS) as EditName[]) {
    const { method, path } = EDITS[name];
    const at = [...path.matchAll(/\{\w+\}/g)].map((_, index) => `k/${index}`);
    server.answer = (request) =>
      Response.json(
        { name: "read" },
        { headers: { etag: request.method === "GET" ? `"${name}"` : '"new"' } },
      );
    const basis = await readThing<object>("/thing");
    const saved = await editThing<object>(name, { at, basis, body: { name: "typed" } });
    const filled = at.reduce((text, one) => text.replace(/\{\w+\}/, encodeURIComponent(one)), path);
    expect(server.requests.slice(1)).toEqual([
      { method, path: `/openapi/v1${filled}`, ifMatch: `"${name}"`, body: { name: "typed" } },
    ]);
    // What was answered is the basis of the next edit.
    await editThing(name, { at, basis: saved, body: { name: "again" } });
    expect(server.requests[2]).toMatchObject({ ifMatch: '"new"' });
    server.reset();
  }
});

test("nothing is sent that rests on what was never read, or sets two fields at once blindly", async () => {
  const at = ["p"];
  await expect(editThing("updateProduct", { at, basis: {}, body: { name: "x" } })).rejects.toThrow("ETag");
  const two = editThing("updateProduct", { at, basis: ONE_FIELD, body: { name: "x", description: "y" } });
  await expect(two).rejects.toThrow("more than one field");
  await editThing("updateProduct", { at, basis: ONE_FIELD, body: { isEnabled: false } });
  for (const name of Object.keys(LONE_EDITS) as LoneEditName[]) await editAlone(name, { one: 1 } as never);
  expect(server.requests.map(({ ifMatch }) => ifMatch)).toEqual([null, null, null, null, null]);
});

test("nothing in web/ speaks PUT or PATCH beside it, nor to the server beside the client", () => {
  const sources = readdirSync(WEB, { recursive: true, encoding: "utf8" })
    // The clients that people paste elsewhere are texts.
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("access/keys/clients/"))
    .map((path) => ({ path, text: readFileSync(`${WEB}/${path}`, "utf8") }));
  const having = (pattern: RegExp) =>
    sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
  expect(having(/["'`](PUT|PATCH)["'`]/).sort()).toEqual(["edit/edit.ts", "edit/edits.ts"]);
  expect(having(/\bfetch\(/)).toEqual(["call.ts"]);
  expect(having(/XMLHttpRequest\(/)).toEqual(["base/upload/send-file.ts"]);
});
