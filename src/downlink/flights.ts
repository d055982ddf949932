// Commands that were sent and are not settled: which answer or report belongs to which, and until when each may take.

import { toJson } from "../kit/plain-json.ts";
import type { Clock, Timer } from "../spine/clock.ts";
import { failure } from "../spine/error.ts";
import type { PropertyEvent, ReplyEvent } from "../spine/event.ts";
import type { Value } from "../spine/point.ts";
import type { Command, Outcome } from "./contract.ts";

interface Flight {
  readonly command: Command;
  readonly timer: Timer;
  /** Values that the device has not reported yet; undefined of what sets none. */
  readonly unreported: Map<string, Value> | undefined;
}

export interface FlightsOptions {
  readonly clock: Clock;
  readonly settle: (command: Command, outcome: Outcome) => void;
}

/** Codes by which devices say that it went well: Alibaba's and OneNET's, and yudao's. */
const OK_CODES: ReadonlySet<number> = new Set([200, 0]);
/** Reports of 32-bit floats come back rounded. */
const NEAR = 1e-6;

export class Flights {
  /** By device: one at a time. */
  readonly #flights = new Map<number, Flight>();

  constructor(readonly options: FlightsOptions) {}

  has(deviceId: number): boolean {
    return this.#flights.has(deviceId);
  }

  /** `values` are what a property set set. It is settled `leftMs` from now at the latest. */
  start(command: Command, values: Readonly<Record<string, Value>> | undefined, leftMs: number): void {
    const timer = this.options.clock.after(leftMs, () => this.#end(command.deviceId));
    const unreported = values === undefined ? undefined : new Map(Object.entries(values));
    this.#flights.set(command.deviceId, { command, timer, unreported });
  }

  /** Takes it out, settled otherwise or not sent after all. */
  drop({ id, deviceId }: Pick<Command, "id" | "deviceId">): void {
    const flight = this.#flights.get(deviceId);
    if (flight?.command.id !== id) return;
    flight.timer.cancel();
    this.#flights.delete(deviceId);
  }

  /** A device's answer; one that belongs to nothing that is under way is left alone. */
  takeReply({ deviceId, method, reqId, code, output }: ReplyEvent): void {
    const candidates = [...this.#candidates(deviceId)].filter(({ command: { awaited } }) => {
      return awaited?.deviceId === deviceId && awaited.method === method;
    });
    const named = candidates.find(({ command }) => command.awaited?.reqId === reqId);
    // Firmware that answers without an id can only mean the one that is under way.
    const flight = named ?? (reqId === "" && candidates.length === 1 ? candidates[0] : undefined);
    if (flight === undefined) return;
    const given = Object.fromEntries(Object.entries(output).map(([key, value]) => [key, toJson(value)]));
    const shown = Object.keys(given).length === 0 ? undefined : given;
    this.#settle(
      flight,
      OK_CODES.has(code)
        ? { state: "succeeded", confirmedBy: "answer", output: shown }
        : {
            state: "failed",
            failure: failure("command_refused", { code, message: textOf(output) }),
            output: shown,
          },
    );
  }

  /** A device's report: confirms what has no answer, and speaks for a device that forgets to answer. */
  takeReport({ deviceId, points }: PropertyEvent): void {
    const flight = this.#flights.get(deviceId);
    if (flight?.unreported === undefined) return;
    for (const { property, value } of points) {
      const wanted = flight.unreported.get(property);
      if (wanted !== undefined && isSame(wanted, value)) flight.unreported.delete(property);
    }
    if (flight.unreported.size === 0 && flight.command.awaited === undefined)
      this.#settle(flight, { state: "succeeded", confirmedBy: "report" });
  }

  /** True while a report could matter: asked for each batch of the log. */
  isEmpty(): boolean {
    return this.#flights.size === 0;
  }

  close(): void {
    for (const { timer } of this.#flights.values()) timer.cancel();
    this.#flights.clear();
  }

  /** A gateway answers for its children too, so all have to be looked at where it has none itself. */
  #candidates(deviceId: number): Iterable<Flight> {
    const own = this.#flights.get(deviceId);
    return own?.command.awaited?.deviceId === deviceId ? [own] : this.#flights.values();
  }

  #end(deviceId: number): void {
    const flight = this.#flights.get(deviceId);
    if (flight === undefined) return;
    const { awaited, timeoutMs } = flight.command;
    if (flight.unreported?.size === 0) this.#settle(flight, { state: "succeeded", confirmedBy: "report" });
    else if (awaited === undefined) this.#settle(flight, { state: "succeeded" });
    else {
      const why = failure("command_no_answer", { timeoutS: timeoutMs / 1_000 });
      this.#settle(flight, { state: "failed", failure: why });
    }
  }

  #settle(flight: Flight, outcome: Outcome): void {
    this.drop(flight.command);
    this.options.settle(flight.command, outcome);
  }
}

function isSame(wanted: Value, found: Value): boolean {
  if (typeof wanted === "number" && typeof found === "number")
    return Math.abs(wanted - found) <= NEAR * Math.max(1, Math.abs(wanted));
  return Bun.deepEquals(wanted, found);
}

/** What a device said in words, where it did. */
function textOf(output: ReplyEvent["output"]): string {
  const said = output.message ?? output.msg ?? output.error ?? output.value;
  return typeof said === "string" ? said.slice(0, 200) : "";
}
