// The structures by which Windows is told how a serial line is set (winbase.h), as bytes; the same on x64 and arm64.

import type { Parity } from "../../../spine/fieldbus.ts";
import type { SerialSettings } from "../termios.ts";

export const DCB_BYTES = 28;
const TIMEOUTS_BYTES = 20;

// The flag word of the DCB.
const BINARY = 1;
const PARITY = 1 << 1;
const OUT_CTS_FLOW = 1 << 2;
const DTR_ENABLE = 1 << 4;
const RTS_AT = 12;
const RTS = { disable: 0, enable: 1, handshake: 2, toggle: 3 } as const;

const PARITIES: Readonly<Record<Parity, number>> = { none: 0, odd: 1, even: 2, mark: 3, space: 4 };
const TWO_STOP_BITS = 2;

/** For what is written to get going at all, ms. */
const WRITE_MS = 2_000;

/**
 * Raw, as `settings` say; an error on the line aborts nothing, since checksums find it. The limits and characters of
 * XON and XOFF, which are off, stay as the driver has them in `before`.
 */
export function encodeDcb(settings: SerialSettings, before: Uint8Array): Uint8Array {
  const { baud, dataBits, parity, stopBits, hasFlowControl = false } = settings;
  const raw = new Uint8Array(new ArrayBuffer(DCB_BYTES));
  raw.set(before.subarray(0, DCB_BYTES));
  const view = new DataView(raw.buffer);
  const parityFlag = parity === "none" ? 0 : PARITY;
  const flags = BINARY | parityFlag | (hasFlowControl ? OUT_CTS_FLOW : 0) | DTR_ENABLE;
  view.setUint32(0, DCB_BYTES, true);
  view.setUint32(4, baud, true);
  view.setUint32(8, flags | (rtsOf(settings) << RTS_AT), true);
  view.setUint8(18, dataBits);
  view.setUint8(19, PARITIES[parity]);
  view.setUint8(20, stopBits === 2 ? TWO_STOP_BITS : 0);
  return raw;
}

/** Reads wait for what they want as long as it takes; writes get the line's time and more. */
export function encodeTimeouts(settings: SerialSettings): Uint8Array {
  const raw = new Uint8Array(new ArrayBuffer(TIMEOUTS_BYTES));
  const view = new DataView(raw.buffer);
  view.setUint32(12, Math.ceil(2 * characterMs(settings)), true);
  view.setUint32(16, WRITE_MS, true);
  return raw;
}

/** One character on the line, ms: a start bit, its bits, parity, stop bits. */
export function characterMs({ baud, dataBits, parity, stopBits }: SerialSettings): number {
  return ((1 + dataBits + (parity === "none" ? 0 : 1) + stopBits) * 1_000) / baud;
}

/** For a write of `bytes` at most, ms: what its timeouts grant, and the driver's own delay. */
export function writeLimitMs(bytes: number, settings: SerialSettings): number {
  return 2 * WRITE_MS + bytes * Math.ceil(2 * characterMs(settings));
}

/** Windows raises RTS while it sends, without delays; any other turning of an RS-485 line is left to us. */
export function isTurnedByHand({ rs485 }: SerialSettings): boolean {
  if (rs485 === undefined) return false;
  return !rs485.isRtsHighOnSend || rs485.delayBeforeMs > 0 || rs485.delayAfterMs > 0;
}

function rtsOf(settings: SerialSettings): number {
  if (settings.rs485 === undefined) return settings.hasFlowControl ? RTS.handshake : RTS.enable;
  if (!isTurnedByHand(settings)) return RTS.toggle;
  return settings.rs485.isRtsHighOnSend ? RTS.disable : RTS.enable;
}
