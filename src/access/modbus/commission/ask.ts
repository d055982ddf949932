// One request by hand: to whatever unit, whether it is a slave of the configuration or not.

import type { Bus } from "../bus/bus.ts";
import type { Outcome } from "../frame/outcome.ts";
import type { ModbusRequest } from "../frame/request.ts";

/** One request that is not a slave's of the configuration. */
export function ask(bus: Bus, request: ModbusRequest, timeoutMs: number): Promise<Outcome> {
  return new Promise((settle) => {
    // A name of its own: a stranger's silence makes no slave of the bus count as dead.
    const slave = `scan ${request.unit}`;
    bus.submit({
      ...{ slave, request, timeoutMs },
      priority: "read",
      retries: 0,
      settle: (outcome) => {
        bus.health.forget(slave);
        settle(outcome);
      },
    });
  });
}
