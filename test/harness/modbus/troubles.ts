// What goes wrong between a slave and its master, on a serial line and over TCP: each makes of a reply what arrives.

import type { Random } from "../../../src/kit/random.ts";

/** What a slave answers, before it is a frame. */
export interface Reply {
  readonly unit: number;
  readonly pdu: Buffer;
  /** Of the request; on a serial line 0. */
  readonly transaction: number;
}

export interface Sent {
  /** After the moment at which the reply would begin. */
  readonly afterMs: number;
  readonly bytes: Buffer;
}

export interface TroubleTools {
  /** The frame of a reply. */
  readonly seal: (reply: Reply) => Buffer;
  readonly random: Random;
}

export type Trouble = (reply: Reply, tools: TroubleTools) => readonly Sent[];

/** Bytes of noise in front of a reply or behind it. */
const NOISE_BYTES = 6;

export const TROUBLES = {
  none: (reply, { seal }) => at(0, seal(reply)),
  dead: () => [],
  /** It takes its time, but not too much of it. */
  slow: (reply, { seal, random }) => at(random.between(50, 150), seal(reply)),
  /** It takes longer than its master waits (200 ms), but not twice as long. */
  late: (reply, { seal, random }) => at(random.between(205, 380), seal(reply)),
  noiseBefore: (reply, { seal, random }) => at(0, Buffer.concat([noise(random), seal(reply)])),
  noiseAfter: (reply, { seal, random }) => at(0, Buffer.concat([seal(reply), noise(random)])),
  damaged(reply, { seal, random }) {
    const frame = seal(reply);
    const where = 2 + random.index(frame.length - 2);
    frame[where] = (frame[where] ?? 0) ^ (1 + random.index(255));
    return at(0, frame);
  },
  partial(reply, { seal, random }) {
    const frame = seal(reply);
    const middle = 1 + random.index(frame.length - 1);
    return [...at(0, frame.subarray(0, middle)), ...at(40, frame.subarray(middle))];
  },
  /** Its end never comes. */
  cutShort: (reply, { seal }) => at(0, seal(reply).subarray(0, -3)),
  /** It is sent twice, and both come as one. */
  glued: (reply, { seal }) => at(0, Buffer.concat([seal(reply), seal(reply)])),
  wrongUnit: (reply, { seal }) => at(0, seal({ ...reply, unit: reply.unit + 100 })),
  wrongTransaction: (reply, { seal }) =>
    at(0, seal({ ...reply, transaction: (reply.transaction + 7) & 0xffff })),
  /** Another read than was asked for, as of a master that shares the line. */
  wrongFunction: (reply, { seal }) =>
    at(0, seal({ ...reply, pdu: Buffer.concat([Buffer.of(4), reply.pdu.subarray(1)]) })),
  exception01: refuse(1),
  exception02: refuse(2),
  exception03: refuse(3),
  exception04: refuse(4),
  exception05: refuse(5),
  exception06: refuse(6),
  exception07: refuse(7),
  exception08: refuse(8),
  exception0A: refuse(10),
  exception0B: refuse(11),
} as const satisfies Readonly<Record<string, Trouble>>;

export type TroubleName = keyof typeof TROUBLES;

function at(afterMs: number, bytes: Buffer): Sent[] {
  return [{ afterMs, bytes }];
}

function refuse(exception: number): Trouble {
  return (reply, { seal }) =>
    at(0, seal({ ...reply, pdu: Buffer.of((reply.pdu[0] ?? 0) | 0x80, exception) }));
}

/** Bytes that begin no frame of a unit that exists. */
export function noise(random: Random, sizeBytes = NOISE_BYTES): Buffer {
  return Buffer.from(Array.from({ length: sizeBytes }, () => 200 + random.index(50)));
}
