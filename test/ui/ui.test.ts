import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { uiRoutes } from "../../src/ui/ui.ts";

const PAGE = "<!doctype html><title>Gantry</title>";
const SCRIPT = "console.log('a script long enough to be worth compressing');".repeat(20);
const NAVIGATION = { "sec-fetch-mode": "navigate", accept: "text/html" };

describe("uiRoutes", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "gantry-ui-test-"));
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "index.html"), PAGE);
    writeFileSync(join(folder, "assets/app-1a2b.js"), SCRIPT);
    writeFileSync(join(folder, "assets/app-1a2b.js.br"), brotliCompressSync(SCRIPT));
    writeFileSync(join(folder, "assets/app-1a2b.js.gz"), gzipSync(SCRIPT));
    writeFileSync(join(folder, "assets/favicon-77.svg"), "<svg/>");
    writeFileSync(join(folder, "secret.txt"), "not of a type that is served");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const get = (path: string, headers: Record<string, string> = {}) =>
    Promise.resolve(uiRoutes({ folder }).request(path, { headers }));

  test("the page is asked for each time, by a quoted tag", async () => {
    const first = await get("/", NAVIGATION);
    const etag = first.headers.get("etag") ?? "";
    expect([first.status, first.headers.get("cache-control"), await first.text()]).toEqual([
      200,
      "no-cache",
      PAGE,
    ]);
    expect(etag).toMatch(/^"[^"]+"$/);
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`]) {
      expect((await get("/", { "if-none-match": held })).status).toBe(304);
    }
    expect((await get("/", { "if-none-match": '"other"' })).status).toBe(200);
  });

  test("a hashed file is kept for ever, in the form that the client takes", async () => {
    for (const [accepted, encoding, inflate] of [
      ["br, gzip", "br", brotliDecompressSync],
      ["gzip", "gzip", gunzipSync],
    ] as const) {
      const response = await get("/assets/app-1a2b.js", { "accept-encoding": accepted });
      expect({
        status: response.status,
        encoding: response.headers.get("content-encoding"),
        cache: response.headers.get("cache-control"),
        type: response.headers.get("content-type"),
        vary: response.headers.get("vary"),
      }).toEqual({
        status: 200,
        encoding,
        cache: "public, max-age=31536000, immutable",
        type: "text/javascript; charset=utf-8",
        vary: "accept-encoding",
      });
      expect(inflate(await response.bytes()).toString()).toBe(SCRIPT);
    }
    const plain = await get("/assets/app-1a2b.js");
    expect([plain.headers.get("content-encoding"), await plain.text()]).toEqual([null, SCRIPT]);
  });

  test("any address of the single page is the page, for someone who opens it", async () => {
    for (const path of ["/ui", "/ui/", "/ui/devices/pk/dn.with.dots", "/ui/products/a/settings"]) {
      const response = await get(path, NAVIGATION);
      expect([path, response.status, await response.text()]).toEqual([path, 200, PAGE]);
    }
  });

  test("a part that is missing is not the page", async () => {
    const missing = ["/assets/gone-00.js", "/ui/devices/app.js", "/secret.txt", "/assets/..%2Fsecret.txt"];
    for (const path of missing) {
      expect([path, (await get(path, { "sec-fetch-mode": "no-cors", accept: "*/*" })).status]).toEqual([
        path,
        404,
      ]);
    }
  });

  test("addresses of the API and of device dialects are left alone", async () => {
    const reserved = [
      "/openapi/v1/devices",
      "/openapi/docs",
      "/auth",
      "/topic/a",
      "/devices",
      "/api/v1/t/telemetry",
    ];
    for (const path of reserved) expect([path, (await get(path, NAVIGATION)).status]).toEqual([path, 404]);
  });

  test("browsers that ask for favicon.ico get the icon", async () => {
    expect((await get("/favicon.ico")).headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
  });

  test("without a built UI it says how to build it", async () => {
    const response = await uiRoutes({ folder: join(folder, "nowhere") }).request("/");
    expect([response.status, await response.text()]).toEqual([
      503,
      expect.stringContaining("scripts/build-ui.ts"),
    ]);
  });
});
