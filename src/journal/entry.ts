// An entry of the journal: an event of the log, in the shape in which people search and read it. Pure.

import type { EventLevel, LifecycleEvent, LogEvent } from "../spine/event.ts";
import type { Value } from "../spine/point.ts";

/** What is kept: everything but property reports, which are telemetry. */
export const JOURNAL_KINDS = ["event", "state", "lifecycle", "refused", "reply"] as const;
export type JournalKind = (typeof JOURNAL_KINDS)[number];

export interface NewEntry {
  readonly seq: number;
  /** Time at the source, and time of arrival; UTC ms. */
  readonly ts: number;
  readonly recvTs: number;
  readonly kind: JournalKind;
  /** 0 where no known device is behind it. */
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly protocol: string;
  /** The event's identifier, the new state, the action, the refusal's code or the reply's method. */
  readonly title: string;
  /** Why: reason of a state, code of a refusal or reply. */
  readonly code: string | undefined;
  readonly level: EventLevel | undefined;
  /** What was refused: topic, path or step. */
  readonly subject: string | undefined;
  readonly address: string | undefined;
  /** True when a refused message was stored all the same. */
  readonly isStored: boolean | undefined;
  readonly params: { readonly [key: string]: string | number } | undefined;
  readonly output: { readonly [key: string]: Value } | undefined;
}

export interface JournalEntry extends NewEntry {
  /** Rises with the order of arrival. */
  readonly id: number;
}

const NOTHING = {
  code: undefined,
  level: undefined,
  subject: undefined,
  address: undefined,
  isStored: undefined,
  params: undefined,
  output: undefined,
};

/** The entry that an event makes; undefined for property reports. */
export function makeEntry(event: LogEvent): NewEntry | undefined {
  if (event.kind === "property") return undefined;
  const { seq, ts, recvTs, deviceId, productKey, deviceName, protocol } = event;
  const head = { ...NOTHING, seq, ts, recvTs, deviceId, productKey, deviceName, protocol };
  switch (event.kind) {
    case "event":
      return { ...head, kind: "event", title: event.identifier, level: event.level, output: event.output };
    case "state":
      return { ...head, kind: "state", title: event.state, code: event.reason, address: event.address };
    case "lifecycle":
      return { ...head, kind: "lifecycle", title: event.action, params: paramsOf(event) };
    case "reply":
      return { ...head, kind: "reply", title: event.method, code: String(event.code), output: event.output };
    case "refused": {
      const { code, subject, isStored, dialect } = event;
      // Beside what the refusal says, as which dialect it was read.
      const params = dialect === "" ? event.params : { ...event.params, dialect };
      const address = typeof params.address === "string" ? params.address : undefined;
      return { ...head, kind: "refused", title: code, code, subject, isStored, params, address };
    }
  }
}

/** Who changed a device, and what of it; undefined where that was not logged. */
function paramsOf({ actor, fields = [], params = {} }: LifecycleEvent): NewEntry["params"] {
  if (actor === undefined) return undefined;
  return { actor, ...(fields.length === 0 ? {} : { fields: fields.join(", ") }), ...params };
}
