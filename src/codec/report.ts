// What one message reports, gathered into events: properties and events held against the thing model, with what is
// odd about them. Every dialect's reports pass here.

import { type Failure, failure } from "../spine/error.ts";
import type { LogEvent, ThingEvent } from "../spine/event.ts";
import { FUTURE_MS, POINTS_PER_UPLINK, STREAM_NAME_CHARS, STREAMS_PER_DEVICE } from "../spine/limits.ts";
import { type Point, QUALITY, type Quality, type Value } from "../spine/point.ts";
import { checkOf, explainMismatch, isRecord, type ModelCheck, preview, toValue } from "./check.ts";
import { joinFailures, makePropertyEvent, makeThingEvent } from "./decoded.ts";
import type { DecodeContext } from "./dialect.ts";

const DAY_MS = 86_400_000;
/** More reasons than this are not told of one message. */
const REASONS = 19;
/** Half a surrogate pair is no character: it would be stored as another one than it came as. */
const STREAM_NAME = new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${STREAM_NAME_CHARS}}$`, "u");

/** The events of one message as they are gathered, with what is odd about them. */
export class Report {
  readonly points: Point[] = [];
  readonly events: ThingEvent[] = [];
  /** Odd, but stored all the same. */
  readonly flags: Failure[] = [];
  /** Left out, while the rest is stored. */
  readonly left: Failure[] = [];
  /** Properties that the model does not know: named in the reply, which stays 200. */
  readonly unknown: string[] = [];
  #failure: Failure | undefined;
  /** Further reasons to refuse the whole message. */
  readonly #others: Failure[] = [];
  private readonly check: ModelCheck;
  private readonly oldestMs: number;
  /** Of the point at hand; a field, because most messages have no other and this is the device path. */
  private quality: Quality = QUALITY.good;
  /** Of new keys that found no room: told once for the whole message. */
  private refusedStreams: { property: string; count: number; limit: number } | undefined;
  /** Of devices behind this one, by name. */
  private readonly children = new Map<string, Report>();

  constructor(
    private readonly context: DecodeContext,
    private readonly reqId: string,
    /** Points of the whole message. */
    private readonly tally = { points: 0 },
  ) {
    this.check = checkOf(context.model);
    this.oldestMs = context.recvTs - context.retentionDays * DAY_MS;
  }

  /** What refuses the whole message first, with what else is wrong with it. */
  get failure(): Failure | undefined {
    if (this.#failure === undefined) return undefined;
    return joinFailures([this.#failure, ...[...this.#others, ...this.left].slice(0, REASONS)]);
  }

  set failure(why: Failure | undefined) {
    this.#failure = why;
  }

  /** Refuses the whole message for one of its fields; the others are looked at all the same. */
  private reject(why: Failure): void {
    if (this.#failure === undefined) this.#failure = why;
    else this.#others.push(why);
  }

  /** The report of the device that `identity` names: this one, or a child; undefined, and a failure, for any other. */
  of(identity: unknown): Report | undefined {
    if (identity === undefined || identity === null) return this;
    const { productKey, deviceName } = isRecord(identity) ? identity : {};
    if (typeof productKey !== "string" || typeof deviceName !== "string") {
      this.failure ??= failure("payload_shape", { detail: "identity must be {productKey, deviceName}" });
      return undefined;
    }
    if (productKey === this.context.productKey && deviceName === this.context.deviceName) return this;
    const key = `${productKey}/${deviceName}`;
    const known = this.children.get(key);
    if (known) return known;
    const name = { productKey, deviceName };
    const context = this.context.child?.(name);
    if (!context) {
      const gateway = `${this.context.productKey}/${this.context.deviceName}`;
      this.failure ??=
        this.context.childRefusal?.(name) ?? failure("child_not_bound", { device: key, gateway });
      return undefined;
    }
    const child = new Report(context, this.reqId, this.tally);
    this.children.set(key, child);
    return child;
  }

  /** Takes over what is to be said of the children's parts. */
  gather(): void {
    for (const child of this.children.values()) {
      this.#failure ??= child.#failure;
      this.#others.push(...child.#others);
      this.flags.push(...child.flags);
      this.left.push(...child.left);
      this.unknown.push(...child.unknown);
    }
  }

  /** One property: a bare value, or `{value, time}` (`value` and `time` are reserved, no struct has such a field). */
  addProperty(property: string, sent: unknown): void {
    if (isRecord(sent) && "value" in sent)
      this.addPoint(property, sent.value, this.readTime(property, sent.time));
    else this.addPoint(property, sent, this.context.recvTs);
  }

  /** One property as it was read from the device by us, with what is known of its quality. */
  addReading(property: string, value: Value, { ts, quality }: Pick<Point, "ts" | "quality">): void {
    this.quality = quality;
    this.addPoint(property, value, ts);
    this.quality = QUALITY.good;
  }

  private addPoint(property: string, sent: unknown, ts: number): void {
    this.tally.points += 1;
    if (this.tally.points > POINTS_PER_UPLINK) {
      this.failure ??= failure("too_many_points", {
        count: this.tally.points,
        limit: POINTS_PER_UPLINK,
      });
      return;
    }
    if (ts < this.oldestMs) {
      this.left.push(failure("time_too_old", { ts, property, days: this.context.retentionDays }));
      return;
    }
    const known = this.check.properties.get(property);
    if (known === undefined) {
      this.addUnknown(property, sent, ts);
      return;
    }
    if (known.property.calculated !== undefined) {
      this.left.push(failure("property_calculated", { property, received: preview(sent) }));
      return;
    }
    const value = known.check(sent);
    if (value !== undefined) {
      this.points.push({ property, ts, value, quality: this.quality });
      return;
    }
    const { validation } = this.context;
    if (validation === "off") {
      this.addUnchecked(property, sent, { ts, quality: this.quality });
      return;
    }
    const mismatch = explainMismatch(property, known.property.dataType, sent);
    if (validation === "strict") {
      this.reject(mismatch);
      return;
    }
    this.flags.push(mismatch);
    this.addUnchecked(property, sent, { ts, quality: QUALITY.bad });
  }

  private addUnknown(property: string, sent: unknown, ts: number): void {
    const isExpected = this.context.dataMode === "streams";
    if (this.context.validation !== "off" && !isExpected) {
      this.unknown.push(property);
      const unknown = failure("property_unknown", { property, received: preview(sent) });
      if (this.context.validation === "strict") {
        this.left.push(unknown);
        return;
      }
      this.flags.push(unknown);
    }
    if (this.mayBeStream(property, sent)) this.addUnchecked(property, sent, { ts, quality: this.quality });
  }

  /** Whether the key is one of the device's data streams, or may become one. */
  private mayBeStream(key: string, sent: unknown): boolean {
    if (!STREAM_NAME.test(key)) {
      this.left.push(failure("stream_name", { property: preview(key), limit: STREAM_NAME_CHARS }));
      return false;
    }
    // What cannot be stored makes no stream; it is told with its value.
    if (toValue(sent) === undefined || this.context.admitStream?.(key) !== false) return true;
    if (this.refusedStreams === undefined) {
      this.refusedStreams = { property: key, count: 0, limit: STREAMS_PER_DEVICE };
      this.left.push({ code: "too_many_streams", params: this.refusedStreams });
    }
    this.refusedStreams.count++;
    return false;
  }

  private addUnchecked(property: string, sent: unknown, as: Pick<Point, "ts" | "quality">): void {
    const value = toValue(sent);
    if (value !== undefined) this.points.push({ property, value, ...as });
    else this.left.push(failure("property_type", { property, type: "a value", received: preview(sent) }));
  }

  addEvent(identifier: string, sent: unknown, time: unknown): void {
    const ts = this.readTime(identifier, time);
    const known = this.check.events.get(identifier);
    if (!known && this.context.validation !== "off") {
      const unknown = failure("event_unknown", { event: identifier });
      if (this.context.validation === "strict") {
        this.reject(unknown);
        return;
      }
      this.flags.push(unknown);
    }
    const output: Record<string, Value> = {};
    for (const [key, raw] of Object.entries(isRecord(sent) ? sent : {})) {
      const value = this.checkOutput(identifier, key, raw);
      if (value !== undefined) output[key] = value;
    }
    const level = known?.event.level ?? "info";
    this.events.push(makeThingEvent(this.context, { reqId: this.reqId, ts, identifier, level, output }));
  }

  private checkOutput(event: string, key: string, raw: unknown): Value | undefined {
    if (this.context.validation === "off") return toValue(raw);
    const known = this.check.events.get(event);
    const parameter = known?.output.get(key);
    const value = parameter?.check(raw);
    if (value !== undefined) return value;
    if (known) {
      const detail = parameter
        ? `${preview(raw)} is no valid ${parameter.dataType.type}`
        : "not in the thing model";
      const mismatch = failure("event_param", { event, property: key, detail });
      if (this.context.validation === "strict" && parameter) this.reject(mismatch);
      else this.flags.push(mismatch);
    }
    return toValue(raw);
  }

  /** UTC ms as number or digits; the time of receipt where none was sent. */
  readTime(what: string, time: unknown): number {
    if (time === undefined || time === null) return this.context.recvTs;
    const ts = typeof time === "string" && /^\d{1,16}$/.test(time) ? Number(time) : time;
    if (typeof ts !== "number" || !Number.isSafeInteger(ts) || ts < 0) {
      this.failure ??= failure("payload_shape", {
        detail: `the time of ${what} is ${preview(time)}, not UTC milliseconds`,
      });
      return this.context.recvTs;
    }
    if (ts > this.context.recvTs + FUTURE_MS)
      this.failure ??= failure("time_in_future", { ts, property: what });
    return ts;
  }

  /** Holds a full report (not a batch or history) against `required`. */
  checkRequired(): void {
    if (this.context.validation === "off" || this.check.required.length === 0) return;
    for (const property of this.check.required) {
      if (!this.points.some((p) => p.property === property))
        this.flags.push(failure("property_missing", { property }));
    }
  }

  /** What is to be logged, property report first. */
  toEvents(): LogEvent[] {
    if (this.failure) return [];
    const { context, reqId, points } = this;
    const own =
      points.length === 0 ? this.events : [makePropertyEvent(context, reqId, points), ...this.events];
    if (this.children.size === 0) return own;
    return [...own, ...this.children.values().flatMap((child) => child.toEvents())];
  }
}
