// What the page of a device shows, run by the clients it names against the whole server; and sessions that end with
// what opened them.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { openApp } from "../../../src/app.ts";
import { loadConfig } from "../../../src/config.ts";
import type { Login, LoginDialect } from "../../../web/src/contract.ts";
import {
  type Connection,
  readSign,
  reportOf,
  sampleParams,
} from "../../../web/src/devices/snippets/connection.ts";
import { mosquittoSnippet } from "../../../web/src/devices/snippets/mosquitto.ts";
import { nodeSnippet } from "../../../web/src/devices/snippets/node.ts";
import { pythonSnippet } from "../../../web/src/devices/snippets/python.ts";
import { ApiClient } from "../../harness/api-client.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { until } from "../../harness/until.ts";

setDefaultTimeout(60_000);

const PASSWORD = "correct horse battery staple";
const PYTHON = ["/usr/bin/python3", "python3"].find(
  (python) => Bun.which(python) !== null && Bun.spawnSync([python, "-c", "import paho.mqtt"]).success,
);
/** Snippets are for paho 2; an older one is given the name that it lacks. */
const PAHO_1 = `
import paho.mqtt.client as _m
if not hasattr(_m, "CallbackAPIVersion"):
    class _V: VERSION2 = 2
    _m.CallbackAPIVersion = _V
    _C = _m.Client
    _m.Client = lambda _v, **k: _C(**k)
`;

const folder = makeTempFolder("real-clients");
let app: Awaited<ReturnType<typeof openApp>>;
let api: ApiClient;
let port = 0;

beforeAll(async () => {
  const free = Object.fromEntries(
    ["http", "mqtt"].flatMap((name) => [
      [`${name}-host`, "127.0.0.1"],
      [`${name}-port`, "0"],
    ]),
  );
  const flags = {
    data: join(folder.path, "data"),
    ...free,
    "mqtts-enabled": false,
    "mqtt-ws-enabled": false,
  };
  const loaded = await loadConfig({ flags, env: { GANTRY_ADMIN_PASSWORD: PASSWORD } });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  app = await openApp(loaded.value.config);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  port = portOf("mqtt");
  await api.signIn("admin", PASSWORD);
  await api.post("/apply", {
    products: [
      {
        ...{ productKey: "press", name: "Press" },
        thingModel: {
          properties: [{ identifier: "temperature", name: "Temperature", dataType: { type: "double" } }],
        },
      },
    ],
    devices: ["d1", "d2", "d3"].map((deviceName) => ({
      ...{
        productKey: "press",
        deviceName,
        deviceSecret: Buffer.from(`key of ${deviceName}`).toString("base64"),
      },
    })),
  });
  symlinkSync(join(import.meta.dir, "../../../node_modules"), join(folder.path, "node_modules"));
});

afterAll(async () => {
  await app.close();
  folder[Symbol.dispose]();
});

interface Shown {
  readonly deviceSecret: string;
  readonly mqtt: Readonly<Record<LoginDialect, Login>>;
  readonly others: readonly { readonly kind: string; readonly login: Login }[];
}

async function credentialsOf(deviceName: string): Promise<Shown> {
  return (await api.get(`/devices/press/${deviceName}/credentials`)).body as Shown;
}

function connectionOf(
  deviceName: string,
  dialect: LoginDialect,
  login: Login,
  deviceSecret: string,
): Connection {
  const names = { productKey: "press", deviceName };
  return {
    ...{ host: "127.0.0.1", port, isTls: false, ...names, deviceSecret, login },
    sign: dialect === "alink" ? readSign(login.clientId, "press", deviceName) : undefined,
    ...reportOf(dialect, names, sampleParams(undefined)),
  };
}

