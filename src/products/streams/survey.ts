// A look at what the devices of a product have stored beside their thing model: bounded in devices, points and time.

import type { Clock } from "../../spine/clock.ts";
import type { ThingModel } from "../../spine/model.ts";
import type { Value } from "../../spine/point.ts";
import { type Inferred, inferStream } from "./inference.ts";

export interface StoredValue {
  readonly property: string;
  /** UTC ms. */
  readonly ts: number;
  readonly value: Value;
  readonly quality: number;
}

/** What telemetry has of devices. */
export interface StoredValues {
  latest(deviceId: number): readonly StoredValue[];
  points(query: {
    readonly deviceId: number;
    readonly property: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly limit: number;
    readonly order: "asc" | "desc";
  }): Promise<{ readonly points: readonly { readonly ts: number; readonly value: Value }[] }>;
}

export interface SurveyOptions {
  readonly model: ThingModel;
  readonly deviceIds: readonly number[];
  readonly stored: StoredValues;
  readonly clock: Pick<Clock, "now" | "monotonicMs">;
  /** How far back it looks. */
  readonly spanMs: number;
}

export interface Survey {
  /** By key. */
  readonly items: readonly Inferred[];
  readonly devices: number;
  /** False where time ran out before every stream had been read. */
  readonly isComplete: boolean;
}

const BUDGET_MS = 2_000;
const POINTS_PER_SERIES = 500;
const POINTS_PER_STREAM = 5_000;

interface Gathered {
  readonly values: Value[];
  devices: number;
  lastTs: number;
}

export async function surveyStreams(options: SurveyOptions): Promise<Survey> {
  const { model, deviceIds, stored, clock } = options;
  const known = new Set(model.properties.map((property) => property.identifier));
  const deadline = clock.monotonicMs() + BUDGET_MS;
  const streams = new Map<string, Gathered>();
  let isComplete = true;
  for (const deviceId of deviceIds) {
    for (const newest of stored.latest(deviceId)) {
      if (known.has(newest.property)) continue;
      const stream = take(streams, newest);
      if (stream.values.length >= POINTS_PER_STREAM) continue;
      if (clock.monotonicMs() > deadline) {
        isComplete = false;
        stream.values.push(newest.value);
        continue;
      }
      stream.values.push(...(await read(options, deviceId, newest)));
    }
  }
  const items = [...streams].map(([key, { values, devices, lastTs }]) =>
    inferStream({ key, values, devices, lastTs }),
  );
  items.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { items, devices: deviceIds.length, isComplete };
}

function take(streams: Map<string, Gathered>, { property, ts }: StoredValue): Gathered {
  const stream = streams.get(property) ?? { values: [], devices: 0, lastTs: ts };
  streams.set(property, stream);
  stream.devices++;
  stream.lastTs = Math.max(stream.lastTs, ts);
  return stream;
}

/** The newest points; that of a stream that is silent for long at least. */
async function read(
  { stored, clock, spanMs }: SurveyOptions,
  deviceId: number,
  newest: StoredValue,
): Promise<Value[]> {
  const { points } = await stored.points({
    ...{ deviceId, property: newest.property, limit: POINTS_PER_SERIES, order: "desc" },
    ...{ fromMs: clock.now() - spanMs, toMs: Math.max(newest.ts, clock.now()) },
  });
  return points.length === 0 ? [newest.value] : points.map((point) => point.value);
}
