import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { health } from "../../src/cli/health.ts";
import { lockFolder } from "../../src/cli/lock-store.ts";
import { loadConfig } from "../../src/config.ts";
import { makeShell } from "./fake-shell.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gantry-health-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function ask() {
  const shell = makeShell();
  const loaded = await loadConfig({ flags: { data: folder }, env: {} });
  return { code: loaded.ok ? await health(loaded.value.config, shell) : 2, ...shell.said };
}

test("a folder without a running Gantry is not well", async () => {
  expect(await ask()).toEqual({
    code: 1,
    out: "",
    err: "no Gantry with an HTTP listener runs on this data folder\n",
  });
});

test("the running one is asked whether it is ready", async () => {
  let status = 200;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) =>
      new Response("", { status: new URL(request.url).pathname === "/readyz" ? status : 404 }),
  });
  const lock = lockFolder(folder, { pid: process.pid, startedAt: 1 });
  if (lock.ok) lock.value.announce(server.url.href);
  expect(await ask()).toEqual({ code: 0, out: "ok\n", err: "" });
  status = 503;
  expect(await ask()).toEqual({ code: 1, out: "answered 503\n", err: "" });
  await server.stop(true);
  expect(await ask()).toEqual({ code: 1, out: "", err: `${server.url.href} does not answer\n` });
  if (lock.ok) lock.value.release();
});
