// One link of the configuration as it runs: its bus, its slaves, and what people see of them.

import type { Clock } from "../../../spine/clock.ts";
import type { LinkSettings } from "../../../spine/fieldbus.ts";
import type { RegisterMap } from "../../../spine/register-map.ts";
import type { BusTask } from "../bus/bus.ts";
import { Capture } from "../commission/capture.ts";
import { findOverlaps, type Overlap } from "../commission/overlaps.ts";
import { isFromSlave, type Outcome } from "../frame/outcome.ts";
import { Link, type LinkStatus } from "../link/link.ts";
import type { Dial } from "../link/wire.ts";
import { type PointReading, Slave, type SlaveSettings } from "../slave/slave.ts";
import { KeepAlive, keepAliveRequest } from "./keep-alive.ts";
import { planLink } from "./link-plan.ts";
import { SlaveFigures, type SlaveReport } from "./slave-figures.ts";

/** A slave as it is to run. */
export interface SlaveSpec extends Omit<SlaveSettings, "timeoutMs" | "retries"> {
  readonly timeoutMs?: number | undefined;
  readonly retries?: number | undefined;
}

/** A link as it is to run. */
export interface LinkSpec {
  readonly id: string;
  readonly settings: LinkSettings;
  readonly slaves: readonly SlaveSpec[];
}

/** What a link tells of its slaves. */
export interface SlaveEvents {
  /** Never empty; times are those of the readings. */
  readings(key: string, readings: readonly PointReading[]): void;
  /** A slave answered, or ceased to; `reason` is a failure's code, or `link_down`. */
  presence(key: string, isOnline: boolean, reason: string): void;
}

export interface RunningLinkOptions {
  readonly clock: Clock;
  readonly spec: LinkSpec;
  readonly dials: readonly Dial[];
  readonly events: SlaveEvents;
  /** Where in their periods its groups fall, 0 to 1, so that links do not all ask at once; 0 unless given. */
  readonly phase?: number;
  /** Where its frames are kept; one of its own unless given. */
  readonly capture?: Capture;
}

/** A slave as it has been doing. */
export interface SlaveState extends SlaveReport {
  readonly key: string;
  readonly unit: number;
  readonly isOnline: boolean;
  /** Poll rounds that were left out because the one before was not over. */
  readonly overruns: number;
  /** Readings, and how many of them were not worth a report. */
  readonly readings: number;
  readonly suppressed: number;
}

export interface BusReport {
  /** Share of the last minute in which nothing else could be sent, 0 to 1. */
  readonly load: number;
  readonly queueLength: number;
  readonly isEcho: boolean;
  readonly lateReplies: number;
  /** In the order in which they came to the link. */
  readonly slaves: readonly SlaveState[];
  /** What two of them read of one unit. */
  readonly overlaps: readonly Overlap[];
}

interface Running {
  readonly spec: SlaveSpec;
  readonly slave: Slave;
  readonly figures: SlaveFigures;
  isOnline: boolean | undefined;
}

export class RunningLink {
  readonly link: Link;
  readonly capture: Capture;
  #isStopped = true;
  #isHeld = false;
  readonly #keepAlive: KeepAlive | undefined;
  readonly #slaves = new Map<string, Running>();
  /** Of the slaves as they are; undefined until somebody asks. */
  #overlaps: readonly Overlap[] | undefined;

  constructor(readonly options: RunningLinkOptions) {
    const { clock, spec, dials, capture = new Capture() } = options;
    this.capture = capture;
    const { retryGapMs, keepAliveMs, timeoutMs } = spec.settings;
    const { makeFraming, gapMs, lateMs, maxWaitMs, silenceMs } = planLink(spec.settings);
    this.link = new Link({
      ...{ clock, dials, makeFraming, maxWaitMs, silenceMs },
      turnaroundMs: 100,
      onBytes: (direction, bytes) => this.capture.note(direction, bytes, clock.now()),
      bus: {
        ...{ gapMs, lateMs, retryGapMs },
        onOutcome: (task, outcome, isForgotten) => {
          // Whoever has its name now is another, or asked otherwise.
          if (!isForgotten) this.#note(task, outcome);
        },
        onHealth: (key, isDead) => {
          if (isDead) this.#setPresence(key, false, "timeout");
        },
      },
      onState: (status) => this.#follow(status),
    });
    if (keepAliveMs !== undefined)
      this.#keepAlive = new KeepAlive({
        ...{ clock, timeoutMs, afterMs: keepAliveMs, bus: this.link.bus },
        request: () => keepAliveRequest([...this.#slaves.values()].map((running) => running.spec)),
      });
    this.setSlaves(spec.slaves);
  }

  /** How its frames are cut. */
  get framing(): "rtu" | "tcp" {
    const { transport } = this.options.spec.settings;
    if (transport.kind === "dtu") return transport.framing;
    return transport.kind === "tcp" ? "tcp" : "rtu";
  }

