import { describe, expect, test } from "bun:test";
import { makeSampleApi, post } from "./sample-api.ts";

const URL = "/openapi/v1/things/1";

async function problemOf(
  init: RequestInit,
  path = URL,
): Promise<{ code: string; errors?: unknown; status: number }> {
  const { app } = makeSampleApi();
  return (await (await app.request(path, init)).json()) as { code: string; status: number };
}

describe("body", () => {
  test("what fits arrives", async () => {
    const { app } = makeSampleApi();
    const answer = await app.request(URL, post({ name: "n", secret: "a" }));
    expect([answer.status, await answer.json()]).toEqual([201, { name: "n", secret: "a", by: "ann" }]);
  });

  test("what does not fit is told by place and expectation, never by value", async () => {
    const problem = await problemOf(post({ name: 12345, secret: "hunter2", more: "hunter3" }));
    expect(problem).toMatchObject({
      status: 400,
      code: "invalid_request",
      errors: [
        { path: "name", message: "must be string" },
        { path: "secret", message: "must be one of a, b" },
        { path: "more", message: "unknown field" },
      ],
    });
    expect(JSON.stringify(problem)).not.toMatch(/12345|hunter/);
  });

  test.each(["{", "", "nul", '{"name":'])("%p is not JSON", async (text) => {
    expect(await problemOf(post(text))).toMatchObject({
      code: "invalid_request",
      detail: "the body is not valid JSON",
    });
  });

  test("what is nested too deep is refused before it is looked at", async () => {
    const text = `{"name":${"[".repeat(64)}${"]".repeat(64)}}`;
    expect(await problemOf(post(text))).toMatchObject({
      code: "invalid_request",
      detail: "it is nested more than 64 levels deep",
    });
  });

  test.each(["null", "[]", '"text"', "7"])("%s is JSON of another shape", async (text) => {
    expect(await problemOf(post(text))).toMatchObject({ code: "invalid_request", errors: expect.anything() });
  });

  test("another media type is refused before its content is looked at", async () => {
    const form = post("name=n", { "content-type": "application/x-www-form-urlencoded" });
    expect(await problemOf(form)).toMatchObject({ status: 415, code: "unsupported_media_type" });
    expect(await problemOf(post({ name: "n" }, { "content-type": "" }))).toMatchObject({ status: 415 });
  });

  test("a JSON dialect and a charset are accepted", async () => {
    const { app } = makeSampleApi();
    for (const type of ["application/json; charset=utf-8", "application/merge-patch+json"]) {
      expect((await app.request(URL, post({ name: "n" }, { "content-type": type }))).status).toBe(201);
    }
  });

  test("too large, with a length or without one", async () => {
    const large = JSON.stringify({ name: "x".repeat(200) });
    const told = post(large, { "content-length": String(large.length) });
    const stream = new Blob([large]).stream();
    const untold = { ...post(""), body: stream, duplex: "half" } as RequestInit;
    for (const init of [told, untold])
      expect(await problemOf(init)).toMatchObject({ status: 413, code: "payload_too_large" });
  });

  test("who may not call learns nothing about the body", async () => {
    expect(await problemOf(post("{", { "x-caller": "viewer" }))).toMatchObject({ code: "forbidden" });
  });
});

describe("path and query", () => {
  test("a parameter that does not fit", async () => {
    const problem = await problemOf(post({ name: "n" }), "/openapi/v1/things/12345");
    expect(problem).toMatchObject({ errors: [{ path: "id", message: "must have at most 3 characters" }] });
  });

  test.each([
    ["", { limit: 50 }],
    ["?limit=1", { limit: 1 }],
    ["?limit=200&cursor=abc", { limit: 200, cursor: "abc" }],
  ] as const)("%p is read as %p", async (search, expected) => {
    const { app } = makeSampleApi();
    const answer = await app.request(`/openapi/v1/things${search}`, { headers: { "x-caller": "viewer" } });
    expect(await answer.json()).toEqual(expected);
  });

  test.each(["0", "201", "1.5", "-1", "1e2", "", "x", "99999999999999999999"])(
    "limit=%p is refused",
    async (limit) => {
      const problem = await problemOf(
        { headers: { "x-caller": "viewer" } },
        `/openapi/v1/things?limit=${limit}`,
      );
      expect(problem).toMatchObject({ status: 400, errors: [{ path: "limit" }] });
    },
  );

  test("a key that is given twice where one is expected", async () => {
    const problem = await problemOf(
      { headers: { "x-caller": "viewer" } },
      "/openapi/v1/things?limit=1&limit=2",
    );
    expect(problem).toMatchObject({ status: 400, code: "invalid_request" });
  });
});
