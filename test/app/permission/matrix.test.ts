// Every route of the running app, called by every built-in role, a role of a group, and a key of every scope and
// action: closed exactly where it should be, open where it should be, and nothing of elsewhere in any answer.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import mqtt from "mqtt";
import { type App, openApp } from "../../../src/app.ts";
import { loadConfig } from "../../../src/config.ts";
import { ACTIONS, BUILT_IN, type Matrix, matrixOf, ROLES } from "../../../src/spine/permission.ts";
import { ApiClient } from "../../harness/api-client.ts";
import { makeTempFolder, type TempFolder } from "../../harness/temp-folder.ts";
import { until } from "../../harness/until.ts";
import { SAMPLES, type Sample } from "./samples.ts";
import { type Caller, expectedOf, isMine, type Operation, operationsOf, SCOPES } from "./walk.ts";

const PASSWORD = "correct horse battery staple";
/** Of what no scope of `mine` reaches: no answer may hold it. */
const HIDDEN = /zzhidden|987654321/;
const KEYS_CLOSED = ["api keys", "users", "roles", "session"] as const;

let folder: TempFolder;
let app: App;
let admin: ApiClient;
let operations: Operation[];
const callers: Caller[] = [];

beforeAll(async () => {
  folder = makeTempFolder("permission");
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
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  admin = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  await admin.signIn("admin", PASSWORD);
  await makePlant(portOf("mqtt"));
  await makeCallers();
  await addTokens();
  operations = operationsOf((await admin.get("/openapi.json")).body);
}, 60_000);

afterAll(async () => {
  await app.close();
  folder[Symbol.dispose]();
});