/** Runs a program that goes on for ever until the device's value is there. */
async function runUntilStored(command: readonly string[], deviceName: string): Promise<void> {
  const child = Bun.spawn([...command], { cwd: folder.path, stdout: "pipe", stderr: "pipe" });
  try {
    await until(
      async () => (await latestOf(deviceName)) === 25.5 || child.exitCode !== null,
      "the value",
      20_000,
    );
    if (child.exitCode !== null) throw new Error(await new Response(child.stderr).text());
  } finally {
    child.kill();
    await child.exited;
  }
}

async function latestOf(deviceName: string): Promise<unknown> {
  const { body } = await api.get(`/devices/press/${deviceName}/latest`);
  const { items = [] } = body as { items?: { property: string; value: unknown }[] };
  return items.find(({ property }) => property === "temperature")?.value;
}

describe.skipIf(Bun.which("mosquitto_pub") === null)("mosquitto_pub as it is pasted", () => {
  test.each(["plain", "alink", "onenet", "thingsboard", "jetlinks", "yudao"] as const)(
    "%s",
    async (dialect) => {
      const { mqtt: logins, deviceSecret } = await credentialsOf("d1");
      const script = mosquittoSnippet(connectionOf("d1", dialect, logins[dialect], deviceSecret));
      const { exitCode, stderr } = await Bun.$`sh -c ${script}`.nothrow().quiet();
      expect([exitCode, stderr.toString()]).toEqual([0, ""]);
    },
  );

  test("with a token and with a user name of the device's own", async () => {
    for (const kind of ["token", "password"])
      expect((await api.post("/devices/press/d1/credentials", { kind })).status).toBe(201);
    const { others, deviceSecret } = await credentialsOf("d1");
    expect(others.map(({ kind }) => kind)).toEqual(["token", "password"]);
    for (const { kind, login } of others) {
      const dialect = kind === "token" ? "thingsboard" : "plain";
      const script = mosquittoSnippet(connectionOf("d1", dialect, login, deviceSecret));
      expect((await Bun.$`sh -c ${script}`.nothrow().quiet()).exitCode).toBe(0);
    }
  });
});

test("mqtt.js as it is pasted", async () => {
  const { mqtt: logins, deviceSecret } = await credentialsOf("d2");
  await Bun.write(
    join(folder.path, "d2.mjs"),
    nodeSnippet(connectionOf("d2", "alink", logins.alink, deviceSecret)),
  );
  await runUntilStored([process.execPath, "d2.mjs"], "d2");
});

test.skipIf(PYTHON === undefined)("paho as it is pasted", async () => {
  const { mqtt: logins, deviceSecret } = await credentialsOf("d3");
  const program = pythonSnippet(connectionOf("d3", "thingsboard", logins.thingsboard, deviceSecret));
  // An older paho tells its callbacks less.
  const adapted = program.replace(
    "lambda c, u, flags, reason, props:",
    "lambda c, u, flags, reason, props=None:",
  );
  await Bun.write(join(folder.path, "d3.py"), `${PAHO_1}${adapted}`);
  await runUntilStored([PYTHON ?? "", "d3.py"], "d3");
});

test("a revoked token ends the session that it opened, and lets nobody in any more", async () => {
  const made = await api.post("/devices/press/d1/credentials", { kind: "token" });
  const { secret, credential } = made.body as { secret: string; credential: { id: number } };
  const url = `mqtt://127.0.0.1:${port}`;
  const client = await mqtt.connectAsync(url, { username: secret, clientId: "t", reconnectPeriod: 0 });
  const closed = new Promise<void>((resolve) => void client.once("close", () => resolve()));
  expect((await api.delete(`/devices/press/d1/credentials/${credential.id}`)).status).toBe(200);
  await closed;
  const again = mqtt.connectAsync(url, { username: secret, clientId: "t", reconnectPeriod: 0 });
  expect(await again.then(() => "in").catch((error: Error) => error.message)).toMatch(
    /refused|authorized|bad/i,
  );
  const isTold = async () =>
    JSON.stringify((await api.get("/devices/press/d1/journal?kind=refused")).body).includes(
      "credential_revoked",
    );
  await until(isTold, "the refusal in the journal");
});
