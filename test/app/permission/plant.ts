// The running app with a plant of two sides, and callers of every role, scope and action.

import { createHmac } from "node:crypto";
import mqtt from "mqtt";
import { openApp } from "../../../src/app.ts";
import { loadConfig } from "../../../src/config.ts";
import { ACTIONS, BUILT_IN, type Matrix, matrixOf, ROLES } from "../../../src/spine/permission.ts";
import { type Signer, signRequest } from "../../accounts/keys/signature/sign-request.ts";
import { ApiClient } from "../../harness/api-client.ts";
import { makeTempFolder } from "../../harness/temp-folder.ts";
import { until } from "../../harness/until.ts";
import type { Sample } from "./samples.ts";
import { type Caller, type Operation, operationsOf, SCOPES } from "./walk.ts";

const PASSWORD = "correct horse battery staple";
const KEYS_CLOSED = ["api keys", "users", "roles", "session"] as const;

export interface Plant extends AsyncDisposable {
  readonly admin: ApiClient;
  readonly callers: readonly Caller[];
  readonly operations: readonly Operation[];
}

export async function openPlant(): Promise<Plant> {
  const folder = makeTempFolder("permission");
  const ports = Object.fromEntries(
    ["http", "mqtt", "mqtts", "mqtt-ws"].flatMap((name) => [
      [`${name}-host`, "127.0.0.1"],
      [`${name}-port`, "0"],
    ]),
  );
  const flags = { data: folder.path, ...ports };
  const loaded = await loadConfig({ flags, env: { GANTRY_ADMIN_PASSWORD: PASSWORD } });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  const admin = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  await admin.signIn("admin", PASSWORD);
  await makePlant(admin, portOf("mqtt"));
  const callers = [
    ...(await makeCallers(admin)),
    ...(await makeTokens(admin)),
    ...(await makeSigners(admin)),
  ];
  const operations = operationsOf((await admin.get("/openapi.json")).body);
  return {
    ...{ admin, callers, operations },
    async [Symbol.asyncDispose]() {
      await app.close();
      folder[Symbol.dispose]();
    },
  };
}

export async function must(answer: ReturnType<ApiClient["get"]>) {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Two products with a device each that reported, in groups of their own. */
async function makePlant(admin: ApiClient, mqttPort: number): Promise<void> {
  const properties = ["temp", "other"].map((identifier) => ({
    ...{ identifier, name: identifier, dataType: { type: "double" }, accessMode: "rw" },
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

async function makeCallers(admin: ApiClient): Promise<Caller[]> {
  const callers: Caller[] = [];
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
    await signIn(admin, caller);
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
  return callers;
}

/** OneNET tokens by the keys of a product and of a device: what an application of theirs does, in their scope. */
async function makeTokens(admin: ApiClient): Promise<Caller[]> {
  const { accessKey } = await must(admin.get("/products/mine/secret"));
  const deviceKey = Buffer.from("secret-of-d1-as-base64!!").toString("base64");
  await must(admin.patch("/devices/mine/d1", { deviceSecret: deviceKey }));
  const matrix = matrixOf(["read", "write", "command"], KEYS_CLOSED);
  return [["products/mine", accessKey, 1] as const, ["products/mine/devices/d1", deviceKey, 3] as const].map(
    ([res, key, n]) => ({
      ...{ name: `token-${n}`, kind: "key", headers: { authorization: tokenFor(res, key) } },
      ...{ matrix, scope: SCOPES[n] ?? { kind: "all" } },
    }),
  );
}

/** Keys whose requests are signed: they may what keys of the same rights may. */
async function makeSigners(admin: ApiClient): Promise<Caller[]> {
  const callers: Caller[] = [];
  for (const [action, n] of [
    ["read", 0],
    ["manage", 0],
    ["admin", 0],
    ["manage", 3],
    ["read", 4],
    ["write", 5],
  ] as const) {
    const scope = SCOPES[n] ?? { kind: "all" };
    const name = `signed-${action}-${n}`;
    const made = await must(
      admin.post("/api-keys", { name, actions: [action], scopes: [scope], isSigned: true }),
    );
    const signer = made as Signer;
    callers.push({ name, kind: "key", headers: {}, matrix: matrixOf([action], KEYS_CLOSED), scope, signer });
  }
  return callers;
}

function tokenFor(res: string, key: string): string {
  const [version, method, et] = ["2022-05-01", "sha256", "4000000000"];
  const text = `${et}\n${method}\n${res}\n${version}`;
  const sign = createHmac(method, Buffer.from(key, "base64")).update(text).digest("base64");
  return `version=${version}&res=${encodeURIComponent(res)}&et=${et}&method=${method}&sign=${encodeURIComponent(sign)}`;
}

export async function signIn(admin: ApiClient, caller: Caller): Promise<void> {
  const answer = await fetch(`${admin.origin}/openapi/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: caller.name, password: PASSWORD }),
  });
  caller.headers = { cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
}

export interface Outcome {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

/** What `caller` is answered. */
export async function call(
  origin: string,
  { method, path }: Operation,
  { sample, caller }: { sample: Sample; caller: Caller },
): Promise<Outcome> {
  const named: Record<string, string> = { productKey: "mine", deviceName: "d1", ...sample.path };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? "none"));
  const query = sample.query === undefined ? "" : `?${sample.query}`;
  const { type, body } = sample.text ?? { type: "application/json", body: JSON.stringify(sample.body) };
  const hasBody = method !== "GET" && body !== undefined;
  const given = new AbortController();
  const url = `${origin}${filled}${query}`;
  const headers = { ...caller.headers, ...(hasBody ? { "content-type": type } : {}) };
  const sent = { method, url, headers, body: hasBody ? body : undefined };
  const answer = await fetch(url, {
    ...{ method, signal: given.signal },
    headers: caller.signer === undefined ? headers : await signRequest(caller.signer, sent),
    ...(hasBody ? { body } : {}),
  });
  const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = isStream ? "" : await answer.text();
  if (isStream) given.abort();
  const isProblem = answer.headers.get("content-type") === "application/problem+json";
  return { status: answer.status, code: isProblem ? JSON.parse(text).code : undefined, text };
}
