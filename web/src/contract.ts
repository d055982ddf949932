// The shapes of /openapi/v1 as the pages use them. Times are UTC ms.

import type { NodeType, RegistrationMode, ThingModel, ValidationLevel } from "../../src/spine/model.ts";
import type { Action, Area, Matrix, Role, Scope } from "../../src/spine/permission.ts";
import type { DialectName, KeyMode, OfflineRule, ProductStatus } from "../../src/spine/product.ts";
import type { Json } from "./api.gen.ts";
import type { BusLine } from "./ops/bus-line.ts";

export type {
  DataType,
  EventSpec,
  Parameter,
  Property,
  ServiceSpec,
  ThingModel,
} from "../../src/spine/model.ts";
export type { Action, Area, Matrix, NodeType, RegistrationMode, Role, Scope, ValidationLevel };
/** What a role may reach; keys also reach single devices and properties. */
export type RoleScope = Exclude<Scope, { kind: "device" | "property" }>;
export const ROLES = ["viewer", "operator", "developer", "admin"] as const satisfies readonly Role[];

export interface Listing<T> {
  items: T[];
  nextCursor: string | null;
  total?: number;
}

export interface SessionUser {
  id: number | string;
  username: string;
  /** A built-in role, or the id of one that was made. */
  role: string;
  roleName: string;
  permissions: Matrix;
  scopes: Scope[];
  language: string | null;
  mustChangePassword: boolean;
  /** False: a directory vouches for the user. */
  hasPassword: boolean;
}

export interface User {
  id: number | string;
  username: string;
  roleName: string;
  /** A built-in role, or the id of one that was made. */
  role: string;
  isEnabled: boolean;
  hasSecondFactor: boolean;
  hasPassword: boolean;
  createdAt: number;
  lastLoginAt: number | null;
}

export interface AuditEntry {
  id: number | string;
  at: number;
  actor: string | null;
  address: string | null;
  action: string;
  target: string | null;
  before: unknown;
  after: unknown;
}

export interface Product {
  productKey: string;
  name: string;
  description: string;
  nodeType: NodeType;
  validation: ValidationLevel;
  isEnabled: boolean;
  modelVersion: number;
  /** Null: as long as the system keeps any. */
  retentionDays: number | null;
  status: ProductStatus;
  /** Null: all. */
  dialects: DialectName[] | null;
  dataMode: KeyMode;
  offlineRule: OfflineRule;
  registration: RegistrationMode;
  /** End of the window of registration; null: none. */
  registrationUntil: number | null;
  /** Of a gateway product: where unknown sub-devices are created. */
  childProductKey: string | null;
  deviceCount: number;
  createdAt: number;
  updatedAt: number;
}

/** How what is sent becomes the value: by the table, or `x * scale + offset`. */
export interface MappingConversion {
  scale?: number;
  offset?: number;
  values?: Record<string, number | boolean | string>;
}

export interface JsonMappingRow {
  topic: string;
  payload: "json";
  take?: "keys" | "nested" | "pairs" | "named";
  from?: string;
  pairName?: string;
  pairValue?: string;
  skip?: string[];
  properties?: (MappingConversion & { property: string; path: string; isOptional?: boolean })[];
  time?: { path: string; unit: "s" | "ms" | "iso" };
  event?: string;
}

export type MappingRow =
  | JsonMappingRow
  | (MappingConversion & {
      topic: string;
      payload: "text";
      property?: string;
      kind?: "auto" | "number" | "text";
    })
  | { topic: string; payload: "sparkplug-b"; names?: Record<string, string> };

/** What topics and payloads of a product's devices mean, where they speak no cloud's dialect. */
export interface Mapping {
  isShared: boolean;
  rows: MappingRow[];
}

export interface MappingReason {
  code: string;
  text: string;
}

export interface MappingTrial {
  /** Row that took the topic, from 0; null: none did. */
  row: number | null;
  points: { deviceName: string; property: string; ts: number; value: unknown }[];
  events: { deviceName: string; event: string; level: string; ts: number; output: Record<string, unknown> }[];
  failure: MappingReason | null;
  flags: MappingReason[];
  left: MappingReason[];
}

export interface SavedModel {
  model: ThingModel;
  /** The ETag it was read with: a save names it, so that nobody overwrites another's change unseen. */
  etag: string | undefined;
}

export const DEVICE_STATES = ["online", "stale", "offline", "inactive", "disabled"] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

export interface Device {
  productKey: string;
  deviceName: string;
  name: string | null;
  notes?: string;
  nodeType: NodeType;
  /** Of a sub-device: what it is bound to. */
  gateway: { productKey: string; deviceName: string } | null;
  groupId?: number | null;
  latitude?: number | null;
  longitude?: number | null;
  place?: string;
  /** In lists that asked for them. */
  tags?: Record<string, string>;
  state: DeviceState;
  stateSince: number | null;
  stateReason: string | null;
  address: string | null;
  activatedAt: number | null;
  lastSeenAt: number | null;
  isEnabled: boolean;
  createdAt: number;
}

export interface Login {
  clientId: string;
  username: string;
  password: string;
}

/** Dialects whose login can be shown ready to paste. */
export type LoginDialect = "plain" | "alink" | "onenet" | "thingsboard" | "jetlinks" | "yudao";

