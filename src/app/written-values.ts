// What clients of our registers wrote last of each value: a SCADA that writes it again in every cycle means the same.

import type { WrittenValue } from "../access/modbus/modbus.ts";
import type { Command } from "../downlink/downlink.ts";
import type { Value } from "../spine/point.ts";

interface Written {
  readonly value: Value;
  /** Monotonic ms. */
  readonly atMs: number;
  /** The newest report of the device when it was written, UTC ms. */
  readonly toldAt: number | undefined;
  command: Pick<Command, "id" | "settledAt" | "state" | "confirmedBy">;
}

export interface WrittenValuesOptions {
  /** Undefined of one that is no longer kept. */
  readonly commandOf: (id: number) => Command | undefined;
}

/** Bounded by what is exposed, as long as it is forgotten when that changes. */
export class WrittenValues {
  readonly #last = new Map<string, Written>();

  constructor(readonly options: WrittenValuesOptions) {}

  /** The values of a command that was taken. */
  note(values: readonly WrittenValue[], command: Command, nowMs: number): void {
    for (const value of values)
      this.#last.set(keyOf(value), { value: value.value, toldAt: value.toldAt, atMs: nowMs, command });
  }

  /**
   * Whether the newest command of the value said the same: its id while it is under way; `held` where the device
   * confirmed it and has told nothing since, or has told just this. Undefined where the write is to be a command.
   */
  repeated(value: WrittenValue, nowMs: number): number | "held" | undefined {
    const last = this.#last.get(keyOf(value));
    if (last === undefined || value.refreshMs === undefined) return undefined;
    if (nowMs - last.atMs >= value.refreshMs || !Object.is(last.value, value.value)) return undefined;
    const command = this.#commandOf(last);
    if (command === undefined) return undefined;
    if (command.settledAt === undefined) return command.id;
    if (command.state !== "succeeded") return undefined;
    const isConfirmed = command.confirmedBy !== undefined && value.toldAt === last.toldAt;
    return isConfirmed || value.isHeld ? "held" : undefined;
  }

  /** Nothing is a repetition any more. */
  clear(): void {
    this.#last.clear();
  }

  /** As it is now; one that is settled stays as it is. */
  #commandOf(last: Written): Written["command"] | undefined {
    if (last.command.settledAt !== undefined) return last.command;
    const command = this.options.commandOf(last.command.id);
    if (command !== undefined) last.command = command;
    return command;
  }
}

function keyOf({ device, identifier }: WrittenValue): string {
  return `${device} ${identifier}`;
}
