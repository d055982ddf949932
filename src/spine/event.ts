// The normalised event: the one shape in which everything that happened is logged,
// whatever protocol and dialect it came through.
// Owns: the event kinds. Kind numbers and field meanings are stored on disk (log/record.ts): add, never change.

import type { Point, Value } from "./point.ts";

export interface EventHead {
  /** Position in the log; 0 until the log has sealed the batch. Dense, rising from 1. */
  seq: number;
  /** Registry id of the device, never reused; 0 where no known device is behind the event. */
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  /** Time at the source, UTC ms. */
  readonly ts: number;
  /** Time at which we received it, UTC ms. */
  readonly recvTs: number;
  /** Adapter it came through (`mqtt`, `http`, ...) or `gantry` for our own. */
  readonly protocol: string;
  /** Dialect it was spoken in (`alink`, `plain`, ...) or empty. */
  readonly dialect: string;
  /** The device's own message id, as text; empty when it sent none. */
  readonly reqId: string;
}

/** A property report. */
export interface PropertyEvent extends EventHead {
  readonly kind: "property";
  readonly points: readonly Point[];
}

export type EventLevel = "info" | "alert" | "error";

/** A thing-model event that a device raised. */
export interface ThingEvent extends EventHead {
  readonly kind: "event";
  readonly identifier: string;
  readonly level: EventLevel;
  readonly output: { readonly [key: string]: Value };
}

/** A device's answer to something we sent. */
export interface ReplyEvent extends EventHead {
  readonly kind: "reply";
  readonly method: string;
  readonly code: number;
  readonly output: { readonly [key: string]: Value };
}

/** A device came online, went silent for longer than its product allows while connected (stale), or went offline. */
export interface StateEvent extends EventHead {
  readonly kind: "state";
  readonly state: "online" | "stale" | "offline";
  /** Why, as a code of `sessions` (`connected`, `keepalive_timeout`, `taken_over`, `no_report`, `reported` ...). */
  readonly reason: string;
  /** Remote address `ip:port`, or empty. */
  readonly address: string;
}

/** A product or device was created, changed, deleted ... by a person or an application. */
export interface LifecycleEvent extends EventHead {
  readonly kind: "lifecycle";
  readonly action:
    | "created"
    | "updated"
    | "enabled"
    | "disabled"
    | "deleted"
    | "activated"
    | "registered"
    | "bound"
    | "unbound"
    | "restored"
    | "purged"
    | "moved";
  /** Who did it: a user name, or the part of Gantry that acted. Absent in what was logged before it was kept. */
  readonly actor?: string;
  /** Names of what was changed, of `updated`; never values. */
  readonly fields?: readonly string[];
  /** Particulars: `gateway` of `bound` and `unbound`, `group` of `moved` (0: none). */
  readonly params?: { readonly [key: string]: string | number };
}

/** Something a device sent was refused, wholly or in part, and why. */
export interface RefusedEvent extends EventHead {
  readonly kind: "refused";
  /** A code of the error catalogue. */
  readonly code: string;
  /** What was refused: topic, path or step (`connect`). */
  readonly subject: string;
  /** Particulars for a person; never a secret. Params of the catalogue's text plus free `detail`. */
  readonly params: { readonly [key: string]: string | number };
  /** True when the message was stored all the same (validation `warn`, unknown property ignored). */
  readonly isStored: boolean;
}

export type LogEvent = PropertyEvent | ThingEvent | ReplyEvent | StateEvent | LifecycleEvent | RefusedEvent;
export type EventKind = LogEvent["kind"];
