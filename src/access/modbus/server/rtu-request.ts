// Requests on a serial line, as a slave hears them: with other slaves' traffic, noise, and no length but the function's.

import { hasCrc16 } from "../../../kit/crc16.ts";

/** Unit, function, at least no data, CRC. */
const LEAST_BYTES = 4;
/** Largest RTU frame (Modbus over serial line 1.02, 2.5.1). */
export const FRAME_BYTES = 256;
/** A transceiver that is switched round may leave so many stray bytes behind a frame. */
const STRAY_BYTES = 2;

export interface HeardRequest {
  readonly unit: number;
  /** Function and data. */
  readonly pdu: Buffer;
}

/** `foreign`: a whole frame that is not for us; undefined: no frame, or not yet. */
export type Heard = HeardRequest | "foreign" | undefined;

/**
 * The request with which `bytes`, what was heard up to a silence, ends. What is before it (another slave's reply that
 * the driver handed over together with it, noise) is passed over; its CRC and its function's length must be right.
 */
export function findRequest(bytes: Uint8Array, isOurs: (unit: number) => boolean): Heard {
  for (let stray = 0; stray <= STRAY_BYTES; stray++) {
    const end = bytes.length - stray;
    for (let at = 0; at + LEAST_BYTES <= end; at++) {
      const unit = bytes[at] ?? 0;
      if (!isOurs(unit) || !isWhole(bytes, at, end)) continue;
      return { unit, pdu: Buffer.from(bytes.subarray(at + 1, end - 2)) };
    }
  }
  const isFrame = bytes.length >= LEAST_BYTES && hasCrc16(bytes, 0, bytes.length);
  return isFrame ? "foreign" : undefined;
}

/** A function that is not known is believed where it is all that was heard. */
function isWhole(bytes: Uint8Array, at: number, end: number): boolean {
  const sizeBytes = end - at;
  if (sizeBytes > FRAME_BYTES) return false;
  const expected = sizeOfRequest(bytes, at);
  const isFitting = expected === undefined ? at === 0 : expected === sizeBytes;
  return isFitting && hasCrc16(bytes, at, end);
}

/** By its function; undefined of one that has no length of its own. */
function sizeOfRequest(bytes: Uint8Array, at: number): number | undefined {
  const code = bytes[at + 1] ?? 0;
  if ((code >= 1 && code <= 6) || code === 8) return 8;
  if (code === 15 || code === 16) return 9 + (bytes[at + 6] ?? 0);
  return code === 22 ? 10 : undefined;
}
