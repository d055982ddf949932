// Every operation of the API document, driven with what it says that it takes and with what it does not: only the
// answers that it names, and never a failure of ours.

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import type { OpenAPIV3_1 } from "openapi-types";
import { API_EXAMPLES } from "../../src/app/api-examples.ts";
import { type App, openApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { ApiClient } from "../harness/api-client.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { fitting, type Known, type Schema, spoiled } from "./values.ts";

const PASSWORD = "correct horse battery staple";
/** Requests of each kind and operation. `OPENAPI_RUNS` and `OPENAPI_SEED` look further. */
const RUNS = Number(process.env.OPENAPI_RUNS ?? 12);
const SEED = Number(process.env.OPENAPI_SEED ?? 20_261);
setDefaultTimeout(240_000 + RUNS * 10_000);
/** They end the session that drives the others. */
const ENDING = new Set(["signOut", "changePassword", "signIn"]);
/** The user who asks; among the first two users the operations may do as they like. */
const DRIVER = "driver";
const METHODS = ["get", "post", "put", "patch", "delete"] as const;
const MODEL = {
  properties: [
    {
      identifier: "temp",
      name: "Temperature",
      accessMode: "rw",
      required: false,
      dataType: { type: "double" },
    },
    { identifier: "on", name: "On", accessMode: "rw", required: false, dataType: { type: "bool" } },
  ],
  events: [],
  services: [],
};
const KNOWN: Known = {
  ...{
    productKey: ["press", "hub"],
    deviceName: ["p1", "p2", "h1"],
    childProductKey: ["press"],
    childName: ["p2"],
  },
  // What is waited for does not come.
  ...{ waitMs: [0, 1], asOfSeq: [0] },
  ...{
    identifier: ["temp", "on"],
    id: [1, 2, "eastron-sdm630"],
    groupId: [1],
    viewId: [1],
    keyId: ["none"],
    version: [1],
  },
  roleId: ["viewer"],
};

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly spec: OpenAPIV3_1.OperationObject;
}

let app: App;
let origin: string;
let operations: Operation[];
let components: OpenAPIV3_1.ComponentsObject;
let folder: ReturnType<typeof makeTempFolder>;
let driver: ApiClient;
const succeeded = new Set<string>();

beforeAll(async () => {
  folder = makeTempFolder("openapi");
  const free = ["http", "mqtt", "mqtts", "mqtt-ws"].flatMap((name) => [
    [`${name}-host`, "127.0.0.1"],
    [`${name}-port`, "0"],
  ]);
  const loaded = await loadConfig({
    flags: { data: folder.path, ...Object.fromEntries(free) },
    env: { GANTRY_ADMIN_PASSWORD: PASSWORD },
  });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  app = await openApp(loaded.value.config);
  origin = `http://127.0.0.1:${app.listeners().find(({ name }) => name === "http")?.port}`;
  const admin = new ApiClient(origin);
  await admin.signIn("admin", PASSWORD);
  for (const username of ["victim", DRIVER]) {
    const user = { username, password: PASSWORD, role: "admin", mustChangePassword: false };
    expect((await admin.post("/users", user)).status).toBe(201);
  }
  driver = new ApiClient(origin);
  expect((await driver.signIn(DRIVER, PASSWORD)).status).toBe(200);
  await populate();
  const document = (await (await fetch(`${origin}/openapi/v1/openapi.json`)).json()) as OpenAPIV3_1.Document;
  components = document.components ?? {};
  operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const spec = item?.[method];
      return spec === undefined ? [] : [{ method, path, spec }];
    }),
  );
});
afterAll(async () => {
  await app.close();
  folder[Symbol.dispose]();
});

/** One of everything that paths name; made anew before each operation, because those before may have removed it. */
async function populate(): Promise<void> {
  const document = {
    products: [
      { productKey: "press", name: "Press", thingModel: MODEL },
      { productKey: "hub", name: "Hub", nodeType: "gateway" },
    ],
    devices: [
      ...["p1", "p2"].map((deviceName) => ({ productKey: "press", deviceName })),
      { productKey: "hub", deviceName: "h1" },
    ],
  };
  for (const productKey of ["press", "hub"]) await driver.post(`/products/${productKey}/unpublish`, {});
  await driver.post("/apply", document);
}

test("each of them, as the document says and otherwise", async () => {
  expect(operations.length).toBeGreaterThan(100);
  const wrong: string[] = [];
  for (const operation of operations) {
    if (ENDING.has(operation.spec.operationId ?? "")) continue;
    await populate();
    for (const request of requestsTo(operation)) {
      const complaint = await judge(operation, request);
      if (complaint !== undefined && wrong.length < 40) wrong.push(complaint);
    }
  }
  expect(wrong).toEqual([]);
  // The others need what is not to be had by chance; that they succeed is the business of their own tests.
  expect(succeeded.size).toBeGreaterThan(operations.length * 0.6);
});

test("the example of each body is one that is taken", async () => {
  await populate();
  const wrong: string[] = [];
  for (const { method, path, spec } of operations) {
    const content = spec.requestBody && "content" in spec.requestBody ? spec.requestBody.content : {};
    const { example, schema } = content["application/json"] ?? {};
    if (schema === undefined || hasExample(schema as Schema)) continue;
    if (example === undefined) wrong.push(`${spec.operationId} has no example`);
    if (example === undefined || ENDING.has(spec.operationId ?? "")) continue;
    await driver.put("/products/press/thing-model", API_EXAMPLES.putThingModel);
    const named = Object.fromEntries(Object.entries(KNOWN).map(([name, [value]]) => [name, value]));
    const response = await fetch(`${origin}${addressOf(path, named, {})}`, {
      ...{ method: method.toUpperCase(), redirect: "manual", body: JSON.stringify(example) },
      headers: { cookie: driver.cookie, "content-type": "application/json" },
    });
    const answer = await response.text();
    if (response.status === 500 || answer.includes('"invalid_request"'))
      wrong.push(`${spec.operationId}: ${response.status} ${answer.slice(0, 400)}`);
  }
  expect(wrong).toEqual([]);
});

