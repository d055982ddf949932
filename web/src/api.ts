// Every call of the API that the pages make: its path and its types.

import type {
  AccessAnswer,
  AccessQuestion,
  AccessRule,
  AccessRuleDraft,
  ApplicationKey,
  BrokerFigures,
  CreatedKey,
  MqttClient,
  RetainedMessage,
} from "./access/contract.ts";
import type { AwaitedStep } from "./accounts/security/contract.ts";
import { call, get, type Query, send, withQuery } from "./call.ts";
import type {
  Action,
  AuditEntry,
  Ban,
  Credentials,
  DeadLetter,
  DeadLetterListing,
  Device,
  DeviceCertificate,
  Dialect,
  EventLog,
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
  Scope,
  Series,
  SeriesKey,
  SessionUser,
  ThingModel,
  TlsState,
  User,
} from "./contract.ts";
import type { Adoption, Diagnosis, UnknownDevice } from "./diagnosis/contract.ts";
import { edit, editAlone, type ONE_FIELD } from "./edit/edit.ts";

/** What an edit rests on: the very object that was read, or that it sets one field only. */
type Basis<T> = T | typeof ONE_FIELD;

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
    call<{ user: SessionUser } | ({ user: null } & AwaitedStep)>("POST", "/session", {
      body: { username, password },
    }),
  session: () => get<{ user: SessionUser }>("/session"),
  logout: () => call<void>("DELETE", "/session"),
  changePassword: (current: string, next: string) => editAlone<void>("changePassword", { current, next }),
  setLanguage: (language: string) => editAlone("chooseLanguage", { language }),

  users: () => get<Listing<User>>("/users", { limit: 200 }),
  createUser: (body: { username: string; password: string; role: string }) =>
    call<User>("POST", "/users", { body }),
  updateUser: (
    id: User["id"],
    body: { role?: string; isEnabled?: boolean; password?: string },
    basis: Basis<User>,
  ) => edit<User>("updateUser", { at: [id], basis, body }),
  removeUser: (id: User["id"]) => call<void>("DELETE", `/users/${id}`),
  audit: (cursor: string | undefined) => get<Listing<AuditEntry>>("/audit", { limit: 50, cursor }),

  products: (query: { q?: string; nodeType?: NodeType; limit?: number; cursor?: string }) =>
    get<Listing<Product>>("/products", { ...query }),
  product: (productKey: string) => get<Product>(productPath(productKey)),
  mapping: (productKey: string) => get<Mapping>(`${productPath(productKey)}/mapping`),
  saveMapping: (productKey: string, body: Mapping, basis: Mapping) =>
    edit<Mapping>("putMapping", { at: [productKey], basis, body }),
  tryMapping: (productKey: string, body: MappingTrialRequest) =>
    call<MappingTrial>("POST", `${productPath(productKey)}/mapping/test`, { body }),
  removeProduct: (productKey: string) => call<void>("DELETE", productPath(productKey)),
  model: (productKey: string) => get<ThingModel>(`${productPath(productKey)}/thing-model`),
  saveModel: (productKey: string, body: ThingModel | ((now: ThingModel) => ThingModel), basis: ThingModel) =>
    edit<{ modelVersion: number; model: ThingModel }, ThingModel>("putThingModel", {
      ...{ at: [productKey], basis, body },
    }),

  devices: (query: DeviceFilter) => get<Listing<Device>>("/devices", { ...query }),
  device: (key: DeviceKey) => get<Device>(devicePath(key.productKey, key.deviceName)),
  createDevice: (body: { productKey: string; deviceName?: string; name?: string; deviceSecret?: string }) =>
    call<Device>("POST", "/devices", { body }),
  updateDevice: ({ productKey, deviceName }: DeviceKey, body: DeviceChange, basis: Basis<Device>) =>
    edit<Device>("updateDevice", { at: [productKey, deviceName], basis, body }),
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
  saveTags: (
    { productKey, deviceName }: DeviceKey,
    body: Record<string, string>,
    basis: Record<string, string>,
  ) => edit<Record<string, string>>("putDeviceTags", { at: [productKey, deviceName], basis, body }),
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
  keys: () => get<{ items: ApplicationKey[] }>("/api-keys"),
  createKey: (body: { name: string; description: string; expiresAt: number | null }) =>
    call<CreatedKey>("POST", "/api-keys", { body }),
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
    basis: Basis<ApplicationKey>,
  ) => edit<ApplicationKey>("updateApiKey", { at: [keyId], basis, body }),
  rotateKey: (keyId: string, overlapS: number) =>
    call<CreatedKey>("POST", `/api-keys/${encodeURIComponent(keyId)}/rotate`, { body: { overlapS } }),
  removeKey: (keyId: string) => call<void>("DELETE", `/api-keys/${encodeURIComponent(keyId)}`),
  rules: () => get<{ items: AccessRule[] }>("/acl/rules"),
  createRule: (body: AccessRuleDraft) => call<AccessRule>("POST", "/acl/rules", { body }),
  updateRule: (id: number, body: AccessRuleDraft, basis: AccessRule) =>
    edit<AccessRule>("updateAccessRule", { at: [id], basis, body }),
  removeRule: (id: number) => call<void>("DELETE", `/acl/rules/${id}`),
  orderRules: (ids: readonly number[]) => editAlone<{ items: AccessRule[] }>("orderAccessRules", { ids }),
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
