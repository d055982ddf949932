import * as v from "valibot";
import { makeRouter, named, type Router, route } from "../http/http.ts";
import type { Cadence, Log } from "./contract.ts";

/** How a store that follows the log stands with it. */
export interface ReaderState {
  readonly name: string;
  /** Events between it and the newest durable one. */
  readonly lag: number;
  /** Events that left the log before it read them, since the start. */
  readonly lostEvents: number;
  /** Why it cannot go on at the moment; undefined when it can. */
  readonly failure: string | undefined;
}

export interface LogRoutesDeps {
  readonly log: Pick<Log, "stats">;
  /** Readers that keep their own place. */
  readonly readers: () => readonly ReaderState[];
  /** What the operator chose, by protocol. */
  readonly cadences: Readonly<Record<string, Cadence>>;
  readonly commitGapMs: number;
}

const Count = v.number();
const Seq = v.pipe(v.number(), v.description("Place in the event log"));
const LogJson = named(
  "EventLog",
  v.object({
    firstSeq: Seq,
    lastSeq: Seq,
    pendingEvents: v.pipe(Count, v.description("Waiting to be made durable")),
    batches: v.pipe(Count, v.description("Group commits since the start")),
    events: v.pipe(Count, v.description("Made durable since the start")),
    sizeBytes: Count,
    generations: v.pipe(Count, v.description("Files")),
    commitMsP50: v.number(),
    commitMsP99: v.number(),
    unavailable: v.pipe(v.nullable(v.string()), v.description("Why nothing is acknowledged now, or null")),
    droppedRelaxed: v.pipe(Count, v.description("QoS 0 events dropped under pressure")),
    commitGapMs: v.pipe(v.number(), v.description("Least time between two grouped commits")),
    cadences: v.pipe(
      v.record(v.string(), v.picklist(["strict", "grouped", "relaxed"])),
      v.description("How soon acknowledged messages are committed, by protocol"),
    ),
    readers: v.array(
      v.object({
        name: v.string(),
        lag: v.pipe(Count, v.description("Events between it and the newest durable one")),
        lostEvents: v.pipe(Count, v.description("Gone before it read them, since the start")),
        failure: v.nullable(v.string()),
      }),
    ),
    gaps: v.pipe(
      v.array(v.object({ reader: v.string(), fromSeq: Seq, toSeq: Seq, missed: Count, at: v.number() })),
      v.description("Events that a reader missed: removed before it came, or damaged. Newest first"),
    ),
    damagedCount: v.pipe(Count, v.description("Parts that could not be read and were passed over")),
    damage: v.array(v.object({ file: v.string(), seq: v.nullable(Seq), reason: v.string() })),
  }),
);

/** `/log`: how the event log is doing, in particular. */
export function logRoutes(deps: LogRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/log",
    route({
      id: "getLog",
      tag: "log",
      summary: "The event log: its files, its readers, gaps and damage",
      allow: "read",
      returns: LogJson,
    }),
    (c) => c.json(logJson(deps)),
  );
  return api;
}

function logJson({ log, readers, cadences, commitGapMs }: LogRoutesDeps): v.InferOutput<typeof LogJson> {
  const { cursors, damagedChunks, damage, gaps, unavailable, ...rest } = log.stats();
  const own = readers();
  const named = cursors
    .filter(({ name }) => own.every((one) => one.name !== name))
    .map(({ name, lag }) => ({ name, lag, lostEvents: 0, failure: undefined }));
  return {
    ...rest,
    unavailable: unavailable ?? null,
    commitGapMs,
    cadences: Object.fromEntries(Object.entries(cadences).map(([name, one]) => [name, shown(one)])),
    readers: [...own, ...named].map((one) => ({ ...one, failure: one.failure ?? null })),
    gaps: gaps.map(({ atMs, ...gap }) => ({ ...gap, at: atMs })),
    damagedCount: damagedChunks,
    damage: damage.map((one) => ({ ...one, seq: one.seq ?? null })),
  };
}

/** As the settings call it: what is patient in the log is relaxed for an operator. */
function shown(cadence: Cadence): "strict" | "grouped" | "relaxed" {
  return cadence === "patient" ? "relaxed" : cadence;
}
