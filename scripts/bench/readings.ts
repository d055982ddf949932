// Messages as devices would send them: the simulator's machines second by second, and walks of random doubles.

import { buildPlant, placeMachines, planKinds } from "../../src/simulate/machines/plant.ts";
import { activityAt, ambientAt } from "../../src/simulate/machines/shift.ts";
import type { PropertyEvent } from "../../src/spine/event.ts";
import type { Value } from "../../src/spine/point.ts";
import { fill, makeSignal, type Signal } from "./signals.ts";

const SECOND_MS = 1_000;
/** As the simulator steps its machines between two reports. */
const STEP_S = 0.5;
/** A production line. */
const MACHINES = 12;

export function makeMessage(
  deviceId: number,
  ts: number,
  readings: readonly (readonly [property: string, value: Value])[],
): PropertyEvent {
  return {
    ...{ kind: "property", seq: 0, deviceId, productKey: "bench", deviceName: `d${deviceId}` },
    ...{ ts, recvTs: ts, protocol: "mqtt", dialect: "alink", reqId: "" },
    points: readings.map(([property, value]) => ({ property, ts, value, quality: 0 })),
  };
}

/** What one line of the simulator's machines reports at 1 Hz from `startMs` on. */
export function* simulated(startMs: number, seconds: number): Generator<PropertyEvent> {
  const places = placeMachines(planKinds(MACHINES));
  const machines = buildPlant(places, { seed: 1, startMs });
  for (let second = 0; second < seconds; second++) {
    const hallMs = startMs + second * SECOND_MS;
    const around = { activity: activityAt(hallMs), ambientC: ambientAt(hallMs) };
    for (const [index, machine] of machines.entries()) {
      for (let s = 0; s < 1; s += STEP_S) machine.step(STEP_S, around);
      machine.takeOccurrences();
      // Devices of a hall do not report in step, but each keeps its own.
      const ts = hallMs + Math.floor((index * SECOND_MS) / machines.length);
      yield makeMessage(index + 1, ts, Object.entries(machine.read()));
    }
  }
}

const WALKERS = 10;
const WALKS = ["x", "y", "z"] as const;

/** Random walks of doubles at 1 Hz: three of each of ten devices. */
export function* walking(startMs: number, seconds: number): Generator<PropertyEvent> {
  const signals = Array.from({ length: WALKERS * WALKS.length }, (_, index) => makeSignal("walk", index));
  const one = new Float64Array(1);
  const step = (signal: Signal | undefined) => {
    if (signal !== undefined) fill(signal, one, { start: 0, count: 1 });
    return one[0] ?? 0;
  };
  for (let second = 0; second < seconds; second++) {
    for (let device = 0; device < WALKERS; device++) {
      const readings = WALKS.map(
        (name, index) => [name, step(signals[device * WALKS.length + index])] as const,
      );
      yield makeMessage(device + 1, startMs + second * SECOND_MS, readings);
    }
  }
}
