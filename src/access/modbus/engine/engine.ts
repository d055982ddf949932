// All links of the configuration, as they run.

import type { Clock } from "../../../spine/clock.ts";
import type { LinkSettings } from "../../../spine/fieldbus.ts";
import type { Value } from "../../../spine/point.ts";
import type { Failed } from "../frame/outcome.ts";
import { failed } from "../frame/outcome.ts";
import type { LinkStatus } from "../link/link.ts";
import type { Dial } from "../link/wire.ts";
import type { Slave } from "../slave/slave.ts";
import { type WriteOutcome, writePoint } from "../slave/write.ts";
import { type LinkSpec, RunningLink, type SlaveEvents } from "./running-link.ts";
import { Scanner } from "./scanner.ts";

export interface EngineOptions {
  readonly clock: Clock;
  readonly events: SlaveEvents;
  /** The ways to reach a link; none where it calls in. */
  readonly dialsOf: (settings: LinkSettings) => readonly Dial[];
}

/** The golden section: its multiples, modulo 1, are spread evenly however many there are. */
const SPREAD = 0.618_033_988_749_895;

export class Engine {
  readonly scanner: Scanner;
  readonly #links = new Map<string, RunningLink>();
  /** Which link a slave is on. */
  readonly #homes = new Map<string, RunningLink>();
  /** Links since the start. */
  #started = 0;

  constructor(readonly options: EngineOptions) {
    this.scanner = new Scanner(options);
  }

  /** Brings what runs to `specs`: what did not change is left alone. */
  apply(specs: readonly LinkSpec[]): void {
    const wanted = new Map(specs.filter(({ settings }) => settings.isEnabled).map((spec) => [spec.id, spec]));
    for (const [id, running] of this.#links) {
      const spec = wanted.get(id);
      if (spec !== undefined && runsAlike(spec.settings, running.options.spec.settings)) continue;
      this.scanner.forget(id);
      running.stop();
      this.#links.delete(id);
    }
    for (const [id, spec] of wanted) {
      const running = this.#links.get(id);
      if (running !== undefined) running.setSlaves(spec.slaves);
      else this.#start(spec);
    }
    this.#homes.clear();
    for (const spec of wanted.values())
      for (const { key } of spec.slaves) {
        const running = this.#links.get(spec.id);
        if (running) this.#homes.set(key, running);
      }
  }

  link(id: string): RunningLink | undefined {
    return this.#links.get(id);
  }

  status(id: string): LinkStatus | undefined {
    return this.#links.get(id)?.status;
  }

  /** Reads points of a slave now; why that failed, or undefined. */
  async read(key: string, identifiers: readonly string[]): Promise<Failed | undefined> {
    const slave = this.slave(key);
    return slave === undefined ? failed("lost") : await slave.read(identifiers);
  }

  slave(key: string): Slave | undefined {
    return this.#homes.get(key)?.slave(key);
  }

  /** Writes a point of a slave, before anything that waits to be read. */
  async write(key: string, identifier: string, value: Value): Promise<WriteOutcome> {
    const slave = this.slave(key);
    if (slave === undefined) return { kind: "failed", outcome: failed("lost") };
    return await writePoint(slave, { identifier, value });
  }

  stop(): void {
    for (const [id, running] of this.#links) {
      this.scanner.forget(id);
      running.stop();
    }
    this.#links.clear();
    this.#homes.clear();
  }

  #start(spec: LinkSpec): void {
    const { clock, events, dialsOf } = this.options;
    const phase = (this.#started++ * SPREAD) % 1;
    const running = new RunningLink({ clock, spec, events, dials: dialsOf(spec.settings), phase });
    this.#links.set(spec.id, running);
    running.start();
  }
}

/** A link that is only called otherwise keeps its connection: a DTU would have to call again. */
function runsAlike(one: LinkSettings, other: LinkSettings): boolean {
  return Bun.deepEquals({ ...one, name: "" }, { ...other, name: "" });
}
