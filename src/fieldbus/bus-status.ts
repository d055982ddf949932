import type { FieldEngine } from "./commission/field-engine.ts";
import type { Fieldbus, FieldLink } from "./fieldbus.ts";

/** A link in one line, for who looks at the whole. */
export interface BusStatus {
  readonly id: number;
  readonly name: string;
  /** `waiting`: a DTU that has never called. */
  readonly state: "up" | "dialling" | "down" | "waiting";
  readonly reason: string;
  /** Share of the last minute, 0 to 1. */
  readonly load: number;
  readonly slaves: number;
  readonly silent: number;
  /** What the bus doctor found, each kind once. */
  readonly ailments: readonly string[];
}

export interface BusStatuses {
  readonly total: number;
  readonly up: number;
  /** Worst first. */
  readonly buses: readonly BusStatus[];
}

/** The `count` enabled links that somebody should look at first: those that are down, then ill, then busy ones. */
export function busStatuses(
  { fieldbus, engine }: { readonly fieldbus: Pick<Fieldbus, "links">; readonly engine: FieldEngine },
  count: number,
): BusStatuses {
  const enabled = fieldbus.links().filter(({ settings }) => settings.isEnabled);
  const all = enabled.map((link) => statusOf(link, engine));
  const up = all.filter(({ state }) => state === "up").length;
  const buses = all.toSorted((a, b) => rankOf(b) - rankOf(a) || b.load - a.load || a.id - b.id);
  return { total: all.length, up, buses: buses.slice(0, count) };
}

function rankOf({ state, ailments, silent }: BusStatus): number {
  if (state === "down") return 3;
  if (ailments.length > 0 || silent > 0) return 2;
  return state === "dialling" ? 1 : 0;
}

function statusOf({ id, settings }: FieldLink, engine: FieldEngine): BusStatus {
  const { state = "dialling", reason = "", connects = 0 } = engine.stateOf(id) ?? {};
  const isWaiting = state === "down" && connects === 0 && settings.transport.kind === "dtu";
  const { load = 0, slaves = [], findings = [] } = engine.figures(id) ?? {};
  return {
    ...{ id, name: settings.name, state: isWaiting ? "waiting" : state, reason: isWaiting ? "" : reason },
    ...{ load, slaves: slaves.length },
    // Of a link that is down all are silent, which its state says already.
    silent: state === "up" ? slaves.filter(({ isOnline, requests }) => !isOnline && requests > 0).length : 0,
    ailments: state === "up" ? [...new Set(findings.map(({ ailment }) => ailment))] : [],
  };
}
