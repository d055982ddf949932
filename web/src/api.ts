// Every call of the API that the pages make: its path and its types.

import type { AccessQuestion, AccessRuleDraft } from "./access/contract.ts";
import { call, get, type Query, send, withQuery } from "./call.ts";
import type {
  Action,
  Mapping,
  NodeType,
  SavedModel,
  Scope,
  SeriesKey,
  ThingModel,
  User,
} from "./contract.ts";
import type { Adoption } from "./diagnosis/contract.ts";

export interface MappingTrialRequest {
  readonly mapping: Mapping;
  readonly deviceName: string;
  readonly topic: string;
  readonly payload: string;
  readonly encoding: "text" | "hex" | "base64";
}

export function devicePath(productKey: string, deviceName: string): `/devices/${string}/${string}` {
  return `/devices/${encodeURIComponent(productKey)}/${encodeURIComponent(deviceName)}`;
}
const productPath = (productKey: string) => `/products/${encodeURIComponent(productKey)}` as const;

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
    call("POST", "/session", {
      body: { username, password },
    }),
  session: () => get("/session"),
  logout: () => call("DELETE", "/session"),
  changePassword: (current: string, next: string) =>
    call("PUT", "/session/password", { body: { current, next } }),
  setLanguage: (language: "en" | "zh-CN") => call("PATCH", "/session", { body: { language } }),

  users: () => get("/users", { limit: 200 }),
  createUser: (body: { username: string; password: string; role: string }) =>
    call("POST", "/users", { body }),
  updateUser: (id: User["id"], body: { role?: string; isEnabled?: boolean; password?: string }) =>
    call("PATCH", `/users/${id}`, { body }),
  removeUser: (id: User["id"]) => call("DELETE", `/users/${id}`),
  audit: (cursor: string | undefined) => get("/audit", { limit: 50, cursor }),

  products: (query: { q?: string; nodeType?: NodeType; limit?: number; cursor?: string }) =>
    get("/products", { ...query }),
  product: (productKey: string) => get(productPath(productKey)),
  mapping: (productKey: string) => get(`${productPath(productKey)}/mapping`),
  saveMapping: (productKey: string, mapping: Mapping) =>
    call("PUT", `${productPath(productKey)}/mapping`, { body: mapping }),
  tryMapping: (productKey: string, body: MappingTrialRequest) =>
    call("POST", `${productPath(productKey)}/mapping/test`, { body }),
  removeProduct: (productKey: string) => call("DELETE", productPath(productKey)),
  model: async (productKey: string): Promise<SavedModel> => {
    const response = await send("GET", `${productPath(productKey)}/thing-model`, {});
    return {
      model: (await response.json()) as ThingModel,
      etag: response.headers.get("etag") ?? undefined,
    };
  },
  /** `model` may also be an Alibaba TSL document; the server converts it. */
  saveModel: (productKey: string, model: object, etag: string | undefined) =>
    call("PUT", `${productPath(productKey)}/thing-model`, {
      body: model,
      ...(etag !== undefined && { ifMatch: etag }),
    }),

  devices: (query: DeviceFilter) => get("/devices", { ...query }),
  device: (key: DeviceKey) => get(devicePath(key.productKey, key.deviceName)),
  createDevice: (body: { productKey: string; deviceName?: string; name?: string; deviceSecret?: string }) =>
    call("POST", "/devices", { body }),
  updateDevice: (key: DeviceKey, body: DeviceChange) =>
    call("PATCH", devicePath(key.productKey, key.deviceName), { body }),
  removeDevice: (key: DeviceKey) => call("DELETE", devicePath(key.productKey, key.deviceName)),
  reopenRegistration: (key: DeviceKey) =>
    call("POST", `${devicePath(key.productKey, key.deviceName)}/registration`),
  bindChild: (gateway: DeviceKey, child: DeviceKey) =>
    call("POST", `${devicePath(gateway.productKey, gateway.deviceName)}/children`, { body: child }),
  unbindChild: (gateway: DeviceKey, child: DeviceKey) =>
    call(
      "DELETE",
      `${devicePath(gateway.productKey, gateway.deviceName)}/children/${encodeURIComponent(child.productKey)}/${encodeURIComponent(child.deviceName)}`,
    ),
  tags: (key: DeviceKey) => get(`${devicePath(key.productKey, key.deviceName)}/tags`),
  saveTags: (key: DeviceKey, tags: Record<string, string>) =>
    call("PUT", `${devicePath(key.productKey, key.deviceName)}/tags`, { body: tags }),
  credentials: (key: DeviceKey) => get(`${devicePath(key.productKey, key.deviceName)}/credentials`),
  latest: (key: DeviceKey) => get(`${devicePath(key.productKey, key.deviceName)}/latest`),
  history: (key: DeviceKey, request: HistoryRequest, signal?: AbortSignal) =>
    get(
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
    call("POST", "/telemetry/query", {
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
    get(`${devicePath(key.productKey, key.deviceName)}/journal`, { ...filter }),
  journal: (filter: JournalFilter) => get("/journal", { ...filter }),

  overview: () => get("/overview"),
  log: () => get("/log"),
  deadLetters: (query: { target?: string; limit?: number; cursor?: string }) =>
    get("/dead-letters", { ...query }),
  deadLetter: (id: number) => get(`/dead-letters/${id}`),
  replayDeadLetter: (id: number) => call("POST", `/dead-letters/${id}/replay`),
  discardDeadLetter: (id: number) => call("POST", `/dead-letters/${id}/discard`),
  replayDeadLetters: (target: string) => call("POST", "/dead-letters/replay", { body: { target } }),
  discardDeadLetters: (target: string) => call("POST", "/dead-letters/discard", { body: { target } }),
  listeners: () => get("/listeners"),
  tls: () => get("/tls"),
  issueCertificate: (key: DeviceKey) =>
    call("POST", `${devicePath(key.productKey, key.deviceName)}/certificate`),
  strangers: () => get("/unknown-devices"),
  adoptDevice: (id: string, body: Adoption) =>
    call("POST", `/unknown-devices/${encodeURIComponent(id)}/adopt`, { body }),
  dismissDevice: (id: string) => call("DELETE", `/unknown-devices/${encodeURIComponent(id)}`),
  diagnosis: () => get("/diagnosis"),
  bans: () => get("/bans"),
  clearBan: (id: string) => call("DELETE", `/bans/${encodeURIComponent(id)}`),
  keys: () => get("/api-keys"),
  createKey: (body: { name: string; description: string; expiresAt: number | null }) =>
    call("POST", "/api-keys", { body }),
  updateKey: (
    keyId: string,
    body: {
      isEnabled?: boolean;
      description?: string;
      expiresAt?: number | null;
      actions?: readonly Action[];
      scopes?: readonly Scope[];
      addresses?: readonly string[];
      ratePerMin?: number | null;
      tokenKey?: string;
    },
  ) => call("PATCH", `/api-keys/${encodeURIComponent(keyId)}`, { body }),
  rotateKey: (keyId: string, overlapS: number) =>
    call("POST", `/api-keys/${encodeURIComponent(keyId)}/rotate`, { body: { overlapS } }),
  removeKey: (keyId: string) => call("DELETE", `/api-keys/${encodeURIComponent(keyId)}`),
  rules: () => get("/acl/rules"),
  createRule: (body: AccessRuleDraft) => call("POST", "/acl/rules", { body }),
  updateRule: (id: number, body: AccessRuleDraft) => call("PATCH", `/acl/rules/${id}`, { body }),
  removeRule: (id: number) => call("DELETE", `/acl/rules/${id}`),
  orderRules: (ids: readonly number[]) => call("PUT", "/acl/order", { body: { ids } }),
  checkAccess: (body: AccessQuestion) => call("POST", "/acl/check", { body }),
  brokerFigures: () => get("/mqtt/stats"),
  clients: (filter: ClientFilter) => get("/mqtt/clients", { ...filter }),
  client: (id: string) => get(`/mqtt/clients/${id}`),
  disconnectClient: (id: string) => call("DELETE", `/mqtt/clients/${id}`),
  retained: (filter: { q?: string; limit?: number; cursor?: string }) => get("/mqtt/retained", { ...filter }),
  removeRetained: (topic: string) => call("DELETE", "/mqtt/retained", { body: { topic } }),
  dialects: () => get("/dialects"),
};
