// The clients that the page of a new key offers, run as they are against the real server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { openApp } from "../../../src/app.ts";
import { loadConfig } from "../../../src/config.ts";
import { nodeClient } from "../../../web/src/access/keys/clients/node.ts";
import { pythonClient } from "../../../web/src/access/keys/clients/python.ts";
import { shellClient } from "../../../web/src/access/keys/clients/shell.ts";
import type { SigningClient } from "../../../web/src/access/keys/clients/signing-client.ts";
import { signRequest } from "../../accounts/keys/signature/sign-request.ts";
import { ApiClient } from "../../harness/api-client.ts";
import { makeTempFolder, type TempFolder } from "../../harness/temp-folder.ts";

const PASSWORD = "correct horse battery staple";
const has = (program: string) => Bun.which(program) !== null;

let folder: TempFolder;
let app: Awaited<ReturnType<typeof openApp>>;
let client: SigningClient;

beforeAll(async () => {
  folder = makeTempFolder("signing");
  const ports = Object.fromEntries(
    ["http", "mqtt", "mqtts", "mqtt-ws"].flatMap((name) => [
      [`${name}-host`, "127.0.0.1"],
      [`${name}-port`, "0"],
    ]),
  );
  const flags = { data: folder.path, ...ports };
  const loaded = await loadConfig({ flags, env: { GANTRY_ADMIN_PASSWORD: PASSWORD } });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  app = await openApp(loaded.value.config);
  const origin = `http://127.0.0.1:${app.listeners().find(({ name }) => name === "http")?.port}`;
  const admin = new ApiClient(origin);
  await admin.signIn("admin", PASSWORD);
  await admin.post("/products", { productKey: "pump", name: "Pump" });
  const draft = { name: "mes", actions: ["read", "manage"], isSigned: true };
  const { keyId, signingKey } = (await admin.post("/api-keys", draft)).body;
  client = { origin, keyId, signingKey, target: "/openapi/v1/products?limit=5&fields=productKey" };
}, 30_000);

afterAll(async () => {
  await app.close();
  folder[Symbol.dispose]();
});

/** Not synchronously: the server that is asked is in this process. */
async function run(program: string, file: string, text: string, args: readonly string[] = []) {
  const path = join(folder.path, file);
  writeFileSync(path, text);
  const child = Bun.spawn([program, path, ...args], { stdout: "pipe", stderr: "pipe" });
  const [out, error] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { out: out.trim(), error: error.trim(), code: await child.exited };
}

const DEVICE = (deviceName: string) => ({
  productKey: "pump",
  deviceName,
  name: `${deviceName}'s "name" 泵 @1%`,
});

describe.skipIf(!has("curl") || !has("openssl"))("for a shell", () => {
  test("asks and posts", async () => {
    const asked = await run("sh", "a.sh", shellClient(client));
    expect({ ...asked, out: JSON.parse(asked.out).items }).toEqual({
      ...{ out: [{ productKey: "pump" }], error: "", code: 0 },
    });
    const body = JSON.stringify(DEVICE("p1"));
    const made = await run("sh", "b.sh", shellClient(client), ["POST", "/openapi/v1/devices", body]);
    expect(JSON.parse(made.out)).toMatchObject(DEVICE("p1"));
    const one = await run("sh", "c.sh", shellClient(client), ["GET", "/openapi/v1/devices/pump/p1"]);
    expect(JSON.parse(one.out)).toMatchObject(DEVICE("p1"));
    const gone = await run("sh", "d.sh", shellClient(client), ["DELETE", "/openapi/v1/devices/pump/p1"]);
    expect([gone.out, gone.code]).toEqual(["", 0]);
  }, 20_000);
});

