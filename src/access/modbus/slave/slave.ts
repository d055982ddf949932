// One slave of a bus: its points are polled group by group, read on demand and written.

import type { Clock } from "../../../spine/clock.ts";
import type { Quality, Value } from "../../../spine/point.ts";
import type { PollGroup, RegisterMap, RegisterPoint } from "../../../spine/register-map.ts";
import type { Bus } from "../bus/bus.ts";
import type { Priority } from "../bus/task-queue.ts";
import { type Answered, type Failed, failed, type Outcome } from "../frame/outcome.ts";
import type { ModbusRequest } from "../frame/request.ts";
import { decodePoint, type Reading } from "../point/decode.ts";
import type { Formulas } from "../point/number.ts";
import { type Block, cut, exponentIn, planReads, Seams, splitBlock } from "../point/plan.ts";
import { type PointTrace, PointTraces } from "./point-trace.ts";
import { ReportFilter } from "./report-filter.ts";
import { Schedule } from "./schedule.ts";

export interface SlaveSettings {
  /** Unlike all others on the bus. */
  readonly key: string;
  /** Address on the bus, 0 to 255. */
  readonly unit: number;
  readonly map: RegisterMap;
  readonly timeoutMs: number;
  readonly retries: number;
  /** By identifier, for points with formulas. */
  readonly formulas?: ReadonlyMap<string, Formulas>;
}

export interface PointReading {
  readonly identifier: string;
  readonly value: Value;
  readonly quality: Quality;
  /** When it was read, UTC ms. */
  readonly ts: number;
}

export interface SlaveOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly settings: SlaveSettings;
  /** Where in their periods its groups fall, 0 to 1. */
  readonly phase: number;
  /** What a group brought that is worth a report; never empty. */
  readonly report: (readings: readonly PointReading[]) => void;
}

interface Group {
  readonly settings: PollGroup;
  readonly schedule: Schedule;
  /** Reads of the round under way that are not answered yet. */
  pending: number;
  readings: PointReading[];
  /** Rounds that were left out because the one before was not over. */
  overruns: number;
}

/** Exceptions after which the same read need not be tried in every round: the register is not there. */
const NOT_THERE = new Set([1, 2]);
/** A read that the unit refuses is tried again after this long. */
const REFUSED_MS = 600_000;

export class Slave {
  readonly traces = new PointTraces();
  readonly filter = new ReportFilter();
  readonly #seams = new Seams();
  readonly #groups: readonly Group[];
  readonly #blocks = new Map<PollGroup, readonly Block[]>();
  readonly #requests = new WeakMap<Block, ModbusRequest>();
  /** Reads that the unit refuses, with the time when they are tried again, monotonic ms. */
  readonly #refused = new Map<string, number>();
  #isStopped = false;

