// How a request to a slave can end.

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
  | "cancelled";

export interface Failed {
  readonly ok: false;
  readonly code: FailureCode;
  /** Of an `exception`: the slave's code, 1 to 11. */
  readonly exception: number | undefined;
  /** What was received, for people. */
  readonly raw: Uint8Array;
}

export interface Answered {
  readonly ok: true;
  /** Registers or packed bits of a read, as on the wire; empty for a write. */
  readonly bytes: Uint8Array;
  /** When the last byte came, UTC ms. */
  readonly ts: number;
  /** From the request to the reply. */
  readonly durationMs: number;
}

export type Outcome = Answered | Failed;

const NOTHING = new Uint8Array();

export function failed(code: FailureCode, raw: Uint8Array = NOTHING, exception?: number): Failed {
  return { ok: false, code, exception, raw };
}

/** Modbus application protocol 1.1b3, 7, and codes that makers added. */
const EXCEPTIONS: Readonly<Record<number, { readonly en: string; readonly zh: string }>> = {
  1: { en: "illegal function", zh: "非法功能码" },
  2: { en: "illegal data address", zh: "非法数据地址" },
  3: { en: "illegal data value", zh: "非法数据值" },
  4: { en: "slave device failure", zh: "从站设备故障" },
  5: { en: "acknowledged, takes longer", zh: "已确认，处理需要更长时间" },
  6: { en: "slave device busy", zh: "从站设备忙" },
  7: { en: "negative acknowledge", zh: "否定确认" },
  8: { en: "memory parity error", zh: "存储器奇偶校验错误" },
  10: { en: "gateway path unavailable", zh: "网关路径不可用" },
  11: { en: "gateway target did not respond", zh: "网关目标设备无响应" },
};

/** `exception 02 illegal data address`, or the code of the failure. */
export function describeFailure({ code, exception }: Failed): { readonly en: string; readonly zh: string } {
  if (code !== "exception" || exception === undefined) return FAILURES[code];
  const number = exception.toString(16).toUpperCase().padStart(2, "0");
  const words = EXCEPTIONS[exception] ?? { en: "unknown", zh: "未知" };
  return { en: `exception ${number} ${words.en}`, zh: `异常码 ${number}：${words.zh}` };
}

const FAILURES: Readonly<Record<FailureCode, { readonly en: string; readonly zh: string }>> = {
  timeout: { en: "no reply", zh: "无响应" },
  crc: { en: "checksum error", zh: "CRC 校验错误" },
  short_frame: { en: "incomplete reply", zh: "应答不完整" },
  unit_mismatch: { en: "another slave answered", zh: "应答来自其他从站地址" },
  transaction_mismatch: { en: "the reply belongs to another request", zh: "应答的事务号不匹配" },
  noise: { en: "bytes that are no reply", zh: "收到的不是有效应答" },
  exception: { en: "exception", zh: "异常码" },
  lost: { en: "the link was lost", zh: "链路断开" },
  cancelled: { en: "cancelled", zh: "已取消" },
};
