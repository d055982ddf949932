// The one door in: every uplink of every protocol passes here on its way to the log.
// Owns: the way from raw bytes to logged events; what devices ask, and gateways for their children; refusals.
// Promises: `settle` says stored only when the events are durable; whatever is refused leaves its reason in the log.
// Must never: answer before the log does, know a socket, or store anything itself.

import { decodeReadings } from "../codec/codec.ts";
import type { Ask, Decoded, DeviceAnswer, Route } from "../codec/dialect.ts";
import type { Device, Devices } from "../devices/devices.ts";
import type { Cadence, Log } from "../log/log.ts";
import type { Clock } from "../spine/clock.ts";
import { type Failure, failure } from "../spine/error.ts";
import type { LogEvent } from "../spine/event.ts";
import type { Point } from "../spine/point.ts";
import type { Calculator } from "./calculation/calculator.ts";
import { type Refusal, Refusals, type RefusedPeer } from "./refusals.ts";
import type { Requests } from "./requests.ts";
import { DeviceSource, type Path, type Speakers, type StreamGate, type Via } from "./source.ts";

export { type Calculator, makeCalculator } from "./calculation/calculator.ts";
export { type ChildrenOptions, GatewayChildren } from "./children.ts";
export { makeNotices } from "./notices.ts";
export type { RefusedPeer } from "./refusals.ts";
export { makeRequests, type Requests } from "./requests.ts";
export { StreamRoom } from "./streams.ts";

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
  readonly payload: string | Uint8Array;
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
  openSource(device: Device, via: Via): Source;
  /** Takes one message; `settle` runs once, later, in the order of a source's messages. */
  accept(source: Source, raw: RawMessage, settle: (outcome: IngestOutcome) => void): void;
  /** Takes what we read from the device ourselves; subject names the way (`modbus`). As `accept`. */
  report(
    source: Source,
    read: { readonly readings: readonly Point[]; readonly subject: string },
    settle: (outcome: IngestOutcome) => void,
  ): void;
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
  /** Who may speak through a gateway; without it no device speaks for another. */
  readonly speakers?: Speakers | undefined;
  /** Performs what messages ask for; without it they are only stored. */
  readonly requests?: Requests | undefined;
  /** Adds what is calculated from reports; without it nothing is. */
  readonly calculator?: Calculator | undefined;
  /** Room for keys that models do not know; without it there is no end of it. */
  readonly streams?: StreamGate | undefined;
  /** How soon what is to be acknowledged is committed, by protocol; grouped unless given. */
  readonly cadences?: Readonly<Record<string, Cadence>>;
}

