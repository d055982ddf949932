// What a frame says, in a line for people: who is asked for what, and what was answered.

import { hasCrc16 } from "../../../kit/crc16.ts";
import { describeFailure } from "../frame/outcome.ts";

export interface Meaning {
  readonly en: string;
  readonly zh: string;
}

export interface FrameOrigin {
  readonly direction: "in" | "out";
  readonly framing: "rtu" | "tcp";
}

const AREAS: Readonly<Record<number, Meaning>> = {
  1: { en: "coils", zh: "线圈" },
  2: { en: "discrete inputs", zh: "离散输入" },
  3: { en: "holding registers", zh: "保持寄存器" },
  4: { en: "input registers", zh: "输入寄存器" },
};
const PIECE: Meaning = { en: "part of a frame, or no Modbus", zh: "帧的一部分，或非 Modbus 数据" };

/** Of bytes as they came on the wire; a frame that is cut into pieces is none. */
export function meaningOf(bytes: Uint8Array, { direction, framing }: FrameOrigin): Meaning {
  const body = framing === "tcp" ? bodyOfTcp(bytes) : bodyOfRtu(bytes);
  if (body === undefined || body.length < 2) return PIECE;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const said = direction === "out" ? requestMeaning(view) : replyMeaning(view);
  if (said === undefined) return PIECE;
  const unit = view.getUint8(0);
  return { en: `unit ${unit}: ${said.en}`, zh: `从站 ${unit}：${said.zh}` };
}

/** Unit and PDU. */
function bodyOfTcp(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isWhole = view.getUint16(2) === 0 && view.getUint16(4) === bytes.length - 6;
  return isWhole ? bytes.subarray(6) : undefined;
}

function bodyOfRtu(bytes: Uint8Array): Uint8Array | undefined {
  const isWhole = bytes.length >= 4 && hasCrc16(bytes, 0, bytes.length);
  return isWhole ? bytes.subarray(0, -2) : undefined;
}

const IDENTIFY = 43;

function requestMeaning(view: DataView): Meaning | undefined {
  const code = view.getUint8(1);
  if (code === IDENTIFY) return { en: "say who you are", zh: "读取设备标识" };
  if (view.byteLength < 6) return undefined;
  const [address, second] = [view.getUint16(2), view.getUint16(4)];
  const area = AREAS[code];
  if (area !== undefined) {
    const range = rangeText(address, second);
    return { en: `read ${area.en} ${range}`, zh: `读${area.zh} ${range}` };
  }
  return writeMeaning(code, { address, second });
}

/** `7–8`; of one alone `7`. */
function rangeText(address: number, count: number): string {
  return count <= 1 ? String(address) : `${address}–${address + count - 1}`;
}

function writeMeaning(
  code: number,
  { address, second }: { readonly address: number; readonly second: number },
): Meaning | undefined {
  const range = rangeText(address, second);
  const isOn = second !== 0;
  switch (code) {
    case 5:
      return {
        en: `write coil ${address}: ${isOn ? "on" : "off"}`,
        zh: `写线圈 ${address}：${isOn ? "通" : "断"}`,
      };
    case 6:
      return { en: `write register ${address}: ${second}`, zh: `写寄存器 ${address}：${second}` };
    case 15:
      return { en: `write coils ${range}`, zh: `写线圈 ${range}` };
    case 16:
      return { en: `write registers ${range}`, zh: `写寄存器 ${range}` };
    case 22:
      return { en: `write bits of register ${address}`, zh: `按位写寄存器 ${address}` };
    default:
      return undefined;
  }
}

function replyMeaning(view: DataView): Meaning | undefined {
  const code = view.getUint8(1);
  if ((code & 0x80) !== 0) {
    if (view.byteLength !== 3) return undefined;
    return describeFailure({ code: "exception", exception: view.getUint8(2) });
  }
  const area = AREAS[code];
  if (area !== undefined) {
    if (view.byteLength < 3 || view.getUint8(2) !== view.byteLength - 3) return undefined;
    const sizeBytes = view.byteLength - 3;
    return { en: `${sizeBytes} bytes of ${area.en}`, zh: `${area.zh} ${sizeBytes} 字节` };
  }
  if (code === IDENTIFY) return { en: "says who it is", zh: "设备标识" };
  if (view.byteLength < 6) return undefined;
  const said = writeMeaning(code, { address: view.getUint16(2), second: view.getUint16(4) });
  return said && { en: `confirmed: ${said.en}`, zh: `已确认：${said.zh}` };
}