/** The schema shows one of its own. */
function hasExample(schema: Schema): boolean {
  if ("examples" in schema) return true;
  if (!("$ref" in schema)) return false;
  const name = String(schema.$ref).split("/").at(-1) ?? "";
  const named = components.schemas?.[name] as Schema | undefined;
  return named !== undefined && hasExample(named);
}

/** Texts of the form that cursors have: a list in JSON, in base64url. */
const positions = fc
  .array(fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.nat(), fc.constant({ toString: 1 })), { maxLength: 3 })
  .map((position) => Buffer.from(JSON.stringify(position)).toString("base64url"));

interface Request {
  readonly path: string;
  readonly body: unknown;
  readonly media: string | undefined;
}

function requestsTo({ path, spec }: Operation): Request[] {
  const schemas = (components.schemas ?? {}) as Record<string, Schema>;
  const parameters = (spec.parameters ?? []).filter(
    (one) => !("$ref" in one),
  ) as OpenAPIV3_1.ParameterObject[];
  const valuesOf = ({ name, schema }: OpenAPIV3_1.ParameterObject) => {
    const fit = fitting((schema ?? {}) as Schema, schemas, KNOWN);
    const any = name === "cursor" ? fc.oneof(fit, positions) : fit;
    const pool = KNOWN[name];
    return pool === undefined
      ? any
      : fc.oneof({ weight: 4, arbitrary: fc.constantFrom<unknown>(...pool) }, any);
  };
  const inPath = fc.record(
    Object.fromEntries(parameters.filter((one) => one.in === "path").map((one) => [one.name, valuesOf(one)])),
  );
  const queries = parameters.filter((one) => one.in === "query");
  const inQuery = fc.record(Object.fromEntries(queries.map((one) => [one.name, valuesOf(one)])), {
    requiredKeys: queries.filter((one) => one.required).map((one) => one.name),
  });
  const content = spec.requestBody && "content" in spec.requestBody ? spec.requestBody.content : undefined;
  const media =
    content === undefined
      ? undefined
      : "application/json" in content
        ? "application/json"
        : Object.keys(content)[0];
  const schema = media === undefined ? undefined : (content?.[media]?.schema as Schema | undefined);
  const body = schema === undefined ? fc.constant(undefined) : fitting(schema, schemas, KNOWN);
  const make = (bodies: fc.Arbitrary<unknown>, query: fc.Arbitrary<unknown>, seed: number) =>
    fc.sample(fc.tuple(inPath, query, bodies), { numRuns: RUNS, seed }).map(([names, asked, given]) => ({
      media,
      body: given,
      path: addressOf(path, names, asked as object),
    }));
  const good = make(body, inQuery, SEED);
  const bad = make(schema === undefined ? body : spoiled(body), spoiled(inQuery), SEED + 1);
  return [...good, ...bad];
}

function addressOf(path: string, names: Readonly<Record<string, unknown>>, query: object): string {
  const filled = path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => encodeURIComponent(textOf(names[name])) || "-",
  );
  const search = new URLSearchParams();
  if (typeof query === "object" && query !== null)
    for (const [name, value] of Object.entries(query))
      for (const one of Array.isArray(value) ? value : [value])
        search.append(name, textOf(one).toWellFormed());
  return search.size === 0 ? filled : `${filled}?${search}`;
}

/** Well-formed: what is not cannot be sent. */
function textOf(value: unknown): string {
  const plain = typeof value === "object" ? JSON.stringify(value) : String(value);
  return plain.toWellFormed().slice(0, 2_000);
}

/** JSON can say numbers that it cannot be made to write. */
function jsonOf(body: unknown): string {
  return JSON.stringify(body).replaceAll("-1e+308", "-1e999");
}

/** What is wrong with the answer. */
async function judge(
  { method, spec }: Operation,
  { path, body, media }: Request,
): Promise<string | undefined> {
  const leaving = new AbortController();
  const response = await fetch(`${origin}${path}`, {
    method: method.toUpperCase(),
    ...{ signal: leaving.signal, redirect: "manual" },
    headers: { cookie: driver.cookie, ...(media === undefined ? {} : { "content-type": media }) },
    ...(media === undefined || body === undefined
      ? {}
      : { body: typeof body === "string" && media !== "application/json" ? body : jsonOf(body) }),
  });
  const called = `${method} ${path} ${JSON.stringify(body)?.slice(0, 300) ?? ""}`;
  const documented = spec.responses?.[response.status];
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    succeeded.add(spec.operationId ?? "");
    leaving.abort();
    return undefined;
  }
  const answer = await response.text();
  if (response.ok) succeeded.add(spec.operationId ?? "");
  if (response.status === 401 && answer.includes('"unauthenticated"'))
    return `${called}: the session was lost`;
  if (documented === undefined || response.status === 500)
    return `${called}: ${response.status} ${answer.slice(0, 300)}`;
  if (response.status < 400) return undefined;
  const { code } = JSON.parse(answer) as { code: string };
  const isNamed = "description" in documented && documented.description.includes(`\`${code}\``);
  return isNamed ? undefined : `${called}: ${response.status} ${code} is not named`;
}