/** Holds no state but counts and the budgets of refusals: a source carries its own. */
export function openIngest(options: IngestOptions): Ingest {
  return new IngestDoor(options);
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

  openSource(device: Device, via: Via): DeviceSource {
    const { retentionDays, speakers, streams, cadences = {} } = this.options;
    return new DeviceSource(device, via, {
      retentionDays,
      cadence: cadences[via.protocol] ?? "grouped",
      speakers: via.session && speakers,
      streams,
      onSpeech: (child) => this.noteSpeech(child),
    });
  }

  accept(source: DeviceSource, raw: RawMessage, settle: (outcome: IngestOutcome) => void): void {
    this.messages++;
    source.recvTs = this.clock.now();
    this.noteSpeech(source);
    const cadence: Cadence = raw.isAckNeeded ? source.cadence : "relaxed";
    const path = source.pathOf(raw.topic);
    const { speaker } = path;
    const barrier = barrierOf(source, path);
    if (barrier || !speaker || !path.route) {
      const why = barrier ?? failure("topic_unknown", { topic: raw.topic, dialect: source.dialect });
      const refusal = path.owner && path.route?.refuse?.(raw.payload, why);
      const reply = path.route && makeReply(path.route, refusal, undefined);
      const isQuiet = path.owner !== undefined && path.route?.isAnswer === true;
      this.settleRefused(source, { why, subject: raw.topic, cadence, reply, isQuiet }, settle);
      return;
    }
    const decoded = decodeSafely(path.route, raw.payload, speaker);
    if (decoded.ask && this.options.requests) {
      this.perform(
        speaker,
        { decoded, ask: decoded.ask, route: path.route, subject: raw.topic, cadence },
        settle,
      );
      return;
    }
    const reply = makeReply(path.route, decoded.reply, decoded.replyTopic);
    if (decoded.failure) {
      this.settleRefused(speaker, { why: decoded.failure, subject: raw.topic, cadence, reply }, settle);
      return;
    }
    this.complete(speaker, { decoded, subject: raw.topic, cadence, reply }, settle);
  }

  report(
    source: DeviceSource,
    { readings, subject }: { readonly readings: readonly Point[]; readonly subject: string },
    settle: (outcome: IngestOutcome) => void,
  ): void {
    this.messages++;
    source.recvTs = this.clock.now();
    this.noteSpeech(source);
    const decoded = decodeReadings(source, readings);
    const why = barrierOf(source, { route: undefined, speaker: source, owner: undefined }) ?? decoded.failure;
    const { cadence } = source;
    if (why) this.settleRefused(source, { why, subject, cadence, reply: undefined }, settle);
    else this.complete(source, { decoded, subject, cadence, reply: undefined }, settle);
  }

  /** Adds what is calculated and what is odd, and stores it. */
  private complete(
    speaker: DeviceSource,
    message: { decoded: Decoded; subject: string; cadence: Cadence; reply: IngestReply | undefined },
    settle: (outcome: IngestOutcome) => void,
  ): void {
    const { decoded, subject, cadence, reply } = message;
    const whole = this.options.calculator?.complete(decoded) ?? decoded;
    const isPlain = whole.flags.length === 0 && whole.left.length === 0;
    const events = isPlain ? whole.events : this.withFlags(speaker, subject, whole);
    this.store(events, { decoded: whole, cadence, reply }, settle);
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

  private noteSpeech(source: DeviceSource): void {
    if (source.recvTs - source.touchedAt < TOUCH_MS) return;
    source.touchedAt = source.recvTs;
    this.options.devices.touch(source.deviceId, source.recvTs);
  }

  private store(
    events: readonly LogEvent[],
    { decoded, cadence, reply }: { decoded: Decoded; cadence: Cadence; reply: IngestReply | undefined },
    settle: (outcome: IngestOutcome) => void,
  ): void {
    for (const event of decoded.events) if (event.kind === "property") this.points += event.points.length;
    this.events += decoded.events.length;
    this.log.append(events, cadence, (result) => {
      if (result.ok) settle({ kind: "stored", seq: result.value.seq, reply });
      else settle(cadence !== "relaxed" ? { kind: "unavailable", failure: result.error } : DROPPED);
    });
  }

  /** At once, so that the next message finds it done; the answer waits for its turn. */
  private perform(
    source: DeviceSource,
    asked: { decoded: Decoded; ask: Ask; route: Route; subject: string; cadence: Cadence },
    settle: (outcome: IngestOutcome) => void,
  ): void {
    const { decoded, ask, route, subject, cadence } = asked;
    const outcome = this.options.requests?.perform(source, ask.request) ?? NO_ANSWER;
    const told = ask.answer(outcome);
    const reply = makeReply(route, told?.payload, told?.topic ?? decoded.replyTopic);
    if (outcome.failure) {
      this.settleRefused(source, { why: outcome.failure, subject, cadence, reply }, settle);
      return;
    }
    const failures = outcome.children.flatMap((child) => child.failure ?? []);
    const whole = this.options.calculator?.complete(decoded) ?? decoded;
    const events = this.withFlags(source, subject, { ...whole, left: [...whole.left, ...failures] });
    this.store(events, { decoded: whole, cadence, reply }, settle);
  }

  /** The refusal takes its turn in the log like a message, so that acknowledgements keep their order. */
  private settleRefused(
    source: DeviceSource,
    refused: {
      why: Failure;
      subject: string;
      cadence: Cadence;
      reply: IngestReply | undefined;
      /** It is not worth a record. */
      isQuiet?: boolean;
    },
    settle: (outcome: IngestOutcome) => void,
  ): void {
    const { why, subject, cadence, reply, isQuiet = false } = refused;
    const events: LogEvent[] = [];
    if (!isQuiet) this.note(events, source, { failure: why, subject, isStored: false });
    this.log.append(events, cadence, (result) => {
      if (result.ok) settle({ kind: "refused", failure: why, reply });
      else settle(cadence !== "relaxed" ? { kind: "unavailable", failure: result.error } : DROPPED);
    });
  }

  private withFlags(source: DeviceSource, subject: string, { events, flags, left }: Decoded): LogEvent[] {
    const all: LogEvent[] = [...events];
    const add = (why: Failure, isStored: boolean) =>
      this.note(all, source, { failure: why, subject, isStored });
    for (const flag of flags) add(flag, events.length > 0);
    for (const part of left) add(part, false);
    return all;
  }

  /** Puts what is to be told of a refusal behind `events`. */
  private note(events: LogEvent[], source: DeviceSource, refusal: Refusal): void {
    for (const one of [refusal.failure, ...(refusal.failure.also ?? [])]) {
      const event = this.refusals.record(source, { ...refusal, failure: one });
      if (event) events.push(event);
    }
  }
}

const DROPPED: IngestOutcome = { kind: "dropped" };

const NO_ANSWER: DeviceAnswer = {
  failure: failure("internal"),
  children: [],
  values: [],
  model: undefined,
};

/** Why the source, or the child whose topic it is, may not speak just now. */
function barrierOf(source: DeviceSource, { speaker, owner, refusal }: Path): Failure | undefined {
  const { device } = source;
  // Its will may come after it.
  if (device.isDeleted) return failure("device_deleted");
  if (!device.isEnabled) return failure("device_disabled");
  if (!device.product.isEnabled) return failure("product_disabled");
  return speaker || !owner ? refusal : source.childRefusal(owner);
}

function makeReply(
  route: Route,
  payload: Decoded["reply"],
  ownTopic: string | undefined,
): IngestReply | undefined {
  const topic = ownTopic ?? route.replyTopic;
  return payload === undefined || topic === undefined ? undefined : { topic, payload };
}

/** A codec that throws is our fault; the device would send the same message again and again after a cut connection. */
function decodeSafely(route: Route, payload: Uint8Array, speaker: DeviceSource): Decoded {
  try {
    return route.decode(payload, speaker);
  } catch (cause) {
    const why = failure("codec_fault", { detail: cause instanceof Error ? cause.message : String(cause) });
    return { events: [], failure: why, flags: [], left: [], reply: undefined };
  }
}
