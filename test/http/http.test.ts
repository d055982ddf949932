import { describe, expect, test } from "bun:test";
import { makeApi, makeRouter, ROLES } from "../../src/http/http.ts";
import { ALLOWS, makeSampleApi, post } from "./sample-api.ts";

describe("who may call", () => {
  const CALLERS = [undefined, ...ROLES, "new-admin"] as const;
  /* biome-ignore format: a table: callers down, what a route allows across */
  const EXPECTED: Record<string, readonly number[]> = {
    //           anyone signed-in viewer operator developer admin
    undefined:    [200, 401, 401, 401, 401, 401],
    viewer:       [200, 200, 200, 403, 403, 403],
    operator:     [200, 200, 200, 200, 403, 403],
    developer:    [200, 200, 200, 200, 200, 403],
    admin:        [200, 200, 200, 200, 200, 200],
    "new-admin":  [200, 200, 403, 403, 403, 403],
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
});

describe("problems", () => {
  test("whole shape, English", async () => {
    const { app } = makeSampleApi();
    const answer = await app.request("/openapi/v1/for/admin", {
      headers: { "x-caller": "viewer", "x-request-id": "from-proxy-1" },
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toEqual({
      type: "urn:gantry:error:forbidden",
      title: "Forbidden",
      status: 403,
      code: "forbidden",
      detail: "Your role may not do this (admin).",
      params: { needs: "admin" },
      requestId: "from-proxy-1",
    });
  });

  test.each([
    ["zh-CN,zh;q=0.9,en;q=0.8", undefined, "请先登录。"],
    ["fr, zh-TW;q=0.5, en;q=0.4", undefined, "请先登录。"],
    ["zh;q=0, en;q=0.1", undefined, "Sign in first."],
    ["de", undefined, "Sign in first."],
    [undefined, undefined, "Sign in first."],
    [undefined, "zh-CN", "请先登录。"],
  ] as const)("Accept-Language %p, default %p", async (accepted, defaultLanguage, detail) => {
    const { app } = makeSampleApi(defaultLanguage === undefined ? {} : { defaultLanguage });
    const headers: Record<string, string> = accepted === undefined ? {} : { "accept-language": accepted };
    const answer = await app.request("/openapi/v1/for/viewer", { headers });
    expect(await answer.json()).toMatchObject({ detail });
  });

  test("a person's own language is stronger than the browser's", async () => {
    const { app } = makeSampleApi();
    const headers = { "x-caller": "viewer", "x-language": "zh-CN", "accept-language": "en" };
    const answer = await app.request("/openapi/v1/for/admin", { headers });
    expect(await answer.json()).toMatchObject({ detail: "您的角色无权执行此操作（admin）。" });
  });

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

describe("same origin", () => {
  const url = "http://plant:8080/openapi/v1/things/1";
  test.each([
    [{ "sec-fetch-site": "same-origin" }, 201],
    [{ "sec-fetch-site": "none" }, 201],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "cross-site", origin: "http://plant:8080" }, 403],
    [{ origin: "http://plant:8080" }, 201],
    [{ origin: "http://plant:9090" }, 403],
    [{ origin: "http://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{}, 201],
  ] as const)("%p gives %p", async (headers, status) => {
    const { app } = makeSampleApi();
    const answer = await app.request(url, post({ name: "n" }, { host: "plant:8080", ...headers }));
    expect(answer.status).toBe(status);
    if (status === 403) expect(await answer.json()).toMatchObject({ code: "origin_mismatch" });
  });

  test("reading is not refused", async () => {
    const { app } = makeSampleApi();
    const headers = { "sec-fetch-site": "cross-site", "x-caller": "viewer" };
    expect((await app.request("/openapi/v1/for/viewer", { headers })).status).toBe(200);
  });
});

describe("headers", () => {
  test("every answer carries the security headers and its request id; the API is not cached", async () => {
    const { app } = makeSampleApi();
    for (const path of ["/openapi/v1/for/anyone", "/openapi/v1/broken", "/openapi/docs", "/nothing"]) {
      const { headers } = await app.request(path);
      expect(headers.get("content-security-policy")).toContain("script-src 'self';");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-request-id")).toMatch(/^[A-Za-z0-9]{16}$/);
      if (path.startsWith("/openapi/v1/")) expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  test("a request id that is no id is replaced", async () => {
    const { app } = makeSampleApi();
    const { headers } = await app.request("/openapi/v1/for/anyone", {
      headers: { "x-request-id": "a b<script>" },
    });
    expect(headers.get("x-request-id")).toMatch(/^[A-Za-z0-9]{16}$/);
  });
});
