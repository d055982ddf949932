// Reads a register when nothing else was asked for long, so that nobody on the way forgets the connection.

import type { Clock, Timer } from "../../../spine/clock.ts";
import type { RegisterMap } from "../../../spine/register-map.ts";
import type { Bus } from "../bus/bus.ts";
import type { ModbusRequest, ReadFunction } from "../frame/request.ts";

export interface KeepAliveOptions {
  readonly clock: Clock;
  readonly bus: Bus;
  /** Longest silence, ms. */
  readonly afterMs: number;
  readonly timeoutMs: number;
  /** What is read: of a unit that is known, else holding register 0 of unit 1. */
  readonly request: () => ModbusRequest;
}

/** Unlike any slave's. */
const NAME = "keep-alive";

export class KeepAlive {
  #timer: Timer | undefined;

  constructor(readonly options: KeepAliveOptions) {}

  start(): void {
    this.#arm(this.options.afterMs);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(waitMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.options.clock.after(waitMs, () => this.#look());
  }

  #look(): void {
    const { clock, bus, afterMs, timeoutMs, request } = this.options;
    const leftMs = bus.askedMs + afterMs - clock.monotonicMs();
    this.#arm(leftMs > 0 ? leftMs : afterMs);
    if (leftMs > 0 || !bus.isUp || bus.queueLength > 0) return;
    bus.submit({
      ...{ slave: NAME, priority: "poll", request: request(), timeoutMs, retries: 0 },
      // Whether it answers is the link's own matter; no slave is blamed for it.
      settle: () => bus.health.forget(NAME),
    });
  }
}

const READS: Readonly<Record<RegisterMap["points"][number]["area"], ReadFunction>> = {
  coil: 1,
  discrete: 2,
  holding: 3,
  input: 4,
};

/** The first register that is polled of the first unit, which is there at least. */
export function keepAliveRequest(
  slaves: Iterable<{ readonly unit: number; readonly map: Pick<RegisterMap, "points" | "unit"> }>,
): ModbusRequest {
  for (const { unit, map } of slaves) {
    const isPolled = ({ access, group, area }: RegisterMap["points"][number]) =>
      access !== "w" && group !== null && !map.unit.forbidden.includes(READS[area]);
    const point = map.points.find(isPolled);
    if (point) return { functionCode: READS[point.area], unit, address: point.address, count: 1 };
  }
  return { functionCode: 3, unit: 1, address: 0, count: 1 };
}
