// What a mapping would make of a message, without storing it: for the editor of a product's mapping.

import type { Failure } from "../../spine/error.ts";
import type { EventLevel, LogEvent } from "../../spine/event.ts";
import type { Value } from "../../spine/point.ts";
import type { ChildName, DecodeContext, RouteDevice } from "../dialect.ts";
import { mappedRoute } from "./mapped.ts";

export interface MappingTrial {
  /** With the product's model and validation, and the mapping that is tried. */
  readonly device: RouteDevice & {
    readonly product: RouteDevice["product"] & Pick<DecodeContext, "model" | "validation">;
  };
  readonly topic: string;
  readonly payload: Uint8Array;
  /** UTC ms. */
  readonly nowMs: number;
  readonly retentionDays: number;
}

export interface TrialOutcome {
  /** Place of the row that took the topic, from 0; undefined when none did. */
  readonly row: number | undefined;
  readonly points: readonly {
    readonly deviceName: string;
    readonly property: string;
    readonly ts: number;
    readonly value: Value;
  }[];
  readonly events: readonly {
    readonly deviceName: string;
    readonly event: string;
    readonly level: EventLevel;
    readonly ts: number;
    readonly output: Readonly<Record<string, Value>>;
  }[];
  readonly failure: Failure | undefined;
  readonly flags: readonly Failure[];
  readonly left: readonly Failure[];
}

const NOTHING: TrialOutcome = {
  row: undefined,
  points: [],
  events: [],
  failure: undefined,
  flags: [],
  left: [],
};

/** Decodes the message as if the device had sent it; every sub-device that it names is taken for bound. */
export function tryMapping(trial: MappingTrial): TrialOutcome {
  const { device, topic, payload } = trial;
  const found = mappedRoute(topic, device);
  if (found === undefined) return NOTHING;
  if ("code" in found) return { ...NOTHING, failure: found };
  const { events, failure, flags, left } = found.route.decode(payload, contextOf(trial));
  return { row: found.row, ...listed(events), failure, flags, left };
}

function contextOf({ device, nowMs, retentionDays }: MappingTrial): DecodeContext {
  const { productKey, deviceName, product } = device;
  const own: DecodeContext = {
    deviceId: 0,
    productKey,
    deviceName,
    model: product.model,
    validation: product.validation,
    dialect: "plain",
    protocol: "mqtt",
    recvTs: nowMs,
    retentionDays,
    memory: new Map(),
  };
  const isSpeaker = product.nodeType === "gateway" || product.mapping.isShared;
  return isSpeaker ? { ...own, child: (name: ChildName) => childOf(own, name) } : own;
}

/** A sub-device of another product has a model that is not known here, so nothing is held against it. */
function childOf(own: DecodeContext, name: ChildName): DecodeContext {
  return { ...own, deviceName: name.deviceName, validation: "off" };
}

function listed(all: readonly LogEvent[]): Pick<TrialOutcome, "points" | "events"> {
  const points = all.flatMap((event) =>
    event.kind === "property"
      ? event.points.map(({ property, ts, value }) => ({ deviceName: event.deviceName, property, ts, value }))
      : [],
  );
  const events = all.flatMap((event) =>
    event.kind === "event"
      ? [
          {
            deviceName: event.deviceName,
            event: event.identifier,
            level: event.level,
            ts: event.ts,
            output: event.output,
          },
        ]
      : [],
  );
  return { points, events };
}
