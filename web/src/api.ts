// The one place that speaks HTTP: every call, its path and its types. Failures become ApiError.

import { noteReachable } from "./base/reachable.ts";
import type {
  AuditEntry,
  Credentials,
  DeadLetter,
  DeadLetterListing,
  Device,
  Dialect,
  EventLog,
  JournalEntry,
  LatestPoint,
  ListenerState,
  Listing,
  ManySeries,
  Overview,
  Product,
  Role,
  SavedModel,
  Series,
  SeriesKey,
  SessionUser,
  ThingModel,
  User,
  ValidationLevel,
} from "./contract.ts";

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
  q?: string;
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
  /** With what each point is worth and when it was received. */
  hasDetails?: boolean;
}

/** Many series over one range: by intervals of a time zone, or as points. */
export interface SeriesRequest {
  series: readonly SeriesKey[];
  from: number;
  to: number;
  maxPoints?: number;
  details?: boolean;
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
  hasReceived: boolean;
}

/** Where the file of an export is; following it makes the browser save it. */
export function exportHref(key: DeviceKey, request: ExportRequest): string {
  return withQuery(`${devicePath(key.productKey, key.deviceName)}/export`, exportQuery(request));
}

const exportQuery = ({ properties, fromMs, toMs, format, timeZone, ...rest }: ExportRequest): Query => ({
  property: properties,
  from: Math.round(fromMs),
  to: Math.round(toMs),
  ...{ format, timeZone, quality: rest.hasQuality, received: rest.hasReceived },
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
    validation?: ValidationLevel;
  }) => call<Product>("POST", "/products", { body }),
  updateProduct: (
    productKey: string,
    body: {
      name?: string;
      description?: string;
      validation?: ValidationLevel;
      retentionDays?: number | null;
      isEnabled?: boolean;
    },
  ) => call<Product>("PATCH", productPath(productKey), { body }),
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
        ...(request.hasDetails && { details: true }),
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
  log: () => get<EventLog>("/log"),
  deadLetters: (query: { target?: string; limit?: number; cursor?: string }) =>
    get<DeadLetterListing>("/dead-letters", { ...query }),
  deadLetter: (id: number) =>
    get<DeadLetter & { event: Record<string, unknown> | null }>(`/dead-letters/${id}`),
  replayDeadLetter: (id: number) => call<void>("POST", `/dead-letters/${id}/replay`),
  discardDeadLetter: (id: number) => call<void>("POST", `/dead-letters/${id}/discard`),
  replayDeadLetters: (target: string) =>
    call<{ delivered: number; failed: { id: number; reason: string }[]; left: number }>(
      "POST",
      "/dead-letters/replay",
      { body: { target } },
    ),
  discardDeadLetters: (target: string) =>
    call<{ discarded: number; left: number }>("POST", "/dead-letters/discard", { body: { target } }),
  listeners: () => get<{ items: ListenerState[] }>("/listeners"),
  dialects: () => get<{ items: Dialect[] }>("/dialects"),
};
