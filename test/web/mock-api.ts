// A stand-in for the server that speaks the UI's contract over HTTP, for tests of web/ and for looking at it:
// `bun test/web/mock-api.ts [port] [--empty]`.

import { makeRouter } from "../../src/http/http.ts";
import { BUILT_IN, ROLES } from "../../src/spine/permission.ts";
import { uiRoutes } from "../../src/ui/ui.ts";
import type { SeriesRequest } from "../../web/src/api.ts";
import type { Device, Product, Role, SessionUser, ThingModel } from "../../web/src/contract.ts";
import { builtUi } from "./built-ui.ts";
import { makeBrokerRoutes } from "./mock-broker.ts";
import { type Answer, type Call, listing, type Params, Problem } from "./mock-call.ts";
import { makeDiagnosisRoutes } from "./mock-diagnosis.ts";
import { mockDocument } from "./mock-document.ts";
import { LOG_ROUTES } from "./mock-log-routes.ts";
import { mappingOf, saveMapping, tryMapping } from "./mock-mapping.ts";
import { NEW_PRODUCT } from "./mock-product.ts";
import { SECURITY_ROUTES } from "./mock-security.ts";
import { pointsOf, REPORT_MS, rowsOf } from "./mock-telemetry.ts";
import {
  bansOf,
  deviceJournal,
  makeWorld,
  overviewOf,
  propertiesOf,
  refusals,
  valueAt,
  type World,
} from "./mock-world.ts";

const V1 = "/openapi/v1";
export const PASSWORD = "correct horse";
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const contains = (q: string | null, ...texts: (string | null)[]) =>
  !q || texts.some((text) => text?.toLowerCase().includes(q.toLowerCase()));

function productOf({ world, params }: Call): Product {
  const product = world.products.get(params.pk ?? "");
  if (product === undefined) throw new Problem(404, "not_found", `${params.pk} does not exist.`);
  return product;
}

function deviceOf({ world, params }: Call) {
  const device = world.devices.get(`${params.pk}/${params.dn}`);
  if (device === undefined) throw new Problem(404, "not_found", `${params.pk}/${params.dn} does not exist.`);
  return device;
}

function createProduct({ world, body }: Call): Product {
  const productKey =
    (body.productKey as string | undefined) ?? `p${world.products.size + 1}${Date.now() % 10_000}`;
  if (world.products.has(productKey))
    throw new Problem(409, "already_exists", `${productKey} exists already.`);
  const now = Date.now();
  const product: Product = {
    productKey,
    name: String(body.name),
    description: (body.description as string | undefined) ?? "",
    nodeType: (body.nodeType as Product["nodeType"] | undefined) ?? "direct",
    validation: (body.validation as Product["validation"] | undefined) ?? "warn",
    isEnabled: true,
    modelVersion: 0,
    retentionDays: null,
    ...NEW_PRODUCT,
    childProductKey: null,
    deviceCount: 0,
    createdAt: now,
    updatedAt: now,
  };
  world.products.set(productKey, product);
  world.models.set(productKey, { properties: [], events: [], services: [] });
  return product;
}

function saveModel(call: Call): object {
  const product = productOf(call);
  const model = call.body as unknown as ThingModel;
  if (!Array.isArray(model.properties)) {
    throw new Problem(400, "invalid_request", "The thing model has no list of properties.", [
      { path: "properties", message: "Expected an array" },
    ]);
  }
  call.world.models.set(product.productKey, model);
  Object.assign(product, { modelVersion: product.modelVersion + 1, updatedAt: Date.now() });
  return { modelVersion: product.modelVersion, model };
}

function createDevice({ world, body }: Call): Device {
  const productKey = String(body.productKey);
  const deviceName = (body.deviceName as string | undefined) ?? `d${Date.now() % 1_000_000}`;
  const key = `${productKey}/${deviceName}`;
  if (world.devices.has(key)) throw new Problem(409, "already_exists", `${key} exists already.`);
  const row: Device = {
    productKey,
    deviceName,
    name: (body.name as string | undefined) ?? null,
    nodeType: world.products.get(productKey)?.nodeType ?? "direct",
    gateway: null,
    state: "inactive",
    stateSince: null,
    stateReason: null,
    address: null,
    activatedAt: null,
    lastSeenAt: null,
    isEnabled: true,
    createdAt: Date.now(),
  };
  world.devices.set(key, { row, kind: undefined, seed: 1 });
  const product = world.products.get(productKey);
  if (product) product.deviceCount += 1;
  return row;
}

