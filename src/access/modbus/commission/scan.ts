// Which slaves are on a bus: each address is asked for one register, and whoever answers, if only to refuse, is there.

import type { Bus } from "../bus/bus.ts";
import type { Failed } from "../frame/outcome.ts";
import { ask } from "./ask.ts";
import { askIdentity, type Identity } from "./identity.ts";

export interface ScanOptions {
  readonly units: readonly number[];
  /** How long each may take to answer, ms. */
  readonly timeoutMs: number;
  /** Whoever is there is asked who it is, too. */
  readonly isIdentified: boolean;
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
  /** Undefined where it was not asked, or does not say it. */
  readonly identity: Identity | undefined;
}

/** Something was heard, though it was no reply: two slaves at once, or the wrong speed or parity. */
const DAMAGED: ReadonlySet<Failed["code"]> = new Set(["crc", "short_frame", "noise"]);

/** Asks one address after another, behind what the bus has to write and before what it polls. */
export async function scanBus(bus: Bus, options: ScanOptions): Promise<readonly FoundSlave[]> {
  const found: FoundSlave[] = [];
  for (const [done, unit] of options.units.entries()) {
    if (options.isCancelled() || !bus.isUp) break;
    const heard = await probe(bus, unit, options.timeoutMs);
    if (heard !== undefined) {
      const mayAsk = options.isIdentified && heard.answer !== "damaged";
      const slave = mayAsk ? { ...heard, identity: await askIdentity(bus, unit, options.timeoutMs) } : heard;
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
      identity: undefined,
    };
  const { code, exception, raw } = outcome;
  const silent = { unit, durationMs: undefined, raw, identity: undefined };
  if (code === "exception") return { ...silent, answer: "exception", exception };
  if (!DAMAGED.has(code)) return undefined;
  return { ...silent, answer: "damaged", exception: undefined };
}
