// How long characters take on a serial line, and how much silence ends a frame.

import type { Transport } from "../../../spine/fieldbus.ts";

type SerialLine = Extract<Transport, { readonly kind: "serial" }>;

/** From this rate on the silence no longer shrinks (Modbus over serial line 1.02, 2.5.1.1). */
const FIXED_FROM_BAUD = 19_200;
const FIXED_SILENCE_MS = 1.75;

/** One character with its start, parity and stop bits, ms. */
export function characterMs({
  baud,
  dataBits,
  parity,
  stopBits,
}: Pick<SerialLine, "baud" | "dataBits" | "parity" | "stopBits">): number {
  return ((1 + dataBits + (parity === "none" ? 0 : 1) + stopBits) * 1_000) / baud;
}

/** Silence of three and a half characters, which ends a frame, ms. */
export function silenceMs(line: Pick<SerialLine, "baud" | "dataBits" | "parity" | "stopBits">): number {
  return line.baud > FIXED_FROM_BAUD ? FIXED_SILENCE_MS : 3.5 * characterMs(line);
}
