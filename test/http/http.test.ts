import { describe, expect, test } from "bun:test";
import { makeApi, makeRouter, route } from "../../src/http/http.ts";
import { ROLES } from "../../src/spine/permission.ts";
import { ALLOWS, makeSampleApi } from "./sample-api.ts";

describe("who may call", () => {
  const CALLERS = [undefined, ...ROLES, "new-admin"] as const;
  /* biome-ignore format: a table: callers down, what a route allows across */
  const EXPECTED: Record<string, readonly number[]> = {
    //        anyone signed-in read write command manage ota admin
    undefined:   [200, 401, 401, 401, 401, 401, 401, 401],
    viewer:      [200, 200, 200, 403, 403, 403, 403, 403],
    operator:    [200, 200, 200, 403, 200, 403, 403, 403],
    developer:   [200, 200, 200, 200, 200, 200, 200, 403],
    admin:       [200, 200, 200, 200, 200, 200, 200, 200],
    "new-admin": [200, 200, 403, 403, 403, 403, 403, 403],
  };
  test.each(CALLERS)("%p", async (caller) => {
    const { app } = makeSampleApi();
    const headers: Record<string, string> = caller === undefined ? {} : { "x-caller": caller };
    const answers = ALLOWS.map((allow) => app.request(`/openapi/v1/for/${allow}`, { headers }));
    expect((await Promise.all(answers)).map((answer) => answer.status)).toEqual([
      ...(EXPECTED[String(caller)] ?? []),
    ]);
  });

  test("the reason tells a forced password change from a weak role", async () => {
    const { app } = makeSampleApi();
    const codeFor = async (caller: string) => {
      const answer = await app.request("/openapi/v1/for/admin", { headers: { "x-caller": caller } });
      return ((await answer.json()) as { code: string }).code;
    };
    expect(await codeFor("new-admin")).toBe("password_change_required");
    expect(await codeFor("viewer")).toBe("forbidden");
  });

  test("a route without a spec is refused when it is mounted", () => {
    const api = makeApi({ authenticate: () => undefined, reportError: () => {}, version: "1" });
    const routes = makeRouter();
    routes.get("/open", (c) => c.text("oops"));
    expect(() => api.mount(routes)).toThrow("GET /open has no route(...)");
  });

  test("two routes at one address are refused, whatever their parameters are called", () => {
    const api = makeApi({ authenticate: () => undefined, reportError: () => {}, version: "1" });
    const make = (id: string, path: string) => {
      const routes = makeRouter();
      routes.get(path, route({ id, tag: "ops", summary: "s", allow: "read" }), (c) => c.text(""));
      return routes;
    };
    api.mount(make("one", "/things/:id/parts"));
    api.mount(make("other", "/things/:id/pieces"));
    expect(() => api.mount(make("twin", "/things/:key/parts"))).toThrow("GET /things/:/parts is two routes");
  });
});

describe("failures", () => {
  test("a bug is reported once under the id that the caller is told, and tells nothing of itself", async () => {
    const { app, reported } = makeSampleApi();
    const answer = await app.request("/openapi/v1/broken");
    const problem = (await answer.json()) as { requestId: string };
    expect(answer.status).toBe(500);
    expect(JSON.stringify(problem)).not.toContain("the reason");
    expect(problem).toMatchObject({ code: "internal", detail: expect.stringContaining(problem.requestId) });
    const { requestId } = problem;
    const request = { requestId, method: "GET", path: "/openapi/v1/broken" };
    expect(reported).toEqual([{ ...request, error: new Error("the reason, for the log only") }]);
  });

  test("what does not exist is a problem too, under the API and at the root", async () => {
    const { app, reported } = makeSampleApi();
    for (const path of ["/openapi/v1/nothing", "/nothing"]) {
      const answer = await app.request(path);
      expect([answer.status, await answer.json()]).toMatchObject([404, { code: "not_found" }]);
    }
    expect(reported).toEqual([]);
  });
});