function credentials(call: Call): object {
  const { productKey, deviceName } = deviceOf(call).row;
  const secret = "9f2c4b7e1d6a83550c3e";
  return {
    productKey,
    deviceName,
    deviceSecret: secret,
    mqtt: {
      host: null,
      plain: {
        clientId: `${productKey}.${deviceName}`,
        username: `${productKey}/${deviceName}`,
        password: secret,
      },
      alink: {
        clientId: `${productKey}.${deviceName}|securemode=3,signmethod=hmacsha256,timestamp=2524608000000|`,
        username: `${deviceName}&${productKey}`,
        password: "6074a46a91b1ebb2cc4ea42790ad0e80202c9843859fc292e57c4eb19fad9e57",
      },
      yudao: {
        clientId: `${productKey}.${deviceName}`,
        username: `${deviceName}&${productKey}`,
        password: "509e2b08f7598eb139d276388c600435913ba4c94cd0d50aebc5c0d1855bcb75",
      },
      onenet: {
        clientId: deviceName,
        username: productKey,
        password: `version=2018-10-31&res=products%2F${productKey}&et=4102444800&method=sha256&sign=aGVsbG8%3D`,
      },
      thingsboard: { clientId: deviceName, username: secret, password: "" },
      jetlinks: {
        clientId: deviceName,
        username: `${productKey}|1544427400000`,
        password: "2c954f4431c3c3c38515ebad75763c02",
      },
    },
  };
}

function latest(call: Call): object {
  const device = deviceOf(call);
  if (device.row.state === "inactive") return { items: [] };
  const ts =
    Math.floor((device.row.state === "online" ? Date.now() : (device.row.lastSeenAt ?? 0)) / 1000) * 1000;
  return {
    items: propertiesOf(device).map((property) => ({
      property,
      ts,
      value: valueAt(device, property, ts),
      quality: property === "cycle_time" ? 1 : 0,
    })),
  };
}

function history(call: Call): object {
  const device = deviceOf(call);
  const { searchParams } = call.url;
  const range = { from: Number(searchParams.get("from")), to: Number(searchParams.get("to")) };
  const maxPoints = Number(searchParams.get("maxPoints") ?? 1000);
  const series = searchParams
    .getAll("property")
    .map((property) => ({ property, ...pointsOf({ device, property, ...range }, maxPoints) }));
  return { series };
}

/** The answer to a query of many series, from its body. */
function manySeries({ world, body }: Call): object {
  const ask = body as unknown as SeriesRequest;
  const series = ask.series.map((key) => {
    const device = world.devices.get(`${key.productKey}/${key.deviceName}`);
    if (device === undefined) throw new Problem(404, "not_found", `${key.deviceName} does not exist.`);
    const one = { device, property: key.property, from: ask.from, to: ask.to };
    return ask.interval === undefined
      ? { ...key, ...pointsOf(one, ask.maxPoints ?? 1_000) }
      : { ...key, rows: rowsOf(one, ask.interval) };
  });
  return { timeZone: ask.timeZone ?? "UTC", series };
}

function exportFile(call: Call): Response {
  deviceOf(call);
  if (call.world.isExportBusy)
    throw new Problem(429, "too_many_exports", "2 exports are under way already; try again in 10 s.");
  const { searchParams } = call.url;
  const name = `${call.params.dn}.${searchParams.get("format")}`;
  return new Response(`Time (${searchParams.get("timeZone")}),UTC ms\r\n`, {
    headers: { "content-type": "text/csv", "content-disposition": `attachment; filename="${name}"` },
  });
}

function login(call: Call): object {
  const { username, password } = call.body;
  if (password !== PASSWORD && password !== "first") {
    throw new Problem(
      401,
      "bad_password",
      call.language.startsWith("zh") ? "用户名或密码错误。" : "User name or password is wrong.",
    );
  }
  const known = call.world.users.find((user) => user.username === username);
  const role = ROLES.find((one) => one === known?.role) ?? "viewer";
  const user: SessionUser = {
    id: known?.id ?? 9,
    username: String(username),
    role,
    ...{ roleName: role, permissions: BUILT_IN[role], scopes: [{ kind: "all" }] },
    language: null,
    mustChangePassword: password === "first",
    hasPassword: true,
  };
  call.world.user = user;
  return { user };
}

