// Telemetry over a real log in a temporary folder, its writer in the test's own thread.

import { type DeadLetters, type Log, openLog } from "../../src/log/log.ts";
import { systemClock } from "../../src/spine/clock.ts";
import type { PropertyEvent } from "../../src/spine/event.ts";
import type { Point, Value } from "../../src/spine/point.ts";
import {
  openTelemetry,
  type Separation,
  type Telemetry,
  type TelemetryLimits,
} from "../../src/telemetry/telemetry.ts";
import { type BlockOrder, BlockWriter } from "../../src/telemetry/writer/block-writer.ts";
import type { OpenWriter, Writer } from "../../src/telemetry/writer/writer.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { ScriptedWriter } from "../log/scripted-writer.ts";

export const DAY = 86_400_000;
/** 2026-01-31, 12:00 UTC. */
export const NOON = Date.UTC(2026, 0, 31, 12);

/** Does orders at once, unless told to fail. */
export class InlineWriter {
  /** Called before each order; throw to make it fail, as a crash or a broken disk would. */
  before: (order: BlockOrder) => void = () => undefined;
  readonly orders: BlockOrder["type"][] = [];
  #writer = new BlockWriter();

  readonly open: OpenWriter = (): Writer => {
    this.#writer = new BlockWriter();
    return {
      ask: async (order) => {
        this.before(order);
        this.orders.push(order.type);
        const report = this.#writer.obey(order);
        if (report.failure !== undefined) throw new Error(report.failure);
        return report;
      },
      stop: () => void this.#writer.obey({ type: "close" }),
    };
  };
}

export async function openTestLog(dir: string): Promise<Log> {
  return openLog({
    dir: `${dir}/log`,
    clock: systemClock,
    limits: { commitGapMs: 0 },
    openWriter: new ScriptedWriter().open,
  });
}

/** For telemetry that takes every event: a letter would wait for ever. */
export const NO_LETTERS: Pick<DeadLetters, "put" | "attach"> = {
  put: () => {
    throw new Error("no dead letters here");
  },
  attach: () => () => undefined,
};

export interface RigOptions {
  readonly deadLetters?: Pick<DeadLetters, "put" | "attach">;
  readonly log?: Log;
  readonly writer?: InlineWriter;
  readonly limits?: Partial<TelemetryLimits>;
  readonly retentionDays?: number;
  readonly nowMs?: number;
  readonly separations?: readonly Separation[];
  readonly retentionDaysOf?: (deviceId: number, property: string) => number | undefined;
}

export async function makeRig(dir: string, options: RigOptions = {}) {
  const { writer = new InlineWriter(), limits = {}, retentionDays = 90, nowMs = NOON } = options;
  const log = options.log ?? (await openTestLog(dir));
  const clock = makeManualClock(nowMs);
  const telemetry = await openTelemetry({
    ...{ dir: `${dir}/telemetry`, log, clock, limits, retentionDays },
    deadLetters: options.deadLetters ?? NO_LETTERS,
    ...(options.retentionDaysOf && { retentionDaysOf: options.retentionDaysOf }),
    ...(options.separations && { separations: options.separations }),
    openWriter: writer.open,
  });
  return {
    log,
    telemetry,
    writer,
    clock,
    async close() {
      await telemetry.close();
      await log.close();
    },
  };
}

/** Reports are received when their newest point is measured. */
export function receivedTs(points: readonly Point[]): number {
  return points.reduce((newest, { ts }) => Math.max(newest, Math.trunc(ts)), points[0]?.ts ?? NOON);
}

export function report(points: readonly Point[], deviceId = 1): PropertyEvent {
  const origin = { protocol: "mqtt", dialect: "plain", reqId: "" };
  const times = { ts: points[0]?.ts ?? NOON, recvTs: receivedTs(points) };
  return {
    seq: 0,
    kind: "property",
    deviceId,
    productKey: "press",
    deviceName: `d${deviceId}`,
    ...times,
    ...origin,
    points,
  };
}

export function point(ts: number, value: Value, property = "t"): Point {
  return { property, ts, value, quality: 0 };
}

/** Appends one event a list of points, and waits until telemetry has it. */
export async function store(log: Log, telemetry: Telemetry, ...reports: Point[][]): Promise<number> {
  let last = 0;
  for (const points of reports) {
    last = await new Promise<number>((resolve, reject) =>
      log.append([report(points)], "grouped", (r) => (r.ok ? resolve(r.value.seq) : reject(r.error))),
    );
  }
  await telemetry.reached(last);
  return last;
}

export const ALL = { deviceId: 1, fromMs: 0, toMs: 8e15 };

/** Every point of a property, oldest first, as [ts, value]. */
export async function readAll(
  telemetry: Telemetry,
  property = "t",
  deviceId = 1,
): Promise<[number, Value][]> {
  const found: [number, Value][] = [];
  let afterTs: number | undefined;
  do {
    const page = await telemetry.points({
      ...{ ...ALL, deviceId, property, order: "asc", limit: 100 },
      ...(afterTs !== undefined && { afterTs }),
    });
    for (const { ts, value } of page.points) found.push([ts, value]);
    afterTs = page.nextTs;
  } while (afterTs !== undefined);
  return found;
}