export interface Credentials {
  productKey: string;
  deviceName: string;
  deviceSecret: string;
  /** OneNET's is null when the secret is not base64. */
  mqtt: { host: string | null; onenet: Login | null } & Record<Exclude<LoginDialect, "onenet">, Login>;
}

/** What a property can hold, as JSON carries it; a 64-bit integer beyond 2^53 comes as decimal text. */
export type { Json };

export interface LatestPoint {
  property: string;
  ts: number;
  value: Json;
  quality: number;
  name?: string;
  unit?: string;
}

/** The last two only with `details`; a receive time that is not known is null. */
export type SeriesPoint = [ts: number, value: Json, quality?: number, recvTs?: number | null];

export interface Series {
  property: string;
  isDownsampled: boolean;
  points: SeriesPoint[];
}

/** One interval of a series; null where it has no points, or no numbers. */
export interface AggregateRow {
  from: number;
  to: number;
  count: number;
  min: number | null;
  max: number | null;
  sum: number | null;
  avg: number | null;
  first: Json;
  last: Json;
  /** The worst of its points; null when there is none. */
  quality: number | null;
}

export interface SeriesKey {
  productKey: string;
  deviceName: string;
  property: string;
}

export interface JournalEntry {
  id: number | string;
  seq?: number;
  ts: number;
  recvTs?: number;
  kind: "event" | "state" | "lifecycle" | "refused" | "reply";
  code?: string | null;
  level?: "info" | "alert" | "error" | null;
  title?: string | null;
  text?: string | null;
  params?: Record<string, Json> | null;
  protocol?: string;
  /** Of a refusal, in the language asked for. */
  explanation?: { cause?: string; tried?: string; advice?: string };
  subject?: string | null;
  output?: Record<string, Json> | null;
  address?: string | null;
  productKey?: string | null;
  deviceName?: string | null;
  isStored?: boolean | null;
}

export interface ListenerState {
  name: string;
  protocol: string;
  host: string;
  port: number;
  isTls: boolean;
  status: "listening" | "failed";
  error: string | null;
  connections: number;
  connectionsTotal: number;
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  bytesOut: number;
  refused: Record<string, number>;
}

export type DiskState = "ok" | "warn" | "critical" | "full";

export interface Overview {
  devices: { total: number } & Record<DeviceState, number>;
  products: number;
  rates: {
    messagesPerSec: number;
    pointsPerSec: number;
    refusedPerSec: number;
    history: { ts: number; messagesPerSec: number }[];
  };
  disk: {
    dataBytes: number;
    freeBytes: number;
    totalBytes: number;
    logBytes: number;
    telemetryBytes: number;
    journalBytes: number;
    budgetBytes: number;
    reserveBytes: number;
    state: DiskState;
    reason: "budget" | "days" | "free" | "full" | null;
    growthBytesPerDay: number | null;
    daysLeft: number | null;
    shed: Record<"traces" | "log" | "raw" | "rollups", number>;
  };
  process: { rssBytes: number; uptimeMs: number; cpuPercent: number; version: string };
  /** Events that a target could not take. */
  deadLetters: number;
  /** The loudest devices of the last minutes. */
  noisiest: { productKey: string; deviceName: string; eventsPerMin: number }[];
  /** Links that are not switched off; those that need somebody most. */
  fieldbus: { total: number; up: number; buses: BusLine[] };
  log: { lastSeq: number; commitMsP50: number; commitMsP99: number; unavailable: string | null | false };
  listeners: ListenerState[];
  server: { timeMs: number; hosts: string[] };
}

export type CommitCadence = "strict" | "grouped" | "relaxed";

export interface EventLog {
  firstSeq: number;
  lastSeq: number;
  pendingEvents: number;
  batches: number;
  events: number;
  sizeBytes: number;
  generations: number;
  commitMsP50: number;
  commitMsP99: number;
  unavailable: string | null;
  droppedRelaxed: number;
  commitGapMs: number;
  /** By protocol. */
  cadences: Record<string, CommitCadence>;
  readers: { name: string; lag: number; lostEvents: number; failure: string | null }[];
  gaps: { reader: string; fromSeq: number; toSeq: number; missed: number; at: number }[];
  damagedCount: number;
  damage: { file: string; seq: number | null; reason: string }[];
}

export interface DeadLetter {
  id: number;
  target: string;
  seq: number;
  at: number;
  kind: "property" | "event" | "reply" | "state" | "lifecycle" | "refused";
  productKey: string;
  deviceName: string;
  reason: string;
  attempts: number;
  sizeBytes: number;
}

export interface DeadLetterTarget {
  target: string;
  count: number;
  sizeBytes: number;
  dropped: number;
  isAttached: boolean;
}

export interface RouteDoc {
  pattern: string;
  direction: "up" | "down";
  description: { en: string; zh: string };
  example: string;
}

export interface Dialect {
  name: string;
  summary: { en: string; zh: string };
  routes: RouteDoc[];
}

/** Somebody who is shut out after failed logins. */
export interface Ban {
  id: string;
  /** `login`: one name at one address; `address`: everyone there. */
  kind: "login" | "address";
  address: string;
  name: string | null;
  failures: number;
  code: string;
  since: number;
  until: number;
}

export interface DeviceCertificate {
  name: string;
  cert: string;
  key: string;
  ca: string;
}
