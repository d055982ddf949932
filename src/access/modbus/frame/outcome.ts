// How a request to a slave can end.

import { describeError, type ErrorCode, isErrorCode } from "../../../spine/error.ts";

/** Codes of failures, as people search for them: a slave's silence, damage on the way, or its own refusal. */
export type FailureCode =
  | "timeout"
  | "crc"
  | "short_frame"
  | "unit_mismatch"
  | "transaction_mismatch"
  | "noise"
  | "exception"
  | "lost"
  | "cancelled"
  | "busy";

export interface Failed {
  readonly ok: false;
  readonly code: FailureCode;
  /** Of an `exception`: the slave's code, 1 to 11. */
  readonly exception: number | undefined;
  /** What was received, for people. */
  readonly raw: Uint8Array;
  /** The reply lacked nothing but its first bytes, as its checksum proves: the line was turned round too late. */
  readonly isHeadCut?: true;
}

export interface Answered {
  readonly ok: true;
  /** Registers or packed bits of a read, as on the wire; empty for a write. */
  readonly bytes: Uint8Array;
  /** When the last byte came, UTC ms. */
  readonly ts: number;
  /** From the request to the reply. */
  readonly durationMs: number;
  /** Bytes came before it, or since the reply before it, that belong to nothing. */
  readonly hasStray?: true;
}

export type Outcome = Answered | Failed;

const NOTHING = new Uint8Array();

export function failed(code: FailureCode, raw: Uint8Array = NOTHING, exception?: number): Failed {
  return { ok: false, code, exception, raw };
}

/** Exceptions of a gateway about a slave behind it (application protocol 1.1b3, 7): no path to it, or no answer of it. */
const GATEWAY_EXCEPTIONS: ReadonlySet<number> = new Set([0x0a, 0x0b]);

/** Whether the slave itself spoke: a gateway that says that it does not answer is a witness of its silence. */
export function isFromSlave(outcome: Outcome): boolean {
  if (outcome.ok) return true;
  return outcome.code === "exception" && !GATEWAY_EXCEPTIONS.has(outcome.exception ?? 0);
}

/** The catalogue's entry that says it in words; of an exception of its own (application protocol 1.1b3, 7). */
export function codeOf({ code, exception }: Pick<Failed, "code" | "exception">): ErrorCode {
  if (code !== "exception" || exception === undefined) return `modbus_${code}`;
  const known = `modbus_exception_${exception.toString(16).toUpperCase().padStart(2, "0")}`;
  return isErrorCode(known) ? known : "modbus_exception";
}

/** `exception 02 illegal data address`, or the code of the failure. */
export function describeFailure({ code, exception }: Pick<Failed, "code" | "exception">): {
  readonly en: string;
  readonly zh: string;
} {
  if (code !== "exception" || exception === undefined) return wordsOf(`modbus_${code}`);
  const number = exception.toString(16).toUpperCase().padStart(2, "0");
  const known = codeOf({ code, exception });
  if (known !== "modbus_exception") return wordsOf(known);
  return { en: `exception ${number} unknown`, zh: `异常码 ${number}：未知` };
}

function wordsOf(code: ErrorCode): { readonly en: string; readonly zh: string } {
  return { en: describeError(code, {}, "en"), zh: describeError(code, {}, "zh-CN") };
}
