// The one door in: every uplink of every protocol passes here on its way to the log.
// Owns: the way from raw bytes to logged events: route, decode, validate, stamp, append; and the record of refusals.
// Promises: `settle` says stored only when the events are durable; whatever is refused leaves its reason in the log.
// Must never: answer before the log does, know a socket, or store anything itself.

import type { Decoded, Dialect, Route } from "../codec/dialect.ts";
import type { Device, Devices } from "../devices/devices.ts";
import type { Cadence, Log } from "../log/log.ts";
import type { Clock } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import type { LogEvent } from "../spine/event.ts";
import type { ThingModel, ValidationLevel } from "../spine/model.ts";
import { Refusals, type RefusedPeer } from "./refusals.ts";

export type { RefusedPeer } from "./refusals.ts";

/** More topics than this from one device are not remembered, only resolved again each time. */
const ROUTES_PER_SOURCE = 256;

/** How exact "last seen" is, ms. */
const TOUCH_MS = 1_000;

/** What came in from a device, before anything was understood of it. */
export interface RawMessage {
  readonly topic: string;
  /** Valid only until `accept` returns. */
  readonly payload: Uint8Array;
  readonly isAckNeeded: boolean;
}

export type IngestOutcome =
  | { readonly kind: "stored"; readonly seq: number; readonly reply: IngestReply | undefined }
  | { readonly kind: "refused"; readonly failure: Failure; readonly reply: IngestReply | undefined }
  | { readonly kind: "unavailable"; readonly failure: Failure }
  | { readonly kind: "dropped" };

export interface IngestReply {
  readonly topic: string;
  readonly payload: string;
}

/** One device on one connection, as ingest sees it. */
export interface Source extends RefusedPeer {
  readonly device: Device;
}

export interface IngestStats {
  readonly messages: number;
  readonly events: number;
  readonly points: number;
  readonly refused: Readonly<Record<string, number>>;
}

export interface Ingest {
  openSource(device: Device, via: { dialect: Dialect; protocol: string; address: string }): Source;
  /** Takes one message; `settle` runs once, later, in the order of a source's messages. */
  accept(source: Source, raw: RawMessage, settle: (outcome: IngestOutcome) => void): void;
  /** Records something refused before it became a message (login, malformed packet, forbidden topic). */
  refuse(peer: RefusedPeer, why: Failure, subject: string): void;
  stats(): IngestStats;
}

export interface IngestOptions {
  readonly log: Pick<Log, "append">;
  readonly clock: Clock;
  readonly devices: Pick<Devices, "touch">;
  /** Points with an older time at the source are refused. */
  readonly retentionDays: number;
  /** How soon what is to be acknowledged is committed, by protocol; grouped unless given. */
  readonly cadences?: Readonly<Record<string, Cadence>>;
}

export function openIngest(options: IngestOptions): Ingest {
  return new IngestDoor(options);
}

/** A source with what decoding needs; the context object is reused for every message. */
class DeviceSource implements Source {
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly dialect: string;
  recvTs = 0;
  touchedAt = 0;
  private readonly routes = new Map<string, Route | undefined>();

  readonly protocol: string;
  readonly address: string;
  readonly retentionDays: number;
  readonly cadence: Cadence;

  constructor(
    readonly device: Device,
    private readonly spoken: Dialect,
    via: {
      readonly protocol: string;
      readonly address: string;
      readonly retentionDays: number;
      readonly cadence: Cadence;
    },
  ) {
    this.cadence = via.cadence;
    this.retentionDays = via.retentionDays;
    this.protocol = via.protocol;
    this.address = via.address;
    this.deviceId = device.id;
    this.productKey = device.productKey;
    this.deviceName = device.deviceName;
    this.dialect = spoken.name;
  }

  /** Live: an edit of the thing model holds from the next message on. */
  get model(): ThingModel {
    return this.device.product.model;
  }

  get validation(): ValidationLevel {
    return this.device.product.validation;
  }

  routeOf(topic: string): Route | undefined {
    const known = this.routes.get(topic);
    if (known !== undefined || this.routes.has(topic)) return known;
    const route = this.spoken.route(topic, this.productKey, this.deviceName);
    if (this.routes.size < ROUTES_PER_SOURCE) this.routes.set(topic, route);
    return route;
  }
}