function patchDevice(call: Call): object {
  const { row } = deviceOf(call);
  Object.assign(row, call.body);
  if (call.body.isEnabled === false) row.state = "disabled";
  if (call.body.isEnabled === true && row.state === "disabled") row.state = "offline";
  return row;
}

function removeProduct(call: Call): number {
  const product = productOf(call);
  if (product.deviceCount > 0) {
    throw new Problem(
      409,
      "in_use",
      `${product.productKey} is still used by ${product.deviceCount} devices.`,
    );
  }
  call.world.products.delete(product.productKey);
  return 204;
}

const DIALECTS = [
  {
    name: "plain",
    summary: { en: "User name and secret.", zh: "用户名与密钥。" },
    routes: [
      {
        pattern: "/plain/{productKey}/{deviceName}/up",
        direction: "up",
        description: { en: "Anything", zh: "任意内容" },
        example: "",
      },
    ],
  },
  {
    name: "Alink",
    summary: { en: "Topics of Alibaba Cloud Link SDKs.", zh: "阿里云 Link SDK 使用的主题。" },
    routes: [
      {
        pattern: "/sys/{productKey}/{deviceName}/thing/event/property/post",
        direction: "up",
        description: { en: "Property report", zh: "属性上报" },
        example: '{"id":"1","version":"1.0","params":{"oil_temp":54.2},"method":"thing.event.property.post"}',
      },
      {
        pattern: "/sys/{productKey}/{deviceName}/thing/event/property/post_reply",
        direction: "down",
        description: { en: "Answer to a report", zh: "上报应答" },
        example: '{"code":200,"data":{},"id":"1","message":"success"}',
      },
    ],
  },
];

