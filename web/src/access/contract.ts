// The shapes of the API about MQTT access and the broker. Times are UTC ms.

import type { Action, Scope } from "../contract.ts";

export interface ApplicationKey {
  keyId: string;
  name: string;
  description: string;
  isEnabled: boolean;
  /** Null: never. */
  expiresAt: number | null;
  createdAt: number;
  createdBy: string;
  lastUsedAt: number | null;
  lastAddress: string | null;
  /** By the API; none: MQTT only. */
  actions: Action[];
  scopes: Scope[];
  addresses: string[];
  ratePerMin: number | null;
  /** Its requests are signed; its secret is refused at the API. */
  isSigned: boolean;
  /** Until then the secret before the last one is good too. */
  previousUntil: number | null;
}

export interface CreatedKey extends ApplicationKey {
  secret: string;
  /** Hex; null unless requests are to be signed. */
  signingKey: string | null;
}

export const RULE_SUBJECTS = ["everyone", "user", "role", "key", "product", "device"] as const;
export const RULE_ACTIONS = ["publish", "subscribe", "both"] as const;
export type Qos = 0 | 1 | 2;

export interface AccessRuleDraft {
  effect: "allow" | "deny";
  subjectKind: (typeof RULE_SUBJECTS)[number];
  subjectName: string;
  action: (typeof RULE_ACTIONS)[number];
  pattern: string;
  maxQos: Qos;
  isRetainAllowed: boolean;
  notes: string;
}
export interface AccessRule extends AccessRuleDraft {
  id: number;
}

export interface AccessQuestion {
  subjectKind: "user" | "key" | "device";
  subjectName: string;
  clientId: string;
  action: "publish" | "subscribe";
  topic: string;
}
export interface AccessAnswer {
  isAllowed: boolean;
  decidedBy: "rule" | "own" | "default";
  rule: AccessRule | null;
  maxQos: Qos;
  isRetainAllowed: boolean;
}

export const CLIENT_KINDS = ["device", "user", "key"] as const;

/** A session of the MQTT broker, with or without a connection. */
export interface MqttClient {
  id: string;
  kind: (typeof CLIENT_KINDS)[number];
  name: string;
  clientId: string | null;
  isConnected: boolean;
  address: string | null;
  isTls: boolean;
  since: number;
  version: string;
  subscriptions: number;
  queued: number;
  inFlight: number;
  /** How long the session outlives its connection; 4294967295: for ever. */
  expiryS: number;
}

export interface RetainedMessage {
  topic: string;
  /** Its beginning; base64 where it is no text. */
  payload: string;
  isText: boolean;
  sizeBytes: number;
  qos: Qos;
  expiresAt: number | null;
}

export interface BrokerFigures {
  sessions: number;
  connected: number;
  maximum: number;
  subscriptions: number;
  sharedGroups: number;
  retained: number;
  retainedBytes: number;
  queued: number;
  queuedBytes: number;
  dropped: { slow: number; queue: number; expired: number; size: number };
}