  get status(): LinkStatus {
    return this.link.status;
  }

  start(): void {
    this.#isStopped = false;
    this.#isHeld = false;
    this.link.start();
    this.#keepAlive?.start();
    for (const { slave } of this.#slaves.values()) slave.start();
  }

  stop(): void {
    this.#isStopped = true;
    this.#isHeld = false;
    this.#keepAlive?.stop();
    for (const { slave } of this.#slaves.values()) slave.stop();
    this.link.stop();
  }

  /** Frees the line for somebody else, until `resume`. */
  hold(): void {
    if (this.#isStopped) return;
    this.stop();
    this.#isHeld = true;
  }

  /** Goes on after `hold`, unless it was stopped meanwhile. */
  resume(): void {
    if (this.#isHeld) this.start();
  }

  /** Starts those that are new, restarts those that changed, and stops those that are gone. */
  setSlaves(specs: readonly SlaveSpec[]): void {
    const wanted = new Map(specs.map((spec) => [spec.key, spec]));
    for (const [key, { spec, slave }] of this.#slaves) {
      if (Bun.deepEquals(wanted.get(key), spec)) continue;
      slave.stop();
      this.#setPresence(key, false, "unbound");
      this.#slaves.delete(key);
    }
    this.#overlaps = undefined;
    for (const [index, spec] of specs.entries()) {
      if (this.#slaves.has(spec.key)) continue;
      const running = this.#makeSlave(spec, index / specs.length);
      this.#slaves.set(spec.key, running);
      if (this.status.state === "up") running.slave.start();
    }
  }

  slave(key: string): Slave | undefined {
    return this.#slaves.get(key)?.slave;
  }

  /** Figures of each slave, by key. */
  figures(): ReadonlyMap<string, SlaveFigures> {
    return new Map([...this.#slaves].map(([key, { figures }]) => [key, figures]));
  }

  /** How the bus and its slaves have been doing. */
  report(): BusReport {
    const { bus } = this.link;
    const slaves = [...this.#slaves.values()].map(({ spec, slave, figures, isOnline }): SlaveState => {
      const { readings, suppressed } = slave.filter;
      const { key, unit } = spec;
      const { overruns } = slave;
      return { key, unit, isOnline: isOnline ?? false, overruns, readings, suppressed, ...figures.report() };
    });
    this.#overlaps ??= findOverlaps([...this.#slaves.values()].map(({ spec }) => spec));
    const { load, queueLength, oddities } = bus;
    return { load, queueLength, ...oddities, slaves, overlaps: this.#overlaps };
  }

  #makeSlave(spec: SlaveSpec, share: number): Running {
    const { clock, spec: link, events, phase: ofLink = 0 } = this.options;
    const { timeoutMs, retries } = link.settings;
    const settings = {
      ...spec,
      timeoutMs: spec.timeoutMs ?? timeoutMs,
      retries: spec.retries ?? retries,
    };
    const report = (readings: readonly PointReading[]) => events.readings(spec.key, readings);
    const phase = (ofLink + share) % 1;
    const slave = new Slave({ bus: this.link.bus, clock, settings, phase, report });
    return { spec, slave, figures: new SlaveFigures(), isOnline: undefined };
  }

  #note(task: BusTask, outcome: Outcome): void {
    this.#slaves.get(task.slave)?.figures.note(outcome, this.options.clock.now());
    if (isFromSlave(outcome)) this.#setPresence(task.slave, true, "answered");
  }

  #follow({ state, reason }: LinkStatus): void {
    if (state === "up") {
      for (const { slave } of this.#slaves.values()) {
        slave.renew();
        slave.start();
      }
    } else if (state === "down")
      for (const key of this.#slaves.keys()) this.#setPresence(key, false, reason || "link_down");
  }

  #setPresence(key: string, isOnline: boolean, reason: string): void {
    const running = this.#slaves.get(key);
    if (running === undefined || running.isOnline === isOnline) return;
    // One that never answered is not announced as gone.
    const isFirst = running.isOnline === undefined;
    running.isOnline = isOnline;
    if (isOnline || !isFirst) this.options.events.presence(key, isOnline, reason);
  }
}

/** The map of the second channel of a unit that has several alike: every address moved. */
export function shiftMap(map: RegisterMap, offset: number): RegisterMap {
  if (offset === 0) return map;
  const points = map.points.map((point) => ({
    ...point,
    address: point.address + offset,
    ...("exponentAddress" in point &&
      point.exponentAddress !== undefined && { exponentAddress: point.exponentAddress + offset }),
    ...(point.write?.address !== undefined && {
      write: { ...point.write, address: point.write.address + offset },
    }),
  }));
  return { ...map, points };
}
