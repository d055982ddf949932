// The answer of a slave that we are to one request.

import type { ExceptionCode, RegisterImage, WrittenValue } from "./register-image.ts";

/** Brings values to their devices; an exception where one would not take its own. */
export type ApplyWrites = (values: readonly WrittenValue[]) => Promise<ExceptionCode | undefined>;

/** What serves a request, whatever it came by. */
export interface Registers {
  /** What is exposed at the time of a request. */
  readonly image: () => RegisterImage;
  readonly apply: ApplyWrites;
  /** Each answer; the exception of one that refuses. */
  readonly onAnswer?: ((exception: number | undefined) => void) | undefined;
}

const AREAS = { 1: "coil", 2: "discrete", 3: "holding", 4: "input" } as const;
const BITS_PER_READ = 2_000;
const REGISTERS_PER_READ = 125;
const BITS_PER_WRITE = 1_968;
const REGISTERS_PER_WRITE = 123;

/** `pdu` is function and data; so is the answer. Never fails: a fault of ours is exception 04. */
export async function answerRequest(
  registers: Registers,
  request: { readonly unit: number; readonly pdu: Buffer },
): Promise<Buffer> {
  const code = request.pdu[0] ?? 0;
  const answer = await answerOf(registers, request, code).catch(() => refuse(code, 4));
  registers.onAnswer?.((answer[0] ?? 0) >= 0x80 ? answer[1] : undefined);
  return answer;
}

async function answerOf(
  registers: Registers,
  { unit, pdu }: { readonly unit: number; readonly pdu: Buffer },
  code: number,
): Promise<Buffer> {
  const image = registers.image();
  // A gateway that has no such slave behind it.
  if (!image.hasUnit(unit)) return refuse(code, 10);
  if (code === 1 || code === 2 || code === 3 || code === 4) return read(image, unit, { code, pdu });
  // By what masters try whether anybody is there: the request itself.
  if (code === 8 && pdu.length === 5 && pdu.readUInt16BE(1) === 0) return pdu;
  if (code !== 5 && code !== 6 && code !== 15 && code !== 16 && code !== 22) return refuse(code, 1);
  const values = writtenValues(image, unit, { code, pdu });
  if (typeof values === "number") return refuse(code, values);
  const refusal = values.length === 0 ? undefined : await registers.apply(values);
  // What was written singly or by a mask is given back whole.
  return refusal === undefined ? pdu.subarray(0, code === 22 ? 7 : 5) : refuse(code, refusal);
}

function writtenValues(
  image: RegisterImage,
  unit: number,
  { code, pdu }: { readonly code: 5 | 6 | 15 | 16 | 22; readonly pdu: Buffer },
): readonly WrittenValue[] | ExceptionCode {
  if (code === 22) {
    if (pdu.length !== 7) return 3;
    return image.writeMask(unit, pdu.readUInt16BE(1), { and: pdu.readUInt16BE(3), or: pdu.readUInt16BE(5) });
  }
  const bytes = writtenBytes(code, pdu);
  if (bytes === undefined) return 3;
  return image.write(unit, code === 5 || code === 15 ? "coil" : "holding", {
    ...{ address: pdu.readUInt16BE(1), bytes },
  });
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