  constructor(readonly options: SlaveOptions) {
    const { map } = options.settings;
    this.#groups = map.groups
      .filter((group) => map.points.some((point) => isPolledIn(point, group)))
      .map((settings, index, all) => this.#makeGroup(settings, index / all.length));
  }

  start(): void {
    this.#isStopped = false;
    for (const { schedule } of this.#groups) schedule.start();
  }

  /** What was read and not reported goes with it, and so does the reply that is under way: it was asked as it was. */
  stop(): void {
    this.#isStopped = true;
    for (const group of this.#groups) {
      group.schedule.stop();
      group.readings = [];
    }
    this.options.bus.forget(this.options.settings.key);
  }

  /** The link is new: everything is reported again, and what was refused is tried. */
  renew(): void {
    this.filter.reset();
    this.#refused.clear();
  }

  /** Rounds that were left out because the one before was not over. */
  get overruns(): number {
    return this.#groups.reduce((sum, group) => sum + group.overruns, 0);
  }

  /** What is known of every point, in the order of the map. */
  trace(): readonly PointTrace[] {
    return this.options.settings.map.points.map((point) => this.traces.of(point.identifier));
  }

  /** Reads these points now, before any polling, and reports what they say; the first failure, where there is one. */
  async read(identifiers: readonly string[]): Promise<Failed | undefined> {
    const { map, unit } = this.options.settings;
    const wanted = map.points.filter((point) => identifiers.includes(point.identifier));
    const blocks = planReads(wanted, map.unit, this.#seams);
    const outcomes = await Promise.all(blocks.map((block) => this.ask(requestOf(block, unit), "read")));
    const readings: PointReading[] = [];
    let failure: Failed | undefined;
    for (const [at, block] of blocks.entries()) {
      const outcome = outcomes[at];
      if (outcome?.ok)
        for (const [point, reading] of this.#decode(block, outcome))
          readings.push(nameOf(point, reading, outcome.ts));
      else if (outcome !== undefined) {
        this.#fail(block, outcome);
        failure ??= outcome;
      }
    }
    if (readings.length > 0 && !this.#isStopped) this.options.report(readings);
    return failure;
  }

  /** Sends one request with the slave's own patience. */
  ask(request: ModbusRequest, priority: Priority): Promise<Outcome> {
    return new Promise((settle) => this.#ask(request, priority, settle));
  }

  #makeGroup(settings: PollGroup, share: number): Group {
    const { clock, phase } = this.options;
    const group: Group = {
      settings,
      schedule: new Schedule({
        clock,
        group: settings,
        phase: (phase + share) % 1,
        due: () => this.#poll(group),
      }),
      pending: 0,
      readings: [],
      overruns: 0,
    };
    return group;
  }

  #poll(group: Group): void {
    if (!this.options.bus.isUp) return;
    if (group.pending > 0) {
      group.overruns++;
      return;
    }
    const nowMs = this.options.clock.monotonicMs();
    const blocks = this.#plan(group.settings).filter(
      (block) => (this.#refused.get(keyOf(block)) ?? 0) <= nowMs,
    );
    group.pending = blocks.length;
    group.readings = [];
    for (const block of blocks)
      this.#ask(this.#requestOf(block), "poll", (outcome) => this.#take(group, block, outcome));
  }

  /** The same one in every round, so that it is encoded once. */
  #requestOf(block: Block): ModbusRequest {
    const known = this.#requests.get(block);
    if (known !== undefined) return known;
    const request = requestOf(block, this.options.settings.unit);
    this.#requests.set(block, request);
    return request;
  }

  #plan(group: PollGroup): readonly Block[] {
    const known = this.#blocks.get(group);
    if (known !== undefined) return known;
    const { map } = this.options.settings;
    const points = map.points.filter((point) => isPolledIn(point, group));
    const blocks = planReads(points, map.unit, this.#seams);
    this.#blocks.set(group, blocks);
    return blocks;
  }

  #take(group: Group, block: Block, outcome: Outcome): void {
    if (outcome.ok) this.#collect(group, block, outcome);
    else this.#fail(block, outcome);
    group.pending--;
    if (group.pending > 0 || group.readings.length === 0 || this.#isStopped) return;
    const readings = group.readings;
    group.readings = [];
    this.options.report(readings);
  }

  #collect(group: Group, block: Block, outcome: Answered): void {
    if (this.#refused.delete(keyOf(block))) this.#relearn();
    const nowMs = this.options.clock.monotonicMs();
    for (const [point, reading] of this.#decode(block, outcome)) {
      if (this.filter.admit(point, reading, { group: group.settings, nowMs }))
        group.readings.push(nameOf(point, reading, outcome.ts));
    }
  }

  /** What the block's points say; those without a value are left out. */
  #decode(block: Block, { bytes, ts }: Answered): (readonly [point: RegisterPoint, reading: Reading])[] {
    const { map, formulas } = this.options.settings;
    const found: (readonly [RegisterPoint, Reading])[] = [];
    for (const point of block.points) {
      const wire = cut(block, bytes, point);
      const exponent = exponentIn(block, bytes, point);
      const formula = formulas?.get(point.identifier)?.read;
      const reading = decodePoint(point, wire, { unit: map.unit, formula, exponent });
      this.traces.note(point, { wire, reading, ts });
      if (reading !== undefined) found.push([point, reading]);
    }
    return found;
  }

  /** Remembers what can be learnt of a read that failed. */
  #fail(block: Block, failure: Failed): void {
    for (const point of block.points) this.traces.fail(point, failure);
    if (failure.code !== "exception" || !NOT_THERE.has(failure.exception ?? 0)) return;
    if (splitBlock(block, this.#seams)) this.#blocks.clear();
    else this.#refused.set(keyOf(block), this.options.clock.monotonicMs() + REFUSED_MS);
  }

  /** What the unit refused is there now: so may be what lies between other blocks. A unit may refuse all while it starts. */
  #relearn(): void {
    this.#seams.clear();
    this.#refused.clear();
    this.#blocks.clear();
  }

  #ask(request: ModbusRequest, priority: Priority, settle: (outcome: Outcome) => void): void {
    const { bus, settings } = this.options;
    const { key, timeoutMs, retries, map } = settings;
    if (map.unit.forbidden.includes(request.functionCode)) settle(failed("exception", undefined, 1));
    else bus.submit({ slave: key, priority, request, timeoutMs, retries, settle });
  }
}

function isPolledIn(point: RegisterPoint, group: PollGroup): boolean {
  return point.group === group.name && point.access !== "w";
}

function requestOf({ functionCode, address, count }: Block, unit: number): ModbusRequest {
  return { functionCode, unit, address, count };
}

function keyOf({ functionCode, address, count }: Block): string {
  return `${functionCode} ${address} ${count}`;
}

function nameOf({ identifier }: RegisterPoint, { value, quality }: Reading, ts: number): PointReading {
  return { identifier, value, quality, ts };
}
