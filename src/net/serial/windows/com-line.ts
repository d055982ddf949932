// One COM port as the thread that waits on it works it, over the calls of Windows that fakes replace.

import type { Clock } from "../../../spine/clock.ts";
import type { SerialFault } from "../serial-port.ts";
import type { SerialSettings } from "../termios.ts";
import { describeSettings } from "../termios.ts";
import { characterMs, encodeDcb, encodeTimeouts, isTurnedByHand, writeLimitMs } from "./dcb.ts";

/** What a COM port needs of Windows, each call about the one port. Errors are Windows' own numbers, 0 is none. */
export interface ComCalls {
  /** For this process alone. */
  open(name: string): number;
  /** Its DCB as it is, or the error. */
  state(): Uint8Array | number;
  configure(dcb: Uint8Array, timeouts: Uint8Array): number;
  /** Throws away what waits in the driver either way; a read that is under way stays. */
  purge(): void;
  setRts(isHigh: boolean): void;
  /** Begins to read; one at a time. */
  read(): number;
  /** Until the read has ended, somebody called, or `ms` are over. */
  wait(ms: number): "read" | "call" | "nothing";
  /** What the read that has ended brought, or its error. The bytes belong to the caller. */
  taken(): Uint8Array | number;
  /** Returns when all is with the driver, or after `limitMs`. */
  write(bytes: Uint8Array, limitMs: number): number;
  /** 0 while the device is there. */
  probe(): number;
  sleep(ms: number): void;
  close(): void;
}

/** What the thread is told. */
export type ComOrder =
  | { readonly is: "open"; readonly path: string; readonly settings: SerialSettings; readonly bell: bigint }
  | { readonly is: "write"; readonly bytes: Uint8Array }
  | { readonly is: "flush" }
  | { readonly is: "close" };

/** What the thread says. Behind `refused`, `lost` and `closed` nothing follows. */
export type ComReport =
  | { readonly is: "opened" }
  | { readonly is: "refused"; readonly fault: SerialFault; readonly text: string }
  | { readonly is: "received"; readonly bytes: Uint8Array }
  | { readonly is: "written"; readonly size: number }
  | { readonly is: "lost"; readonly reason: string }
  | { readonly is: "closed" };

// winerror.h
const FILE_NOT_FOUND = 2;
const PATH_NOT_FOUND = 3;
const ACCESS_DENIED = 5;
const SHARING_VIOLATION = 32;
const TIMED_OUT = 121;
const RESOURCE_IN_USE = 170;
const OPERATION_ABORTED = 995;

const MISSING: ReadonlySet<number> = new Set([FILE_NOT_FOUND, PATH_NOT_FOUND]);
const BUSY: ReadonlySet<number> = new Set([ACCESS_DENIED, SHARING_VIOLATION, RESOURCE_IN_USE]);
/** How often a port that is in use is tried: the last one of ours may be letting go of it. */
const BUSY_TRIES = 6;
const BUSY_WAIT_MS = 100;
/** Some drivers never end a read when their device is pulled out, so that it is asked after. */
const PROBE_MS = 1_000;
/** A read should not end without anything; where it does, not as fast as the processor can. */
const EMPTY_WAIT_MS = 20;

export interface ComLineOptions {
  readonly path: string;
  readonly settings: SerialSettings;
  readonly calls: ComCalls;
  readonly clock: Clock;
  readonly say: (report: ComReport) => void;
}

export class ComLine {
  #isOpen = false;

  constructor(readonly options: ComLineOptions) {}

  /** Says `opened` or `refused`, and returns whether it is open. */
  open(): boolean {
    const { path, calls, say } = this.options;
    const error = this.#openPatiently();
    const fault = error === 0 ? this.#begin() : undefined;
    if (error !== 0 || fault !== undefined) {
      calls.close();
      const refusal =
        fault === undefined
          ? refusalOf(path, error)
          : { fault: "unsuitable" as const, text: `${path} ${fault}` };
      say({ is: "refused", ...refusal });
      return false;
    }
    this.#isOpen = true;
    say({ is: "opened" });
    return true;
  }