describe("over a socket", () => {
  const send = async (path: string, sent: RequestInit & { headers: Record<string, string> }) => {
    const answer = await fetch(`${client.origin}${path}`, sent);
    return [answer.status, ((await answer.json()) as { code?: string }).code];
  };

  test("a body without a length is held against its digest, a file of megabytes too", async () => {
    const path = "/openapi/v1/devices";
    const url = `${client.origin}${path}`;
    const headers = { "content-type": "application/json" };
    const streamed = async (body: string, sentBody = body) => {
      const signed = await signRequest(client, { method: "POST", url, headers, body });
      const bytes = new TextEncoder().encode(sentBody);
      const parts = [bytes.subarray(0, 10), bytes.subarray(10)];
      const stream = new ReadableStream({
        pull(controller) {
          const part = parts.shift();
          if (part === undefined) controller.close();
          else controller.enqueue(part);
        },
      });
      return send(path, { method: "POST", headers: signed, body: stream });
    };
    const body = JSON.stringify(DEVICE("p4"));
    expect(await streamed(body)).toEqual([201, undefined]);
    expect(await streamed(body, body.replace("p4", "p5"))).toEqual([401, "digest_mismatch"]);
    const rows = `deviceName\n${Array.from({ length: 100_000 }, (_, n) => `device-of-the-line-${n}`).join("\n")}\n`;
    const upload = "/openapi/v1/device-import-files";
    const ofFile = { method: "POST", url: client.origin + upload, headers: { "content-type": "text/csv" } };
    const sendFile = async (sentBody: string) => {
      const signed = await signRequest(client, { ...ofFile, body: rows });
      return send(upload, { method: "POST", headers: signed, body: sentBody });
    };
    expect(await sendFile(`${rows}x`)).toEqual([401, "digest_mismatch"]);
    expect(await sendFile(rows)).toEqual([201, undefined]);
  }, 20_000);

  test("a body cannot be slipped in behind a length of nothing", async () => {
    const url = `${client.origin}/openapi/v1/devices`;
    const { hostname, port, host } = new URL(url);
    const signed = await signRequest(client, { method: "POST", url, headers: {} });
    const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}`);
    const body = JSON.stringify(DEVICE("p6"));
    const sizes = ["Content-Length: 0", "Transfer-Encoding: chunked"];
    const head = [
      "POST /openapi/v1/devices HTTP/1.1",
      `Host: ${host}`,
      "Connection: close",
      ...sizes,
      ...lines,
    ];
    const chunk = `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const socket = connect(Number(port), hostname);
    const parts: Buffer[] = [];
    socket.on("data", (part) => void parts.push(Buffer.from(part)));
    socket.write(`${head.join("\r\n")}\r\n\r\n${chunk}`);
    await once(socket, "close");
    expect(Buffer.concat(parts).toString()).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  test("what was heard on the wire is good no second time, nor for another path", async () => {
    const path = "/openapi/v1/products?limit=1";
    const headers = await signRequest(client, { method: "GET", url: client.origin + path });
    expect([
      await send(path, { headers }),
      await send(path, { headers }),
      await send("/openapi/v1/products?limit=2", { headers }),
    ]).toEqual([
      [200, undefined],
      [401, "signature_replayed"],
      [401, "signature_mismatch"],
    ]);
  });
});

describe.skipIf(!has("python3"))("for Python", () => {
  test("asks and posts", async () => {
    const asked = await run("python3", "a.py", pythonClient(client));
    expect(asked.error).toBe("");
    expect(asked.out).toContain("{'productKey': 'pump'}");
    const more = `print(call("POST", "/openapi/v1/devices", ${JSON.stringify(DEVICE("p2"))})["deviceName"])
print(call("DELETE", "/openapi/v1/devices/pump/p2"))`;
    const made = await run("python3", "b.py", `${pythonClient(client)}\n${more}\n`);
    expect([made.error, made.out.split("\n").slice(1)]).toEqual(["", ["p2", "None"]]);
  }, 20_000);
});

describe.skipIf(!has("node"))("for Node.js", () => {
  test("asks and posts", async () => {
    const asked = await run("node", "a.mjs", nodeClient(client));
    expect(asked.error).toBe("");
    expect(asked.out).toContain("productKey: 'pump'");
    const more = `console.log((await call("POST", "/openapi/v1/devices", ${JSON.stringify(DEVICE("p3"))})).deviceName);
console.log(await call("DELETE", "/openapi/v1/devices/pump/p3"));
await call("GET", "/openapi/v1/users").catch((error) => console.log(error.message));`;
    const made = await run("node", "b.mjs", `${nodeClient(client)}\n${more}\n`);
    expect(made.error).toBe("");
    expect(made.out.split("\n").slice(-3)).toEqual([
      "p3",
      "undefined",
      "You may not do this; it needs the permission admin · users.",
    ]);
  }, 20_000);
});