const NOW = () => Date.now();
type Routes = Readonly<Record<string, (call: Call) => Answer>>;
const NO_COUNTS = { online: 0, stale: 0, offline: 0, disabled: 0 };
const ROUTES: Routes = {
  "POST /session": login,
  "GET /session": ({ world }) => ({ user: world.user }),
  "DELETE /session": ({ world }) => {
    world.user = undefined;
    return 204;
  },
  "PATCH /session": () => ({}),
  "PUT /session/password": ({ world }) => {
    if (world.user) world.user.mustChangePassword = false;
    return 204;
  },
  "GET /users": ({ world, url }) => listing(world.users, url),
  "POST /users": ({ world, body }) => {
    const user = {
      id: world.users.length + 1,
      username: String(body.username),
      role: body.role as Role,
      roleName: body.role as Role,
      isEnabled: true,
      createdAt: NOW(),
      hasSecondFactor: false,
      hasPassword: true,
      lastLoginAt: null,
    };
    world.users.push(user);
    return user;
  },
  "PATCH /users/:id": ({ world, params, body }) =>
    Object.assign(world.users.find((u) => String(u.id) === params.id) ?? {}, body),
  "DELETE /users/:id": ({ world, params }) => {
    const at = world.users.findIndex((user) => String(user.id) === params.id);
    world.users.splice(at, 1);
    return 204;
  },
  "GET /audit": ({ url }) =>
    listing(
      [
        {
          id: 2,
          at: NOW() - 60_000,
          actor: "li.wei",
          address: "192.168.10.44",
          action: "product.update",
          target: "press-400t",
          before: { validation: "off" },
          after: { validation: "warn" },
        },
        {
          id: 1,
          at: NOW() - 90_000,
          actor: "admin",
          address: "192.168.10.5",
          action: "session.create",
          target: null,
          before: null,
          after: null,
        },
      ],
      url,
    ),
  "GET /products": ({ world, url }) =>
    listing(
      [...world.products.values()].filter(
        (p) =>
          contains(url.searchParams.get("q"), p.name, p.productKey) &&
          (url.searchParams.get("nodeType") ?? p.nodeType) === p.nodeType,
      ),
      url,
    ),
  "POST /products": createProduct,
  "GET /products/:pk": productOf,
  "PATCH /products/:pk": (call) => Object.assign(productOf(call), call.body, { updatedAt: NOW() }),
  "DELETE /products/:pk": removeProduct,
  "GET /products/:pk/secret": () => ({ productSecret: "k7Qx2mVd91LpZs04", former: [] }),
  "GET /products/:pk/thing-model": (call) => call.world.models.get(productOf(call).productKey) ?? {},
  "PUT /products/:pk/thing-model": saveModel,
  "GET /products/:pk/mapping": (call) => mappingOf(call, productOf(call)),
  "PUT /products/:pk/mapping": (call) => saveMapping(productOf(call), call.body),
  "POST /products/:pk/mapping/test": (call) => tryMapping(call, productOf(call), call.body),
  "GET /groups": ({ world }) => ({
    items: [],
    ungrouped: { ...NO_COUNTS, total: world.devices.size, inactive: world.devices.size },
  }),
  "GET /device-views": () => ({ items: [] }),
  "GET /devices": ({ world, url }) => {
    const { searchParams } = url;
    const rows = [...world.devices.values()].map((device) => device.row);
    const [pk, state] = [searchParams.get("productKey"), searchParams.get("state")];
    const gateway = searchParams.get("gateway");
    return listing(
      rows.filter(
        (row) =>
          (!pk || row.productKey === pk) &&
          (!gateway || `${row.gateway?.productKey}/${row.gateway?.deviceName}` === gateway) &&
          (!state || row.state === state) &&
          contains(searchParams.get("q"), row.deviceName, row.name),
      ),
      url,
    );
  },
  "POST /devices": createDevice,
  "GET /devices/:pk/:dn": (call) => deviceOf(call).row,
  "PATCH /devices/:pk/:dn": patchDevice,
  "DELETE /devices/:pk/:dn": (call) => {
    call.world.devices.delete(`${call.params.pk}/${call.params.dn}`);
    return 204;
  },
  "POST /devices/:pk/:dn/children": (call) => {
    const { productKey, deviceName } = deviceOf(call).row;
    const child = call.world.devices.get(`${call.body.productKey}/${call.body.deviceName}`);
    if (!child) throw new Problem(404, "not_found", "The device does not exist.");
    return Object.assign(child.row, { gateway: { productKey, deviceName } });
  },
  "DELETE /devices/:pk/:dn/children/:cpk/:cdn": ({ world, params }) => {
    const child = world.devices.get(`${params.cpk}/${params.cdn}`);
    if (child) Object.assign(child.row, { gateway: null });
    return 204;
  },
  "GET /devices/:pk/:dn/tags": () => ({ hall: "3", line: "A" }),
  "PUT /devices/:pk/:dn/tags": ({ body }) => body,
  "POST /devices/:pk/:dn/registration": (call) => Object.assign(deviceOf(call).row, { activatedAt: null }),
  "GET /devices/:pk/:dn/credentials": credentials,
  "GET /devices/:pk/:dn/latest": latest,
  "GET /devices/:pk/:dn/history": history,
  "GET /devices/:pk/:dn/export": exportFile,
  "POST /telemetry/query": manySeries,
  "GET /site": () => ({ timeZone: "Asia/Shanghai", dayStart: "00:00", shifts: [] }),
  "GET /devices/:pk/:dn/journal": (call) => {
    const kind = call.url.searchParams.get("kind");
    const { productKey, deviceName } = deviceOf(call).row;
    return listing(
      deviceJournal(`${productKey}/${deviceName}`, call.language, NOW()).filter(
        (one) => !kind || one.kind === kind,
      ),
      call.url,
    );
  },
  "GET /journal": ({ world, url, language }) => listing(world.isEmpty ? [] : refusals(language, NOW()), url),
  "GET /overview": ({ world }) => overviewOf(world, NOW()),
  "GET /listeners": ({ world }) => ({ items: overviewOf(world, NOW()).listeners }),
  "GET /tls": () => ({ expiresAt: NOW() + 824 * 86_400_000, isIssuing: true }),
  "POST /devices/:pk/:dn/certificate": (call) => {
    const { productKey, deviceName } = deviceOf(call).row;
    return { name: `${deviceName}&${productKey}`, cert: "PEM", key: "PEM", ca: "PEM" };
  },
  "GET /bans": ({ world }) => ({
    items: world.isEmpty ? [] : bansOf(NOW()).filter(({ id }) => !world.liftedBans.has(id)),
  }),
  "DELETE /bans/:id": ({ world, params }) => {
    world.liftedBans.add(params.id ?? "");
    return 204;
  },
  ...LOG_ROUTES,
  "GET /dialects": () => ({ items: DIALECTS }),
};

