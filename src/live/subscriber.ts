import type { Clock, Timer } from "../spine/clock.ts";
import type { LogEvent, PropertyEvent } from "../spine/event.ts";
import type { Point } from "../spine/point.ts";

export const LIVE_KINDS = ["property", "event", "state", "refused", "lifecycle"] as const;
export type LiveKind = (typeof LIVE_KINDS)[number];
export type LiveEvent = Extract<LogEvent, { kind: LiveKind }>;

/** Where a subscriber's messages go; an event stream, seen from here. */
export interface LiveSink {
  /** False when the reader is gone. */
  send(name: string, message: unknown): boolean;
  /** Puts an event in the reader's words. */
  write(event: LiveEvent): boolean;
  /** Bytes that wait for the reader. */
  backlogBytes(): number;
  close(): void;
}

/** Messages are passed on this often: faster than an eye, slower than a fast device. */
const FLUSH_MS = 50;
/** With more than this waiting, the reader is slow, and gets the newest instead of everything. */
const BACKLOG_BYTES = 64 * 1024;
const PENDING_EVENTS = 500;
const PENDING_POINTS = 2_000;

/** One reader's queue. Bounded: when it runs over, only the newest point of each property is kept, and the rest counted. */
export class Subscriber {
  skippedPoints = 0;
  skippedEvents = 0;
  #pending: LiveEvent[] = [];
  #points = 0;
  /** Skipped since the reader was last told. */
  #untold = { points: 0, events: 0 };
  #timer: Timer | undefined;

  constructor(
    readonly clock: Clock,
    readonly sink: LiveSink,
    readonly kinds: ReadonlySet<LiveKind>,
  ) {}

  offer(event: LogEvent): void {
    if (event.kind === "reply" || !this.kinds.has(event.kind)) return;
    this.#pending.push(event);
    if (event.kind === "property") this.#points += event.points.length;
    if (this.#pending.length > PENDING_EVENTS || this.#points > PENDING_POINTS) this.#thin();
    this.#timer ??= this.clock.after(FLUSH_MS, () => this.#flush());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#pending = [];
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.sink.backlogBytes() > BACKLOG_BYTES) {
      this.#timer = this.clock.after(FLUSH_MS, () => this.#flush());
      return;
    }
    const { points, events } = this.#untold;
    const pending = this.#pending;
    this.#pending = [];
    this.#points = 0;
    this.#untold = { points: 0, events: 0 };
    if (points + events > 0 && !this.sink.send("skipped", { points, events })) return;
    for (const event of pending) if (!this.sink.write(event)) return;
  }

  /** Keeps one report with the newest point of each property, and the newest half of what else may wait. */
  #thin(): void {
    const reports = this.#pending.filter((event) => event.kind === "property");
    const others = this.#pending.filter((event) => event.kind !== "property");
    const kept = others.slice(-PENDING_EVENTS / 2);
    const merged = mergeReports(reports);
    this.#skip(this.#points - (merged?.points.length ?? 0), others.length - kept.length);
    this.#pending = merged === undefined ? kept : [merged, ...kept];
    this.#points = merged?.points.length ?? 0;
  }

  #skip(points: number, events: number): void {
    this.#untold.points += points;
    this.#untold.events += events;
    this.skippedPoints += points;
    this.skippedEvents += events;
  }
}

/** One report, dated like the newest, with the newest point of each property; at most half of what may wait. */
export function mergeReports(reports: readonly PropertyEvent[]): PropertyEvent | undefined {
  const last = reports.at(-1);
  if (last === undefined) return undefined;
  const newest = new Map<string, Point>();
  for (const report of reports) {
    for (const point of report.points) {
      const known = newest.get(point.property);
      if (known === undefined || known.ts <= point.ts) newest.set(point.property, point);
    }
  }
  return { ...last, points: [...newest.values()].slice(-PENDING_POINTS / 2) };
}
