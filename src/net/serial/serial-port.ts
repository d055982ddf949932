// A serial port as bytes in and bytes out: what a caller sees of it on every system.

import type { Clock } from "../../spine/clock.ts";

/** Why a port cannot be had; people see it as the state of the link. */
export type SerialFault = "missing" | "busy" | "denied" | "unsuitable";

export class SerialError extends Error {
  override readonly name = "SerialError";
  constructor(
    readonly fault: SerialFault,
    message: string,
  ) {
    super(message);
  }
}

export interface SerialEvents {
  /** `chunk` belongs to the receiver. Not called after `close`. */
  received(chunk: Uint8Array): void;
  /** The line hung up or failed, most often because the adapter was unplugged. Not called after `close`. */
  lost(reason: string): void;
}

export interface SerialPort {
  readonly path: string;
  /** Takes all of it; what the driver has no room for yet is written as it drains. */
  write(bytes: Uint8Array): void;
  /** Throws away input and output that wait in the driver. */
  flush(): void;
  close(): void;
}

/** One of this machine's. */
export interface SerialPortEntry {
  /** `/dev/serial/by-id/...` where there is one, else the device. */
  readonly path: string;
  /** `/dev/ttyUSB0`, `COM3`. */
  readonly device: string;
  /** What the adapter calls itself, on Windows the driver; empty for a built-in port of Linux. */
  readonly title: string;
}

export interface SerialContext {
  readonly clock: Clock;
  readonly events: SerialEvents;
}

/** What waits for the driver may grow to this; a line that takes nothing for so long is lost. */
export const PENDING_BYTES = 65_536;
