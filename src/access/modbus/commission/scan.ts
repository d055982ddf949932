// Which slaves are on a bus: each address is asked for one register, and whoever answers, if only to refuse, is there.

import type { Bus } from "../bus/bus.ts";
import type { Failed, Outcome } from "../frame/outcome.ts";
import type { ModbusRequest } from "../frame/request.ts";

export interface ScanOptions {
  readonly units: readonly number[];
  /** How long each may take to answer, ms. */
  readonly timeoutMs: number;
  /** Looked at before each address. */
  readonly isCancelled: () => boolean;
  readonly onProgress?: (done: number) => void;
  readonly onFound?: (slave: FoundSlave) => void;
}

export interface FoundSlave {
  readonly unit: number;
  /** It answered with a value, or with this refusal, or with damage: something is there, but the line is not right. */
  readonly answer: "value" | "exception" | "damaged";
  readonly exception: number | undefined;
  readonly durationMs: number | undefined;
  readonly raw: Uint8Array;
}

/** Something was heard, though it was no reply: two slaves at once, or the wrong speed or parity. */
const DAMAGED: ReadonlySet<Failed["code"]> = new Set(["crc", "short_frame", "noise"]);

/** Asks one address after another, behind what the bus has to write and before what it polls. */
export async function scanBus(bus: Bus, options: ScanOptions): Promise<readonly FoundSlave[]> {
  const found: FoundSlave[] = [];
  for (const [done, unit] of options.units.entries()) {
    if (options.isCancelled() || !bus.isUp) break;
    const slave = await probe(bus, unit, options.timeoutMs);
    if (slave !== undefined) {
      found.push(slave);
      options.onFound?.(slave);
    }
    options.onProgress?.(done + 1);
  }
  return found;
}

async function probe(bus: Bus, unit: number, timeoutMs: number): Promise<FoundSlave | undefined> {
  const outcome = await ask(bus, { functionCode: 3, unit, address: 0, count: 1 }, timeoutMs);
  if (outcome.ok)
    return {
      unit,
      answer: "value",
      exception: undefined,
      durationMs: outcome.durationMs,
      raw: outcome.bytes,
    };
  const { code, exception, raw } = outcome;
  if (code === "exception") return { unit, answer: "exception", exception, durationMs: undefined, raw };
  if (!DAMAGED.has(code)) return undefined;
  return { unit, answer: "damaged", exception: undefined, durationMs: undefined, raw };
}

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