  /** Waits once for the line or a call; false when it is over. What was ordered is obeyed between two turns. */
  turn(): boolean {
    if (!this.#isOpen) return false;
    const { calls } = this.options;
    switch (calls.wait(PROBE_MS)) {
      case "read":
        this.#take();
        break;
      case "nothing":
        this.#require(calls.probe());
        break;
      case "call":
    }
    return this.#isOpen;
  }

  obey(order: ComOrder): void {
    if (!this.#isOpen) return;
    if (order.is === "write") this.#write(order.bytes);
    else if (order.is === "flush") this.options.calls.purge();
    else if (order.is === "close") {
      this.#end();
      this.options.say({ is: "closed" });
    }
  }

  #openPatiently(): number {
    const { path, calls } = this.options;
    for (let tries = 1; ; tries++) {
      const error = calls.open(`\\\\.\\${path.toUpperCase()}`);
      if (!BUSY.has(error) || tries === BUSY_TRIES) return error;
      calls.sleep(BUSY_WAIT_MS);
    }
  }

  /** What is wrong with the port that was just opened; undefined when it reads. */
  #begin(): string | undefined {
    const { settings, calls } = this.options;
    const before = calls.state();
    if (typeof before === "number") return "is not a serial port";
    if (calls.configure(encodeDcb(settings, before), encodeTimeouts(settings)) !== 0)
      return `does not take ${describeSettings(settings)}${settings.rs485 ? " with RS-485" : ""}`;
    calls.purge();
    const error = calls.read();
    return error === 0 ? undefined : `cannot be read (Windows error ${error})`;
  }

  #take(): void {
    const { calls, say } = this.options;
    const taken = calls.taken();
    if (taken instanceof Uint8Array && taken.length > 0) {
      say({ is: "received", bytes: taken });
    } else {
      // A driver may abort a read and stay; one whose device is gone tells it when asked.
      const error = typeof taken === "number" ? taken : 0;
      if (error !== 0 && error !== OPERATION_ABORTED) {
        this.#lose(error);
        return;
      }
      if (!this.#require(calls.probe())) return;
      calls.sleep(EMPTY_WAIT_MS);
    }
    this.#require(calls.read());
  }

  #write(bytes: Uint8Array): void {
    const { settings, calls, clock, say } = this.options;
    const { rs485 } = settings;
    const isByHand = isTurnedByHand(settings);
    if (rs485 && isByHand) {
      calls.setRts(rs485.isRtsHighOnSend);
      if (rs485.delayBeforeMs > 0) calls.sleep(rs485.delayBeforeMs);
    }
    const startMs = clock.monotonicMs();
    const error = calls.write(bytes, writeLimitMs(bytes.length, settings));
    if (rs485 && isByHand) {
      // The driver has it all, which the line need not have.
      const restMs = startMs + bytes.length * characterMs(settings) - clock.monotonicMs();
      calls.sleep(Math.max(0, Math.ceil(restMs)) + rs485.delayAfterMs);
      calls.setRts(!rs485.isRtsHighOnSend);
    }
    if (error === TIMED_OUT) this.#lose(error, "takes no output");
    else if (this.#require(error)) say({ is: "written", size: bytes.length });
  }

  #require(error: number): boolean {
    if (error !== 0) this.#lose(error);
    return error === 0;
  }

  #lose(error: number, how = `hung up (Windows error ${error})`): void {
    this.#end();
    this.options.say({ is: "lost", reason: `${this.options.path} ${how}` });
  }

  #end(): void {
    this.#isOpen = false;
    this.options.calls.close();
  }
}

function refusalOf(path: string, error: number): { readonly fault: SerialFault; readonly text: string } {
  if (MISSING.has(error)) return { fault: "missing", text: `${path} is not there` };
  if (BUSY.has(error)) return { fault: "busy", text: `${path} is in use` };
  return { fault: "unsuitable", text: `${path} cannot be opened (Windows error ${error})` };
}
