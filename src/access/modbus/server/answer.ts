// The answer of a slave that we are to one request.

import type { ExceptionCode, RegisterImage, WrittenValue } from "./register-image.ts";

/** Brings values to their devices; an exception where one would not take its own. */
export type ApplyWrites = (values: readonly WrittenValue[]) => Promise<ExceptionCode | undefined>;

const AREAS = { 1: "coil", 2: "discrete", 3: "holding", 4: "input" } as const;
const BITS_PER_READ = 2_000;
const REGISTERS_PER_READ = 125;
const BITS_PER_WRITE = 1_968;
const REGISTERS_PER_WRITE = 123;

/** `pdu` is function and data; so is the answer. */
export async function answerRequest(
  image: RegisterImage,
  { unit, pdu }: { readonly unit: number; readonly pdu: Buffer },
  apply: ApplyWrites,
): Promise<Buffer> {
  const code = pdu[0] ?? 0;
  // A gateway that has no such slave behind it.
  if (!image.hasUnit(unit)) return refuse(code, 10);
  if (code === 1 || code === 2 || code === 3 || code === 4) return read(image, unit, { code, pdu });
  if (code === 5 || code === 6 || code === 15 || code === 16) {
    const bytes = writtenBytes(code, pdu);
    if (bytes === undefined) return refuse(code, 3);
    const area = code === 5 || code === 15 ? "coil" : "holding";
    const values = image.write(unit, area, { address: pdu.readUInt16BE(1), bytes });
    const refusal = typeof values === "number" ? values : await apply(values);
    return refusal === undefined ? pdu.subarray(0, 5) : refuse(code, refusal);
  }
  return refuse(code, 1);
}

function read(
  image: RegisterImage,
  unit: number,
  { code, pdu }: { readonly code: 1 | 2 | 3 | 4; readonly pdu: Buffer },
): Buffer {
  if (pdu.length !== 5) return refuse(code, 3);
  const [address, count] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
  const most = code <= 2 ? BITS_PER_READ : REGISTERS_PER_READ;
  if (count < 1 || count > most) return refuse(code, 3);
  if (address + count > 65_536) return refuse(code, 2);
  const bytes = image.read(unit, AREAS[code], { address, count });
  return typeof bytes === "number"
    ? refuse(code, bytes)
    : Buffer.concat([Buffer.of(code, bytes.length), bytes]);
}

/** One byte a coil, two a register; undefined where the request is not in order. */
function writtenBytes(code: 5 | 6 | 15 | 16, pdu: Buffer): Uint8Array | undefined {
  if (pdu.length < 5) return undefined;
  const value = pdu.readUInt16BE(3);
  if (code === 6) return pdu.length === 5 ? pdu.subarray(3, 5) : undefined;
  if (code === 5) {
    const isValid = pdu.length === 5 && (value === 0 || value === 0xff00);
    return isValid ? Uint8Array.of(value === 0 ? 0 : 1) : undefined;
  }
  const sizeBytes = pdu[5] ?? 0;
  const expected = code === 15 ? Math.ceil(value / 8) : value * 2;
  const most = code === 15 ? BITS_PER_WRITE : REGISTERS_PER_WRITE;
  if (value < 1 || value > most || sizeBytes !== expected || pdu.length !== 6 + sizeBytes) return undefined;
  const held = pdu.subarray(6);
  if (code === 16) return held;
  return Uint8Array.from({ length: value }, (_, at) => ((held[at >> 3] ?? 0) >> (at & 7)) & 1);
}

function refuse(code: number, exception: ExceptionCode): Buffer {
  return Buffer.of(code | 0x80, exception);
}
