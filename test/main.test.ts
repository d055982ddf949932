// The process as it is delivered: the executable when it is built, otherwise the sources.

import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A process starts, hashes a password and stops: seconds on a busy machine. */
setDefaultTimeout(180_000);

const ROOT = join(import.meta.dir, "..");
const EXECUTABLE = join(ROOT, "dist", "gantry");
const GANTRY = existsSync(EXECUTABLE) ? [EXECUTABLE] : [process.execPath, join(ROOT, "src", "main.ts")];
const PASSWORD = "correct horse battery";
const FREE_PORTS = { GANTRY_HTTP_PORT: "0", GANTRY_MQTT_PORT: "0", GANTRY_MQTTS_PORT: "0" };

let root: string;
let running: Bun.Subprocess<"ignore", "pipe", "pipe">[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gantry-main-"));
  running = [];
});
afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  await Promise.all(running.map((child) => child.exited));
  rmSync(root, { recursive: true });
});

function spawn(args: string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([...GANTRY, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, GANTRY_ADMIN_PASSWORD: PASSWORD, ...FREE_PORTS, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  running.push(child);
  return child;
}

const textOf = (stream: ReadableStream) => new Response(stream).text();

async function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(args, env);
  const [out, err, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), child.exited]);
  return { code, out, err };
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly url?: string;
  readonly failed?: string;
}

interface Ready {
  readonly ready: true;
  readonly http: Address;
  readonly mqtt: Address;
  readonly mqtts: Address;
  readonly pid: number;
}

/** What a stream says up to the line that holds `mark`. */
async function linesOf(stream: ReadableStream<Uint8Array>, mark: string): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk);
    const at = text.indexOf(mark);
    if (at !== -1 && text.includes("\n", at)) break;
  }
  return text;
}

/** Status of signing in as admin. */
async function signIn({ http }: Ready, password: string): Promise<number> {
  const response = await fetch(`${http.url}/openapi/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: http.url ?? "" },
    body: JSON.stringify({ username: "admin", password }),
  });
  return response.status;
}

/** Starts a server and waits for its line. */
async function start(args: string[] = [], env: Record<string, string> = {}) {
  const child = spawn(["serve", "--ready-json", "--data", "data", ...args], env);
  const text = await linesOf(child.stdout, "{");
  if (text === "") throw new Error(await textOf(child.stderr));
  return { child, ready: JSON.parse(text) as Ready };
}

describe("gantry serve", () => {
  test("listens everywhere, answers, stops within 5 s of SIGTERM with code 0, and leaves its folder free", async () => {
    const { child, ready } = await start();
    expect(ready.pid).toBe(child.pid);
    expect([ready.http, ready.mqtt, ready.mqtts].map(({ failed, port }) => [failed, port > 0])).toEqual([
      [undefined, true],
      [undefined, true],
      [undefined, true],
    ]);
    expect((await fetch(`${ready.http.url}/healthz`)).status).toBe(200);
    expect(await run(["health", "--data", "data"])).toEqual({ code: 0, out: "ok\n", err: "" });
    const askedAt = performance.now();
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(5_000);
    expect(existsSync(join(root, "data", "gantry.pid"))).toBe(false);
    for (const name of ["gantry.db", "log", "tls/ca.pem"])
      expect(existsSync(join(root, "data", name))).toBe(true);
  });

  test("a second one on the same folder is refused; the first goes on", async () => {
    const { ready } = await start();
    const { code, err } = await run(["serve", "--data", "data"]);
    expect(code).toBe(1);
    expect(err).toContain(`(pid ${ready.pid}, ${ready.http.url}`);
    expect((await fetch(`${ready.http.url}/healthz`)).status).toBe(200);
  });

  test("a port that is taken fails that listener alone", async () => {
    const other = Bun.listen({ hostname: "0.0.0.0", port: 0, socket: { data() {} } });
    const { ready } = await start(["--mqtt-port", String(other.port)]);
    expect(ready.mqtt).toEqual({ host: "0.0.0.0", port: other.port, failed: "address in use" });
    expect((await fetch(`${ready.http.url}/healthz`)).status).toBe(200);
    other.stop(true);
  });

  test("after kill -9 it starts again on the same folder", async () => {
    const first = await start();
    first.child.kill("SIGKILL");
    await first.child.exited;
    const second = await start();
    expect((await fetch(`${second.ready.http.url}/healthz`)).status).toBe(200);
  });

  test("without GANTRY_ADMIN_PASSWORD it makes one up and shows it at the first start only", async () => {
    const env = { GANTRY_ADMIN_PASSWORD: "" };
    const first = await start([], env);
    const shown = await linesOf(first.child.stderr, "password  ");
    const password = /^ +password +(\S+)$/m.exec(shown)?.[1] ?? "";
    expect(await signIn(first.ready, password)).toBe(200);
    first.child.kill("SIGTERM");
    await first.child.exited;
    const second = await start([], env);
    expect(await signIn(second.ready, password)).toBe(200);
    second.child.kill("SIGTERM");
    expect(await textOf(second.child.stderr)).not.toContain("password");
  });
});

test("gantry apply goes through the running server, and through the folder when there is none", async () => {
  const file = join(root, "line.yaml");
  await Bun.write(
    file,
    "products: [{productKey: press, name: Press}]\ndevices: [{productKey: press, deviceName: p1, deviceSecret: s3cret-s3cret}]\n",
  );
  const { child } = await start();
  const first = await run(["apply", file, "--data", "data"]);
  expect([first.code, first.out.split("\n").at(-2)]).toEqual([0, "2 created, 0 updated, 0 unchanged"]);
  child.kill("SIGTERM");
  await child.exited;
  const second = await run(["apply", file, "--data", "data"]);
  expect([second.code, second.out]).toEqual([0, "0 created, 0 updated, 2 unchanged\n"]);
});

test("version, help, a wrong command and a wrong setting", async () => {
  const { version } = await Bun.file(join(ROOT, "package.json")).json();
  expect((await run(["version"])).out).toStartWith(version);
  expect((await run(["--help"])).code).toBe(0);
  expect((await run(["sevre"])).code).toBe(2);
  expect((await run(["--http-port", "x"])).err).toContain("flag --http-port: http.port must be number");
});