function findRoute(
  routes: Routes,
  method: string,
  path: string,
): { handle: (call: Call) => Answer; params: Params } | undefined {
  const parts = path.split("/");
  for (const [route, handle] of Object.entries(routes)) {
    const [routeMethod, pattern = ""] = route.split(" ");
    const names = pattern.split("/");
    if (routeMethod !== method || names.length !== parts.length) continue;
    const params: Params = {};
    const fits = names.every((name, at) => {
      const part = decodeURIComponent(parts[at] ?? "");
      if (!name.startsWith(":")) return name === part;
      params[name.slice(1)] = part;
      return true;
    });
    if (fits) return { handle, params };
  }
  return undefined;
}

function problemResponse(problem: Problem): Response {
  const body = {
    type: "about:blank",
    title: problem.code,
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    requestId: "req-7f3a",
    errors: problem.errors,
  };
  return Response.json(body, {
    status: problem.status,
    headers: { "content-type": "application/problem+json" },
  });
}

/** Server-sent property reports of one device, one a second. */
function live(world: World, url: URL): Response {
  const device = world.devices.get(url.searchParams.get("device") ?? "");
  let timer: ReturnType<typeof setInterval> | undefined;
  const stream = new ReadableStream<string>({
    start(controller) {
      controller.enqueue(":ok\n\n");
      timer = setInterval(() => {
        if (device?.row.state !== "online") return controller.enqueue(":\n\n");
        const ts = Math.floor(NOW() / 1000) * 1000;
        const points = propertiesOf(device).map((property) => ({
          property,
          ts,
          value: valueAt(device, property, ts),
          quality: property === "cycle_time" ? 1 : 0,
        }));
        device.row.lastSeenAt = ts;
        controller.enqueue(
          `event: property\ndata: ${JSON.stringify({ seq: ts, points, ts, productKey: device.row.productKey, deviceName: device.row.deviceName })}\n\n`,
        );
      }, REPORT_MS);
    },
    cancel: () => clearInterval(timer),
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

/** What needs no session. */
const OPEN = new Set(["POST /session", "GET /sign-in-methods"]);

async function answer(world: World, routes: Routes, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.slice(V1.length);
  if (world.user === undefined && !OPEN.has(`${request.method} ${path}`)) {
    return problemResponse(new Problem(401, "unauthenticated", "Sign in first."));
  }
  if (path === "/live") return live(world, url);
  const found = findRoute(routes, request.method === "HEAD" ? "GET" : request.method, path);
  if (found === undefined) return problemResponse(new Problem(404, "not_found", `${path} does not exist.`));
  const text = await request.text();
  const call: Call = {
    world,
    params: found.params,
    url,
    body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
    language: request.headers.get("accept-language") ?? "en",
  };
  try {
    const result = found.handle(call);
    if (result instanceof Response) return result;
    return typeof result === "number" ? new Response(null, { status: result }) : Response.json(result);
  } catch (error) {
    if (error instanceof Problem) return problemResponse(error);
    throw error;
  }
}

export interface MockServer extends AsyncDisposable {
  readonly url: string;
  readonly world: World;
}

/** Serves the built UI and the mock API on a free port. */
export async function startMock(options: { port?: number; isEmpty?: boolean } = {}): Promise<MockServer> {
  const ui = makeRouter();
  ui.route("/", uiRoutes({ folder: await builtUi() }));
  const world = makeWorld({ isEmpty: options.isEmpty ?? false });
  const routes = {
    ...ROUTES,
    ...SECURITY_ROUTES,
    ...makeBrokerRoutes(world.isEmpty),
    ...makeDiagnosisRoutes(world.isEmpty),
  };
  const server = Bun.serve({
    port: options.port ?? 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === `${V1}/openapi.json`) return mockDocument();
      const isApi = pathname.startsWith(V1);
      const response = isApi ? await answer(world, routes, request) : await ui.fetch(request);
      response.headers.set("content-security-policy", CSP);
      return response;
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    world,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

if (import.meta.main) {
  const port = Number(process.argv[2] ?? 4600);
  const mock = await startMock({ port, isEmpty: process.argv.includes("--empty") });
  console.log(`${mock.url}  (admin / ${PASSWORD})`);
}
