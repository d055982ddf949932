// The one place that speaks HTTP: every call, its path and its types. Failures become ApiError.

import type {
  AccessAnswer,
  AccessQuestion,
  AccessRule,
  AccessRuleDraft,
  ApplicationKey,
  BrokerFigures,
  MqttClient,
  RetainedMessage,
} from "./access/contract.ts";
import { noteReachable } from "./base/reachable.ts";
import type {
  AuditEntry,
  Ban,
  Credentials,
  Device,
  DeviceCertificate,
  Dialect,
  JournalEntry,
  LatestPoint,
  ListenerState,
  Listing,
  ManySeries,
  Mapping,
  MappingTrial,
  NodeType,
  Overview,
  Product,
  RegistrationMode,
  Role,
  SavedModel,
  Series,
  SeriesKey,
  SessionUser,
  ThingModel,
  TlsState,
  User,
  ValidationLevel,
} from "./contract.ts";
import type { Adoption, Diagnosis, UnknownDevice } from "./diagnosis/contract.ts";

const ROOT = "/openapi/v1";
type Query = Record<string, string | number | boolean | readonly string[] | undefined | null>;

/** A refused or failed request: problem+json where the server answered, code `network` where it did not. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly detail: string;
  readonly requestId: string | undefined;
  /** What is wrong with single fields of the body that was sent. */
  readonly errors: readonly { path: string; message: string }[];
  readonly retryAfterS: number | undefined;
  constructor(
    readonly status: number,
    readonly code: string,
    about: Partial<Pick<ApiError, "detail" | "requestId" | "errors" | "retryAfterS">> = {},
  ) {
    super(about.detail ?? code);
    this.detail = about.detail ?? "";
    this.requestId = about.requestId;
    this.errors = about.errors ?? [];
    this.retryAfterS = about.retryAfterS;
  }
}

let clockOffsetMs = 0;

/** The server's time as the last answer told it; ages are right even where the browser's clock is not. */
export function serverNow(): number {
  return Date.now() + clockOffsetMs;
}

/** Corrects `serverNow` by a server time in ms; differences below a second are latency, not skew. */
export function noteServerTime(timeMs: number): void {
  const offset = timeMs - Date.now();
  clockOffsetMs = Math.abs(offset) > 1_500 ? offset : 0;
}

function withQuery(path: string, query: Query | undefined): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text === "" ? ROOT + path : `${ROOT}${path}?${text}`;
}

async function readProblem(response: Response): Promise<ApiError> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // Not problem+json (a proxy, perhaps): the status alone has to do.
  }
  const text = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : undefined);
  const retryAfter = Number(response.headers.get("retry-after"));
  return new ApiError(response.status, text("code") ?? `http_${response.status}`, {
    detail: text("detail") ?? text("title") ?? response.statusText,
    requestId: text("requestId") ?? response.headers.get("x-request-id") ?? undefined,
    errors: Array.isArray(body.errors) ? (body.errors as { path: string; message: string }[]) : [],
    retryAfterS: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
  });
}

async function call<T>(
  method: string,
  path: string,
  options: { body?: unknown; query?: Query; signal?: AbortSignal; ifMatch?: string } = {},
): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function send(
  method: string,
  path: string,
  options: { body?: unknown; query?: Query; signal?: AbortSignal; ifMatch?: string },
): Promise<Response> {
  const headers: Record<string, string> = {
    accept: "application/json",
    "accept-language": document.documentElement.lang || "en",
  };
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (options.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  if (options.ifMatch !== undefined) headers["if-match"] = options.ifMatch;
  if (options.signal) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), init);
    noteReachable(true);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    noteReachable(false);
    throw new ApiError(0, "network");
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}

const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  call<T>("GET", path, { ...(query && { query }), ...(signal && { signal }) });

export interface MappingTrialRequest {
  readonly mapping: Mapping;
  readonly deviceName: string;
  readonly topic: string;
  readonly payload: string;
  readonly encoding: "text" | "hex" | "base64";
}

