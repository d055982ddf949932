// What a DTU sends between Modbus TCP frames, and what these have no way to pass over: heartbeats, its registration
// packet once more, logins. Frames themselves go through as they come.

import { startsWith } from "./identify.ts";
import { findLogin, LOGIN_BYTES, LOGIN_FUNCTION, type LoginFrame, MBAP_BYTES } from "./login-frame.ts";

/** Unit and PDU together (messaging guide 1.0b, 3.1.3). */
const BODY_BYTES = 254;
/** Up to the function code: enough to tell a frame from what is none. */
const HEAD_BYTES = MBAP_BYTES + 2;
const NOTHING: Buffer = Buffer.alloc(0);

export interface MbapSieveOptions {
  /** Passed over where a frame could begin. */
  readonly passedOver: readonly Uint8Array[];
  /** Takes the logins; without it they are frames like others. */
  readonly onLogin?: ((login: LoginFrame) => void) | undefined;
}

export class MbapSieve {
  /** What has begun where a frame could begin, and cannot be told yet. */
  #held: Buffer = NOTHING;
  /** Of the frame that goes through. */
  #dueBytes = 0;

  constructor(readonly options: MbapSieveOptions) {}

  /** What is left of this chunk, with what was held before it. */
  sift(chunk: Uint8Array): Uint8Array {
    let rest = Buffer.concat([this.#held, chunk]);
    this.#held = NOTHING;
    const left: Uint8Array[] = [];
    while (rest.length > 0) {
      const { sizeBytes, isPassed } =
        this.#dueBytes > 0 ? { sizeBytes: 0, isPassed: true } : this.#next(rest);
      if (sizeBytes === undefined) {
        this.#held = rest;
        break;
      }
      if (isPassed) {
        this.#dueBytes = this.#dueBytes || sizeBytes;
        const piece = rest.subarray(0, this.#dueBytes);
        this.#dueBytes -= piece.length;
        left.push(piece);
        rest = rest.subarray(piece.length);
      } else rest = rest.subarray(sizeBytes);
    }
    return Buffer.concat(left);
  }

  /** Bytes that are held. */
  get sizeBytes(): number {
    return this.#held.length;
  }

  /** How much of `bytes` goes the same way, and whether it goes through; undefined while it cannot be told. */
  #next(bytes: Buffer): { readonly sizeBytes: number | undefined; readonly isPassed: boolean } {
    const hasLogins = this.options.onLogin !== undefined;
    const isWhole = bytes.length >= HEAD_BYTES;
    const frameBytes = isWhole ? frameSizeOf(bytes, hasLogins) : 0;
    const isFrame = isWhole ? frameBytes > 0 : mayBeHead(bytes, hasLogins);
    for (const packet of this.options.passedOver) {
      // Of a short one a frame's head may hold the same bytes by chance; then the frame counts, once it can be told.
      const isSurer = !isFrame || packet.length > MBAP_BYTES;
      if (isSurer && startsWith(bytes, packet, 0)) return { sizeBytes: packet.length, isPassed: false };
      if (isSurer && startsWith(packet, bytes, 0)) return { sizeBytes: undefined, isPassed: false };
    }
    if (!isWhole && isFrame) return { sizeBytes: undefined, isPassed: false };
    const login = isFrame ? this.#takeLogin(bytes, frameBytes) : undefined;
    // What is neither is for whoever reads frames to judge.
    return login ?? { sizeBytes: isFrame ? frameBytes : bytes.length, isPassed: true };
  }

  #takeLogin(bytes: Buffer, frameBytes: number) {
    if (this.options.onLogin === undefined || bytes[HEAD_BYTES - 1] !== LOGIN_FUNCTION) return undefined;
    if (bytes.length < frameBytes) return { sizeBytes: undefined, isPassed: false };
    const { login, at } = findLogin(bytes.subarray(0, frameBytes));
    if (login === undefined || at !== frameBytes) return undefined;
    this.options.onLogin(login);
    return { sizeBytes: frameBytes, isPassed: false };
  }
}

/** Of the frame whose head this is; 0 where it is none. Our requests, and so their replies, are numbered from 1. */
function frameSizeOf(head: Buffer, hasLogins: boolean): number {
  const isLogin = hasLogins && head[HEAD_BYTES - 1] === LOGIN_FUNCTION;
  const bodyBytes = head.readUInt16BE(4);
  const mostBytes = isLogin ? LOGIN_BYTES - MBAP_BYTES : BODY_BYTES;
  const isNumbered = isLogin || head.readUInt16BE(0) > 0;
  const isFrame = isNumbered && head.readUInt16BE(2) === 0 && bodyBytes >= 3 && bodyBytes <= mostBytes;
  return isFrame ? MBAP_BYTES + bodyBytes : 0;
}

function mayBeHead(bytes: Buffer, hasLogins: boolean): boolean {
  if (!hasLogins && bytes.length >= 2 && bytes.readUInt16BE(0) === 0) return false;
  return bytes.subarray(2, 5).every((byte, i) => byte === 0 || (i === 2 && byte === 1));
}
