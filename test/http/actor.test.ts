import { expect, test } from "bun:test";
import {
  type Actor,
  actorOf,
  makeApi,
  makeRouter,
  permissionsOfRole,
  personOf,
  route,
} from "../../src/http/http.ts";

const SHARED = { language: "en", address: "", mustChangePassword: false } as const;
const ANN: Actor = {
  ...SHARED,
  ...{ kind: "person", userId: 7, username: "ann" },
  ...{ role: "viewer", permissions: permissionsOfRole("viewer") },
};
const KEY: Actor = {
  ...SHARED,
  ...{ kind: "key", keyId: "gk-1", username: "key:scada" },
  ...{ role: "", permissions: permissionsOfRole("viewer") },
};

async function ask(actor: Actor | undefined) {
  const api = makeApi({ authenticate: () => actor, reportError: () => {}, version: "1" });
  const routes = makeRouter();
  const spec = { tag: "ops", summary: "s", allow: "anyone" } as const;
  routes.get("/actor", route({ ...spec, id: "a" }), (c) => c.json(actorOf(c).username));
  routes.get("/person", route({ ...spec, id: "p" }), (c) => c.json(personOf(c).userId));
  api.mount(routes);
  const answers = ["actor", "person"].map(async (path) => {
    const answer = await api.app.request(`/openapi/v1/${path}`);
    const json = (await answer.json()) as { code: string } | string | number;
    return typeof json === "object" ? json.code : json;
  });
  return Promise.all(answers);
}

test("a person and a key are callers, but only one of them is a person", async () => {
  expect(await ask(undefined)).toEqual(["unauthenticated", "unauthenticated"]);
  expect(await ask(ANN)).toEqual(["ann", 7]);
  expect(await ask(KEY)).toEqual(["key:scada", "persons_only"]);
});