export function devicePath(productKey: string, deviceName: string): string {
  return `/devices/${encodeURIComponent(productKey)}/${encodeURIComponent(deviceName)}`;
}
const productPath = (productKey: string) => `/products/${encodeURIComponent(productKey)}`;

/** Where a server-sent stream of one device is. */
export function livePath(productKey: string, deviceName: string): string {
  return withQuery("/live", { device: `${productKey}/${deviceName}`, kinds: "property,event,state" });
}

export interface DeviceKey {
  productKey: string;
  deviceName: string;
}
export interface DeviceChange {
  name?: string;
  notes?: string;
  isEnabled?: boolean;
}
export interface DeviceFilter {
  productKey?: string;
  state?: string;
  /** `productKey/deviceName`: only its sub-devices. */
  gateway?: string;
  q?: string;
  limit?: number;
  cursor?: string;
}
export interface ClientFilter {
  q?: string;
  kind?: string;
  state?: string;
  limit?: number;
  cursor?: string;
}
export interface JournalFilter {
  kind?: string;
  limit?: number;
  cursor?: string;
  productKey?: string;
}
export interface HistoryRequest {
  properties: readonly string[];
  fromMs: number;
  toMs: number;
  maxPoints: number;
}

/** Many series over one range: by intervals of a time zone, or as points. */
export interface SeriesRequest {
  series: readonly SeriesKey[];
  from: number;
  to: number;
  maxPoints?: number;
  interval?: string;
  timeZone?: string;
  fill?: "none" | "null" | "previous";
}
export interface ExportRequest {
  properties: readonly string[];
  fromMs: number;
  toMs: number;
  format: "csv" | "xlsx";
  timeZone: string;
  hasQuality: boolean;
}

/** Where the file of an export is; following it makes the browser save it. */
export function exportHref(key: DeviceKey, request: ExportRequest): string {
  return withQuery(`${devicePath(key.productKey, key.deviceName)}/export`, exportQuery(request));
}

const exportQuery = ({ properties, fromMs, toMs, format, timeZone, hasQuality }: ExportRequest): Query => ({
  property: properties,
  from: Math.round(fromMs),
  to: Math.round(toMs),
  ...{ format, timeZone, quality: hasQuality },
});

