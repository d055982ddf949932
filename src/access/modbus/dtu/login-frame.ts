// Function 65, by which gateways that were made for yudao log in: JSON behind a length byte, in an RTU or a TCP frame.

import { crc16, hasCrc16 } from "../../../kit/crc16.ts";

export const LOGIN_FUNCTION = 65;
/** With what its text begins. */
const BRACE = 0x7b;
/** Transaction, protocol and length of a TCP frame. */
export const MBAP_BYTES = 6;
/** Unit, function and length byte. */
const HEAD_BYTES = 3;
const CRC_BYTES = 2;
/** The longest login, in whatever frame. */
export const LOGIN_BYTES = MBAP_BYTES + HEAD_BYTES + 255;

/** A login as it came. */
export interface LoginFrame {
  readonly framing: "rtu" | "tcp";
  readonly unit: number;
  /** 0 in RTU, which has none. */
  readonly transaction: number;
  readonly text: string;
}

export interface Found {
  readonly login: LoginFrame | undefined;
  /** With a login where it ends, else where one may have begun that is not complete; the end where none has. */
  readonly at: number;
}

/** The first login in these bytes, whatever is before it. */
export function findLogin(bytes: Uint8Array): Found {
  let begun = bytes.length;
  for (let at = 0; at < bytes.length; at++) {
    const found = readTcp(bytes, at) ?? readRtu(bytes, at);
    if (found === "part") begun = Math.min(begun, at);
    else if (found !== undefined) return found;
  }
  return { login: undefined, at: begun };
}

/** What has not come yet may be anything. */
function mayBe(bytes: Uint8Array, at: number, wanted: number): boolean {
  return at >= bytes.length || bytes[at] === wanted;
}

function mayBeHead(bytes: Uint8Array, at: number): boolean {
  return mayBe(bytes, at + 1, LOGIN_FUNCTION) && mayBe(bytes, at + HEAD_BYTES, BRACE);
}

function readTcp(bytes: Uint8Array, at: number): Found | "part" | undefined {
  const body = at + MBAP_BYTES;
  if (!mayBeHead(bytes, body) || !mayBe(bytes, at + 2, 0) || !mayBe(bytes, at + 3, 0)) return undefined;
  const count = bytes[body + 2];
  if (count === undefined) return "part";
  const bodyBytes = HEAD_BYTES + count;
  if ((bytes[at + 4] ?? 0) * 256 + (bytes[at + 5] ?? 0) !== bodyBytes) return undefined;
  const end = body + bodyBytes;
  if (end > bytes.length) return "part";
  const transaction = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  const text = textOf(bytes, end - count, end);
  return { login: { framing: "tcp", unit: bytes[body] ?? 0, transaction, text }, at: end };
}

function readRtu(bytes: Uint8Array, at: number): Found | "part" | undefined {
  if (!mayBeHead(bytes, at)) return undefined;
  const count = bytes[at + 2];
  if (count === undefined) return "part";
  const end = at + HEAD_BYTES + count + CRC_BYTES;
  if (end > bytes.length) return "part";
  if (!hasCrc16(bytes, at, end)) return undefined;
  const text = textOf(bytes, at + HEAD_BYTES, end - CRC_BYTES);
  return { login: { framing: "rtu", unit: bytes[at] ?? 0, transaction: 0, text }, at: end };
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString();
}

/** Hears logins in what a DTU sends; everything else is passed over. */
export class LoginEar {
  #bytes: Buffer = Buffer.alloc(0);

  /** The logins that are complete with this chunk. */
  hear(chunk: Uint8Array): readonly LoginFrame[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const heard: LoginFrame[] = [];
    for (;;) {
      const { login, at } = findLogin(this.#bytes);
      this.#bytes = this.#bytes.subarray(at);
      if (login === undefined) break;
      heard.push(login);
    }
    // What is longer than a login is none, whatever its first bytes say.
    this.#bytes = Buffer.from(this.#bytes.subarray(Math.max(0, this.#bytes.length - LOGIN_BYTES)));
    return heard;
  }

  /** Bytes that are kept. */
  get sizeBytes(): number {
    return this.#bytes.length;
  }
}

/** The answer in the frame that the login came in; `message` is cut where the frame has no more room. */
export function answerLogin(
  { framing, unit, transaction }: LoginFrame,
  { code, message }: { readonly code: number; readonly message: string },
): Uint8Array {
  const text = fitText((shown) => JSON.stringify({ method: "auth", code, message: shown }), message);
  const body = Buffer.concat([Buffer.of(unit, LOGIN_FUNCTION, text.length), text]);
  if (framing === "rtu") {
    const crc = crc16(body);
    return Buffer.concat([body, Buffer.of(crc & 0xff, crc >> 8)]);
  }
  const head = Buffer.alloc(MBAP_BYTES);
  head.writeUInt16BE(transaction, 0);
  head.writeUInt16BE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** Longest body that the gateways for which this is made take: unit, function, length byte and text. */
const BODY_BYTES = 253;

function fitText(write: (message: string) => string, message: string): Buffer {
  for (let length = message.length; ; length--) {
    const text = Buffer.from(write(message.slice(0, length)));
    if (length === 0 || text.length + HEAD_BYTES <= BODY_BYTES) return text;
  }
}