async function must(answer: ReturnType<ApiClient["get"]>) {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Two products with a device each that reported, in groups of their own. */
async function makePlant(mqttPort: number): Promise<void> {
  const properties = ["temp", "other"].map((identifier) => ({
    ...{ identifier, name: identifier, dataType: { type: "double" } },
  }));
  await must(admin.post("/groups", { name: "Plant" }));
  await must(admin.post("/groups", { name: "Line", parentId: 1 }));
  await must(admin.post("/groups", { name: "zzhidden yard" }));
  const productOf = (productKey: string) => ({
    ...{ productKey, name: productKey, productSecret: "productsecret0001", thingModel: { properties } },
  });
  const deviceOf = (productKey: string, deviceName: string, groupId: number) => ({
    ...{ productKey, deviceName, groupId, deviceSecret: `secret-of-${deviceName}` },
  });
  const products = [productOf("mine"), productOf("zzhidden")];
  const devices = [deviceOf("mine", "d1", 2), deviceOf("zzhidden", "h1", 3), deviceOf("zzhidden", "h2", 3)];
  await must(admin.post("/apply", { products, devices }));
  await must(admin.post("/device-views", { name: "zzhidden ones", filter: { productKey: "zzhidden" } }));
  await must(admin.delete("/devices/zzhidden/h2"));
  for (const [productKey, deviceName, values] of [
    ["mine", "d1", { temp: 20, other: 987_654_321 }],
    ["zzhidden", "h1", { temp: 987_654_321 }],
  ] as const) {
    const username = `${deviceName}&${productKey}`;
    const password = `secret-of-${deviceName}`;
    const at = { host: "127.0.0.1", port: mqttPort, clientId: deviceName, username, password };
    const client = await mqtt.connectAsync(at);
    const topic = `/sys/${productKey}/${deviceName}/thing/event/property/post`;
    await client.publishAsync(topic, JSON.stringify({ id: "1", params: values }), { qos: 1 });
    await client.endAsync();
    const latest = `/devices/${productKey}/${deviceName}/latest`;
    await until(async () => (await admin.get(latest)).body.items.length > 0, `values of ${deviceName}`);
  }
}

async function makeCallers(): Promise<void> {
  callers.push({ name: "nobody", kind: "nobody", headers: {}, matrix: {}, scope: { kind: "all" } });
  const line = { name: "Line", matrix: matrixOf(ACTIONS), scopes: [{ kind: "group", groupId: 1 }] };
  const { roleId } = await must(admin.post("/roles", line));
  for (const role of [...ROLES, roleId as string]) {
    const user = { username: `the-${role}`, password: PASSWORD, role, mustChangePassword: false };
    await must(admin.post("/users", user));
    const isOwn = role === roleId;
    const matrix: Matrix = isOwn ? line.matrix : BUILT_IN[role as keyof typeof BUILT_IN];
    const scope = isOwn ? ({ kind: "group", groupId: 1 } as const) : ({ kind: "all" } as const);
    const caller: Caller = { name: user.username, kind: "person", headers: {}, matrix, scope };
    await signIn(caller);
    callers.push(caller);
  }
  for (const [n, scope] of SCOPES.entries())
    for (const action of ACTIONS) {
      const name = `${action}-${n}-${scope.kind}`;
      const { keyId, secret } = await must(
        admin.post("/api-keys", { name, actions: [action], scopes: [scope] }),
      );
      const headers = { authorization: `Bearer ${keyId}.${secret}` };
      callers.push({ name, kind: "key", headers, matrix: matrixOf([action], KEYS_CLOSED), scope });
    }
}

/** OneNET tokens by the keys of a product and of a device: what an application of theirs does, in their scope. */
async function addTokens(): Promise<void> {
  const { accessKey } = await must(admin.get("/products/mine/secret"));
  const deviceKey = Buffer.from("secret-of-d1-as-base64!!").toString("base64");
  await must(admin.patch("/devices/mine/d1", { deviceSecret: deviceKey }));
  for (const [res, key, n] of [
    ["products/mine", accessKey, 1],
    ["products/mine/devices/d1", deviceKey, 3],
  ] as const) {
    const matrix = matrixOf(["read", "write", "command"], KEYS_CLOSED);
    const scope = SCOPES[n] ?? { kind: "all" };
    callers.push({
      name: `token-${n}`,
      kind: "key",
      headers: { authorization: tokenFor(res, key) },
      matrix,
      scope,
    });
  }
}

function tokenFor(res: string, key: string): string {
  const [version, method, et] = ["2022-05-01", "sha256", "4000000000"];
  const text = `${et}\n${method}\n${res}\n${version}`;
  const sign = createHmac(method, Buffer.from(key, "base64")).update(text).digest("base64");
  return `version=${version}&res=${encodeURIComponent(res)}&et=${et}&method=${method}&sign=${encodeURIComponent(sign)}`;
}

async function signIn(caller: Caller): Promise<void> {
  const answer = await fetch(`${admin.origin}/openapi/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: caller.name, password: PASSWORD }),
  });
  caller.headers = { cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
}

interface Outcome {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

async function call({ method, path }: Operation, sample: Sample, caller: Caller): Promise<Outcome> {
  const named: Record<string, string> = { productKey: "mine", deviceName: "d1", ...sample.path };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? "none"));
  const query = sample.query === undefined ? "" : `?${sample.query}`;
  const { type, body } = sample.text ?? { type: "application/json", body: JSON.stringify(sample.body) };
  const hasBody = method !== "GET" && body !== undefined;
  const given = new AbortController();
  const answer = await fetch(`${admin.origin}${filled}${query}`, {
    ...{ method, signal: given.signal },
    headers: { ...caller.headers, ...(hasBody ? { "content-type": type } : {}) },
    ...(hasBody ? { body } : {}),
  });
  const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = isStream ? "" : await answer.text();
  if (isStream) given.abort();
  const isProblem = answer.headers.get("content-type") === "application/problem+json";
  return { status: answer.status, code: isProblem ? JSON.parse(text).code : undefined, text };
}

/** Undefined when the answer is as it should be. */
function complaint(
  operation: Operation,
  sample: Sample,
  caller: Caller,
  outcome: Outcome,
): string | undefined {
  const { status, code, text } = outcome;
  const expected = expectedOf(operation, sample, caller);
  const told = `${operation.method} ${operation.id} by ${caller.name}: ${status} ${code ?? ""}`;
  if (expected !== "open") return code === expected ? undefined : `${told}, not ${expected}`;
  if (status === 401 || status === 403 || status >= 500) return `${told}, not open`;
  const isFine = status < 300 || operation.method !== "GET" || sample.also?.includes(status);
  if (!isFine) return `${told}: ${text.slice(0, 200)}`;
  const isNarrow = caller.scope.kind !== "all" && isMine(caller.scope);
  const isLeak = isNarrow && operation.method === "GET" && HIDDEN.test(hidableOf(operation, caller, text));
  return isLeak ? `${told}: tells of what is out of reach: ${text.slice(0, 400)}` : undefined;
}

/** The whole device is reached with all its values, unless the scope is a property. */
function hidableOf({ id }: Operation, { scope }: Caller, text: string): string {
  // The trail is for who looks after it, and tells of everything.
  if (id === "listAudit" || id === "exportAudit") return "";
  return scope.kind === "property" ? text : text.replaceAll("987654321", "");
}

test("every operation has a sample, and every sample an operation", () => {
  expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(SAMPLES).sort());
});

test("every operation says what it takes", () => {
  expect(operations.filter(({ permission: { for: whom, area } }) => !whom && !area)).toEqual([]);
});

test("every operation is open to whom it should be and closed to everyone else", async () => {
  const complaints: string[] = [];
  let opened = 0;
  for (const operation of operations) {
    const sample = SAMPLES[operation.id] ?? {};
    for (const caller of callers) {
      const outcome = await call(operation, sample, caller);
      const found = complaint(operation, sample, caller, outcome);
      if (found !== undefined) complaints.push(found);
      if (expectedOf(operation, sample, caller) !== "open") continue;
      opened += 1;
      if (sample.after === "restore") await restore();
      if (sample.after === "sign in" && caller.kind === "person") await signIn(caller);
    }
  }
  expect(complaints).toEqual([]);
  expect(opened).toBeGreaterThan(1_000);
}, 240_000);

async function restore(): Promise<void> {
  const { items } = await must(admin.get("/device-trash?productKey=mine"));
  for (const { id } of items) await must(admin.post(`/device-trash/${id}/restore`));
}

test("who was refused for want of rights is in the audit trail, a few times a minute", async () => {
  const { items } = await must(admin.get("/audit?action=request.refused&actor=the-viewer&limit=200"));
  expect(items.length).toBeWithin(5, 13);
  expect(items.at(-1)).toMatchObject({
    address: "127.0.0.1",
    after: {
      code: "forbidden",
      needs: expect.stringContaining("·"),
      path: expect.stringContaining("/openapi/v1/"),
    },
  });
});
