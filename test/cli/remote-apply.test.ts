import { afterEach, beforeEach, expect, test } from "bun:test";
import { applyRemotely } from "../../src/cli/remote-apply.ts";

const REPORT = { dryRun: true, changes: [], summary: { created: 0, updated: 0, unchanged: 0 } };

let calls: unknown[];
let refusal: Response | undefined;
let server: Bun.Server<undefined>;

/** The three calls of the API, remembering who asked for what. */
async function answer(request: Request): Promise<Response> {
  const { pathname, search, origin } = new URL(request.url);
  const { headers } = request;
  calls.push([
    request.method,
    pathname + search,
    headers.get("cookie"),
    headers.get("content-type"),
    await request.text(),
  ]);
  if (headers.get("origin") !== origin) return new Response("", { status: 403 });
  if (pathname.endsWith("/apply")) return refusal ?? Response.json(REPORT);
  if (request.method === "DELETE") return new Response(null, { status: 204 });
  const sent = (calls[0] as string[])[4] ?? "";
  if (sent.includes("two steps")) return Response.json({ user: null, challenge: "c", needs: "code" });
  return sent.includes("right")
    ? Response.json({}, { headers: { "set-cookie": "gantry_session=t; HttpOnly" } })
    : Response.json({ detail: "User name or password is wrong." }, { status: 401 });
}

beforeEach(() => {
  calls = [];
  refusal = undefined;
  server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
});
afterEach(() => server.stop(true));

const run = (password: string | undefined, text = "products: []") =>
  applyRemotely({ server: server.url.href, user: "ann", password, text, isDryRun: true });

test("signs in, applies, signs out", async () => {
  expect(await run("right")).toEqual({ ok: true, value: REPORT });
  expect(calls).toEqual([
    ["POST", "/openapi/v1/session", null, "application/json", '{"username":"ann","password":"right"}'],
    ["POST", "/openapi/v1/apply?dryRun=true", "gantry_session=t", "application/yaml", "products: []"],
    ["DELETE", "/openapi/v1/session", "gantry_session=t", null, ""],
  ]);
});

test("a wrong password, a missing one and a wrong address are told", async () => {
  expect(await run("wrong")).toEqual({
    ok: false,
    error: [`${server.url.href}: User name or password is wrong.`],
  });
  expect(await run(undefined)).toEqual({
    ok: false,
    error: ["the password is missing: --password, or GANTRY_PASSWORD"],
  });
  expect(
    await applyRemotely({ server: "plant", user: "a", password: "b", text: "", isDryRun: false }),
  ).toEqual({
    ok: false,
    error: ["--server plant is no address; it looks like http://127.0.0.1:8080"],
  });
});

test("a user with a second factor is told so, and nothing is sent after it", async () => {
  const { href } = server.url;
  expect(await run("two steps")).toEqual({
    ok: false,
    error: [`${href}: ann signs in with a second factor, which cannot be asked for here; name another`],
  });
  expect(calls).toHaveLength(1);
});

test("a server that does not answer is told", async () => {
  await server.stop(true);
  const outcome = await run("right");
  expect(outcome.ok ? [] : outcome.error[0]).toStartWith(`${server.url.href}: `);
});

test("every problem of the document is told with its place", async () => {
  const errors = [{ path: "devices[0].deviceName", message: "is missing" }];
  refusal = Response.json({ detail: "invalid", errors }, { status: 400 });
  expect(await run("right", '{"devices":[{}]}')).toEqual({
    ok: false,
    error: ["devices[0].deviceName: is missing"],
  });
});
