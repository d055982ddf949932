import { describe, expect, test } from "bun:test";
import { makeSampleApi, post } from "./sample-api.ts";

describe("language", () => {
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
    const answer = await app.request("/openapi/v1/for/read", { headers });
    expect(await answer.json()).toMatchObject({ detail });
  });

  test("a person's own language is stronger than the browser's", async () => {
    const { app } = makeSampleApi();
    const headers = { "x-caller": "viewer", "x-language": "zh-CN", "accept-language": "en" };
    const answer = await app.request("/openapi/v1/for/admin", { headers });
    expect(await answer.json()).toMatchObject({ detail: "您无权执行此操作，需要权限：admin · devices。" });
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
    expect((await app.request("/openapi/v1/for/read", { headers })).status).toBe(200);
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
      expect(headers.get("permissions-policy")).toContain("camera=(), ");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("x-request-id")).toMatch(/^[A-Za-z0-9]{16}$/);
      if (path.startsWith("/openapi/v1/")) expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  test("those of a deployment come on top", async () => {
    const { app } = makeSampleApi({ headers: [["strict-transport-security", "max-age=1"]] });
    const { headers } = await app.request("/nothing");
    expect(headers.get("strict-transport-security")).toBe("max-age=1");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("a request id that is no id is replaced", async () => {
    const { app } = makeSampleApi();
    const { headers } = await app.request("/openapi/v1/for/anyone", {
      headers: { "x-request-id": "a b<script>" },
    });
    expect(headers.get("x-request-id")).toMatch(/^[A-Za-z0-9]{16}$/);
  });
});