export const api = {
  login: (username: string, password: string) =>
    call<{ user: SessionUser }>("POST", "/session", { body: { username, password } }),
  session: () => get<{ user: SessionUser }>("/session"),
  logout: () => call<void>("DELETE", "/session"),
  changePassword: (current: string, next: string) =>
    call<void>("PUT", "/session/password", { body: { current, next } }),
  setLanguage: (language: string) => call<unknown>("PATCH", "/session", { body: { language } }),

  users: () => get<Listing<User>>("/users", { limit: 200 }),
  createUser: (body: { username: string; password: string; role: Role }) =>
    call<User>("POST", "/users", { body }),
  updateUser: (id: User["id"], body: { role?: Role; isEnabled?: boolean; password?: string }) =>
    call<User>("PATCH", `/users/${id}`, { body }),
  removeUser: (id: User["id"]) => call<void>("DELETE", `/users/${id}`),
  audit: (cursor: string | undefined) => get<Listing<AuditEntry>>("/audit", { limit: 50, cursor }),

  products: (query: { q?: string; limit?: number; cursor?: string }) =>
    get<Listing<Product>>("/products", { ...query }),
  product: (productKey: string) => get<Product>(productPath(productKey)),
  createProduct: (body: {
    name: string;
    productKey?: string;
    description?: string;
    nodeType?: NodeType;
    validation?: ValidationLevel;
  }) => call<Product>("POST", "/products", { body }),
  updateProduct: (
    productKey: string,
    body: {
      name?: string;
      description?: string;
      nodeType?: NodeType;
      validation?: ValidationLevel;
      retentionDays?: number | null;
      registration?: RegistrationMode;
      childProductKey?: string | null;
      isEnabled?: boolean;
    },
  ) => call<Product>("PATCH", productPath(productKey), { body }),
  mapping: (productKey: string) => get<Mapping>(`${productPath(productKey)}/mapping`),
  saveMapping: (productKey: string, mapping: Mapping) =>
    call<Mapping>("PUT", `${productPath(productKey)}/mapping`, { body: mapping }),
  tryMapping: (productKey: string, body: MappingTrialRequest) =>
    call<MappingTrial>("POST", `${productPath(productKey)}/mapping/test`, { body }),
  removeProduct: (productKey: string) => call<void>("DELETE", productPath(productKey)),
  productSecret: (productKey: string) => get<{ productSecret: string }>(`${productPath(productKey)}/secret`),
  model: async (productKey: string): Promise<SavedModel> => {
    const response = await send("GET", `${productPath(productKey)}/thing-model`, {});
    return {
      model: (await response.json()) as ThingModel,
      etag: response.headers.get("etag") ?? undefined,
    };
  },
  /** The model as the file that Alibaba's platform imports. */
  tsl: (productKey: string) => get<unknown>(`${productPath(productKey)}/thing-model`, { format: "tsl" }),
  /** `model` may also be an Alibaba TSL document; the server converts it. */
  saveModel: (productKey: string, model: unknown, etag: string | undefined) =>
    call<{ modelVersion: number; model: ThingModel }>("PUT", `${productPath(productKey)}/thing-model`, {
      body: model,
      ...(etag !== undefined && { ifMatch: etag }),
    }),

  devices: (query: DeviceFilter) => get<Listing<Device>>("/devices", { ...query }),
  device: (key: DeviceKey) => get<Device>(devicePath(key.productKey, key.deviceName)),
  createDevice: (body: { productKey: string; deviceName?: string; name?: string; deviceSecret?: string }) =>
    call<Device>("POST", "/devices", { body }),
  updateDevice: (key: DeviceKey, body: DeviceChange) =>
    call<Device>("PATCH", devicePath(key.productKey, key.deviceName), { body }),
  removeDevice: (key: DeviceKey) => call<void>("DELETE", devicePath(key.productKey, key.deviceName)),
  reopenRegistration: (key: DeviceKey) =>
    call<Device>("POST", `${devicePath(key.productKey, key.deviceName)}/registration`),
  bindChild: (gateway: DeviceKey, child: DeviceKey) =>
    call<Device>("POST", `${devicePath(gateway.productKey, gateway.deviceName)}/children`, { body: child }),
  unbindChild: (gateway: DeviceKey, child: DeviceKey) =>
    call<void>(
      "DELETE",
      `${devicePath(gateway.productKey, gateway.deviceName)}/children/${encodeURIComponent(child.productKey)}/${encodeURIComponent(child.deviceName)}`,
    ),
  tags: (key: DeviceKey) => get<Record<string, string>>(`${devicePath(key.productKey, key.deviceName)}/tags`),
  saveTags: (key: DeviceKey, tags: Record<string, string>) =>
    call<Record<string, string>>("PUT", `${devicePath(key.productKey, key.deviceName)}/tags`, { body: tags }),
  credentials: (key: DeviceKey) =>
    get<Credentials>(`${devicePath(key.productKey, key.deviceName)}/credentials`),
  latest: (key: DeviceKey) =>
    get<{ items: LatestPoint[] }>(`${devicePath(key.productKey, key.deviceName)}/latest`),
  history: (key: DeviceKey, request: HistoryRequest, signal?: AbortSignal) =>
    get<{ series: Series[] }>(
      `${devicePath(key.productKey, key.deviceName)}/history`,
      {
        property: request.properties,
        from: Math.round(request.fromMs),
        to: Math.round(request.toMs),
        maxPoints: request.maxPoints,
      },
      signal,
    ),
  series: (request: SeriesRequest, signal?: AbortSignal) =>
    call<{ timeZone: string; series: ManySeries[] }>("POST", "/telemetry/query", {
      body: request,
      ...(signal && { signal }),
    }),
  /** Whether an export would begin now; throws what the server would say instead. */
  mayExport: async (key: DeviceKey, request: ExportRequest): Promise<void> => {
    const path = `${devicePath(key.productKey, key.deviceName)}/export`;
    const query = exportQuery(request);
    try {
      await send("HEAD", path, { query });
    } catch {
      // An answer to HEAD has no body and so does not say why; what is refused once more does.
      const response = await send("GET", path, { query });
      await response.body?.cancel();
    }
  },
  deviceJournal: (key: DeviceKey, filter: JournalFilter) =>
    get<Listing<JournalEntry>>(`${devicePath(key.productKey, key.deviceName)}/journal`, { ...filter }),
  journal: (filter: JournalFilter) => get<Listing<JournalEntry>>("/journal", { ...filter }),

  overview: () => get<Overview>("/overview"),
  listeners: () => get<{ items: ListenerState[] }>("/listeners"),
  tls: () => get<TlsState>("/tls"),
  issueCertificate: (key: DeviceKey) =>
    call<DeviceCertificate>("POST", `${devicePath(key.productKey, key.deviceName)}/certificate`),
  strangers: () => get<{ items: UnknownDevice[] }>("/unknown-devices"),
  adoptDevice: (id: string, body: Adoption) =>
    call<DeviceKey>("POST", `/unknown-devices/${encodeURIComponent(id)}/adopt`, { body }),
  dismissDevice: (id: string) => call<void>("DELETE", `/unknown-devices/${encodeURIComponent(id)}`),
  diagnosis: () => get<Diagnosis>("/diagnosis"),
  bans: () => get<{ items: Ban[] }>("/bans"),
  clearBan: (id: string) => call<void>("DELETE", `/bans/${encodeURIComponent(id)}`),
  keys: () => get<{ items: ApplicationKey[] }>("/application-keys"),
  createKey: (body: { name: string; description: string; expiresAt: number | null }) =>
    call<ApplicationKey & { secret: string }>("POST", "/application-keys", { body }),
  updateKey: (
    keyId: string,
    body: { isEnabled?: boolean; description?: string; expiresAt?: number | null },
  ) => call<ApplicationKey>("PATCH", `/application-keys/${encodeURIComponent(keyId)}`, { body }),
  removeKey: (keyId: string) => call<void>("DELETE", `/application-keys/${encodeURIComponent(keyId)}`),
  rules: () => get<{ items: AccessRule[] }>("/acl/rules"),
  createRule: (body: AccessRuleDraft) => call<AccessRule>("POST", "/acl/rules", { body }),
  updateRule: (id: number, body: AccessRuleDraft) => call<AccessRule>("PATCH", `/acl/rules/${id}`, { body }),
  removeRule: (id: number) => call<void>("DELETE", `/acl/rules/${id}`),
  orderRules: (ids: readonly number[]) =>
    call<{ items: AccessRule[] }>("PUT", "/acl/order", { body: { ids } }),
  checkAccess: (body: AccessQuestion) => call<AccessAnswer>("POST", "/acl/check", { body }),
  brokerFigures: () => get<BrokerFigures>("/mqtt/stats"),
  clients: (filter: ClientFilter) => get<Listing<MqttClient>>("/mqtt/clients", { ...filter }),
  client: (id: string) =>
    get<{ client: MqttClient; subscriptions: { filter: string; qos: number }[] }>(`/mqtt/clients/${id}`),
  disconnectClient: (id: string) => call<void>("DELETE", `/mqtt/clients/${id}`),
  retained: (filter: { q?: string; limit?: number; cursor?: string }) =>
    get<Listing<RetainedMessage>>("/mqtt/retained", { ...filter }),
  removeRetained: (topic: string) => call<void>("DELETE", "/mqtt/retained", { body: { topic } }),
  dialects: () => get<{ items: Dialect[] }>("/dialects"),
};
