import { describe, expect, test } from "bun:test";
import { HTTPException } from "hono/http-exception";
import { InvalidRequest, problemOf } from "../../src/http/problem.ts";
import { AppError } from "../../src/spine/error.ts";

const EN = { requestId: "r-1", language: "en" } as const;
const ZH = { requestId: "r-1", language: "zh-CN" } as const;

async function read(error: unknown, context: typeof EN | typeof ZH) {
  const { response, isExpected } = problemOf(error, context);
  return { isExpected, status: response.status, headers: response.headers, json: await response.json() };
}

describe("problemOf", () => {
  test("the whole shape, in both languages", async () => {
    const error = new AppError("not_found", { what: "p1" });
    const shared = {
      type: "urn:gantry:error:not_found",
      title: "Not found",
      status: 404,
      code: "not_found",
      params: { what: "p1" },
      requestId: "r-1",
    };
    const en = await read(error, EN);
    expect(en).toMatchObject({
      isExpected: true,
      status: 404,
      json: { ...shared, detail: "p1 does not exist." },
    });
    expect(Object.keys(en.json)).toHaveLength(7);
    expect(en.headers.get("content-type")).toBe("application/problem+json");
    expect(en.headers.get("content-language")).toBe("en");
    expect((await read(error, ZH)).json).toEqual({ ...shared, detail: "p1 不存在。" });
  });

  test("a disk that is full says so, also from behind a wrapper; no other failure of a database does", async () => {
    const ofKind = (kind: string) => Object.assign(new Error(kind), { name: "DbError", kind });
    const full = await read(new Error("wrapped", { cause: ofKind("full") }), EN);
    expect([full.status, full.json.code, full.isExpected]).toEqual([507, "disk_full", true]);
    expect((await read(ofKind("io"), EN)).status).toBe(500);
  });

  test("a request that does not fit lists every place", async () => {
    const problems = [
      { path: "a.b", message: "must be string" },
      { path: "", message: "is too much" },
    ];
    const { json } = await read(new InvalidRequest(problems), EN);
    expect(json).toMatchObject({ code: "invalid_request", detail: "a.b must be string", errors: problems });
    expect((await read(new InvalidRequest(problems.slice(1)), ZH)).json).toMatchObject({
      detail: "请求无效：is too much",
    });
  });

  test("what to wait and how to sign in are headers too", async () => {
    const limited = await read(new AppError("rate_limited", { retryAfterS: 7 }), EN);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
    const unknown = await read(new AppError("unauthenticated"), EN);
    expect([unknown.status, unknown.headers.get("www-authenticate")]).toEqual([
      401,
      'Session realm="gantry", Bearer realm="gantry"',
    ]);
  });

  test.each([
    [new Error("secret reason")],
    [new HTTPException(500, { message: "secret reason" })],
    ["secret reason"],
    [undefined],
  ])("%p is a bug that tells nothing of itself", async (error) => {
    const { isExpected, json } = await read(error, EN);
    expect(isExpected).toBe(false);
    expect(json).toMatchObject({ status: 500, code: "internal", params: { requestId: "r-1" } });
    expect(JSON.stringify(json)).not.toContain("secret");
  });
});