class IngestDoor implements Ingest {
  private readonly refusals: Refusals;
  private messages = 0;
  private events = 0;
  private points = 0;

  private readonly log: Pick<Log, "append">;
  private readonly clock: Clock;

  constructor(private readonly options: IngestOptions) {
    this.log = options.log;
    this.clock = options.clock;
    this.refusals = new Refusals(options.clock);
  }

  openSource(device: Device, via: { dialect: Dialect; protocol: string; address: string }): DeviceSource {
    const { retentionDays, cadences = {} } = this.options;
    const cadence = cadences[via.protocol] ?? "grouped";
    return new DeviceSource(device, via.dialect, { ...via, retentionDays, cadence });
  }

  accept(source: DeviceSource, raw: RawMessage, settle: (outcome: IngestOutcome) => void): void {
    this.messages++;
    source.recvTs = this.clock.now();
    if (source.recvTs - source.touchedAt >= TOUCH_MS) this.touch(source);
    const cadence = raw.isAckNeeded ? source.cadence : "relaxed";
    const route = source.routeOf(raw.topic);
    const barrier = admissionFailure(source);
    if (barrier || !route) {
      const why = barrier ?? failure("topic_unknown", { topic: raw.topic, dialect: source.dialect });
      this.settleRefused(source, { why, subject: raw.topic, cadence, reply: undefined }, settle);
      return;
    }
    const decoded = route.decode(raw.payload, source);
    const reply = makeReply(route, decoded.reply);
    if (decoded.failure) {
      this.settleRefused(source, { why: decoded.failure, subject: raw.topic, cadence, reply }, settle);
      return;
    }
    const isPlain = decoded.flags.length === 0 && decoded.left.length === 0;
    const events = isPlain ? decoded.events : this.withFlags(source, raw.topic, decoded);
    for (const event of decoded.events) if (event.kind === "property") this.points += event.points.length;
    this.events += decoded.events.length;
    this.log.append(events, cadence, (result) => {
      if (result.ok) settle({ kind: "stored", seq: result.value.seq, reply });
      else settle(cadence !== "relaxed" ? { kind: "unavailable", failure: result.error } : DROPPED);
    });
  }

  refuse(peer: RefusedPeer, why: Failure, subject: string): void {
    const event = this.refusals.record(peer, { failure: why, subject, isStored: false });
    if (event) this.log.append([event], "relaxed");
  }

  stats(): IngestStats {
    return {
      messages: this.messages,
      events: this.events,
      points: this.points,
      refused: this.refusals.countsByCode(),
    };
  }

  private touch(source: DeviceSource): void {
    source.touchedAt = source.recvTs;
    this.options.devices.touch(source.deviceId, source.recvTs);
  }

  /** The refusal takes its turn in the log like a message, so that acknowledgements keep their order. */
  private settleRefused(
    source: DeviceSource,
    refused: { why: Failure; subject: string; cadence: Cadence; reply: IngestReply | undefined },
    settle: (outcome: IngestOutcome) => void,
  ): void {
    const { why, subject, cadence, reply } = refused;
    const event = this.refusals.record(source, { failure: why, subject, isStored: false });
    this.log.append(event ? [event] : [], cadence, (result) => {
      if (result.ok) settle({ kind: "refused", failure: why, reply });
      else settle(cadence !== "relaxed" ? { kind: "unavailable", failure: result.error } : DROPPED);
    });
  }

  private withFlags(source: DeviceSource, subject: string, { events, flags, left }: Decoded): LogEvent[] {
    const all: LogEvent[] = [...events];
    const add = (why: Failure, isStored: boolean) => {
      const event = this.refusals.record(source, { failure: why, subject, isStored });
      if (event) all.push(event);
    };
    for (const flag of flags) add(flag, events.length > 0);
    for (const part of left) add(part, false);
    return all;
  }
}

const DROPPED: IngestOutcome = { kind: "dropped" };

function admissionFailure({ device }: DeviceSource): Failure | undefined {
  if (!device.isEnabled) return failure("device_disabled");
  return device.product.isEnabled ? undefined : failure("product_disabled");
}

function makeReply(route: Route, payload: string | undefined): IngestReply | undefined {
  return payload === undefined || route.replyTopic === undefined
    ? undefined
    : { topic: route.replyTopic, payload };
}
