// One link of the configuration as it runs: its bus, its slaves, and what people see of them.

import type { Clock } from "../../../spine/clock.ts";
import type { LinkSettings } from "../../../spine/fieldbus.ts";
import type { RegisterMap } from "../../../spine/register-map.ts";
import type { BusTask } from "../bus/bus.ts";
import type { Outcome } from "../frame/outcome.ts";
import { Link, type LinkStatus } from "../link/link.ts";
import type { Dial } from "../link/wire.ts";
import { type PointReading, Slave, type SlaveSettings } from "../slave/slave.ts";
import { planLink } from "./link-plan.ts";
import { SlaveFigures } from "./slave-figures.ts";

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
  readonly onBytes?: ((direction: "in" | "out", bytes: Uint8Array) => void) | undefined;
}

interface Running {
  readonly spec: SlaveSpec;
  readonly slave: Slave;
  readonly figures: SlaveFigures;
  isOnline: boolean | undefined;
}

export class RunningLink {
  readonly link: Link;
  readonly #slaves = new Map<string, Running>();

  constructor(readonly options: RunningLinkOptions) {
    const { clock, spec, dials, onBytes } = options;
    const { retryGapMs } = spec.settings;
    const { makeFraming, gapMs, lateMs, maxWaitMs, silenceMs } = planLink(spec.settings);
    this.link = new Link({
      ...{ clock, dials, makeFraming, maxWaitMs, silenceMs },
      turnaroundMs: 100,
      ...(onBytes && { onBytes }),
      bus: {
        ...{ gapMs, lateMs, retryGapMs },
        onOutcome: (task, outcome) => this.#note(task, outcome),
        onHealth: (key, isDead) => {
          if (isDead) this.#setPresence(key, false, "timeout");
        },
      },
      onState: (status) => this.#follow(status),
    });
    this.setSlaves(spec.slaves);
  }

  get status(): LinkStatus {
    return this.link.status;
  }

  start(): void {
    this.link.start();
    for (const { slave } of this.#slaves.values()) slave.start();
  }

  stop(): void {
    for (const { slave } of this.#slaves.values()) slave.stop();
    this.link.stop();
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

  #makeSlave(spec: SlaveSpec, phase: number): Running {
    const { clock, spec: link, events } = this.options;
    const { timeoutMs, retries } = link.settings;
    const settings = {
      ...spec,
      timeoutMs: spec.timeoutMs ?? timeoutMs,
      retries: spec.retries ?? retries,
    };
    const report = (readings: readonly PointReading[]) => events.readings(spec.key, readings);
    const slave = new Slave({ bus: this.link.bus, clock, settings, phase, report });
    return { spec, slave, figures: new SlaveFigures(), isOnline: undefined };
  }

  #note(task: BusTask, outcome: Outcome): void {
    this.#slaves.get(task.slave)?.figures.note(outcome, this.options.clock.now());
    if (outcome.ok || outcome.code === "exception") this.#setPresence(task.slave, true, "answered");
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
