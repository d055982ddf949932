// What is asked of a slave, and the bytes of it. Encoding is modbus-serial's, over a port that only listens.

import { EventEmitter } from "node:events";
import ModbusRTU from "modbus-serial";

export type ReadFunction = 1 | 2 | 3 | 4;

/** One request; `unit` is the slave's address, `address` counts from 0 as on the wire. */
export type ModbusRequest =
  | {
      readonly functionCode: ReadFunction;
      readonly unit: number;
      readonly address: number;
      readonly count: number;
    }
  | {
      readonly functionCode: 5;
      readonly unit: number;
      readonly address: number;
      readonly value: boolean;
    }
  | {
      readonly functionCode: 6;
      readonly unit: number;
      readonly address: number;
      readonly value: number;
    }
  | {
      readonly functionCode: 15;
      readonly unit: number;
      readonly address: number;
      readonly values: readonly boolean[];
    }
  | {
      readonly functionCode: 16;
      readonly unit: number;
      readonly address: number;
      readonly values: readonly number[];
    }
  | {
      readonly functionCode: 22;
      readonly unit: number;
      readonly address: number;
      readonly andMask: number;
      readonly orMask: number;
    }
  | {
      /** Read device identification (application protocol 1.1b3, 6.21), the basic one, from this object on. */
      readonly functionCode: 43;
      readonly unit: number;
      readonly objectId: number;
    };

/** Unit 0 is everybody on a serial line: nobody answers (Modbus over serial line 1.02, 2.1). */
export const BROADCAST = 0;

/** The port that modbus-serial writes to: it keeps the last frame. */
class Catcher extends EventEmitter {
  readonly isOpen = true;
  _transactionIdWrite = 1;
  _transactionIdRead = 1;
  frame: Uint8Array = new Uint8Array();

  open(): void {}
  close(): void {}
  write(frame: Uint8Array): void {
    this.frame = frame;
  }
}

/** The parts of modbus-serial's client that encode: its own types leave out the forms with a callback. */
interface Encoder {
  writeFC1(unit: number, address: number, count: number, next: () => void): void;
  writeFC2(unit: number, address: number, count: number, next: () => void): void;
  writeFC3(unit: number, address: number, count: number, next: () => void): void;
  writeFC4(unit: number, address: number, count: number, next: () => void): void;
  writeFC5(unit: number, address: number, value: boolean, next: () => void): void;
  writeFC6(unit: number, address: number, value: number, next: () => void): void;
  writeFC15(unit: number, address: number, values: readonly boolean[], next: () => void): void;
  writeFC16(unit: number, address: number, values: readonly number[], next: () => void): void;
  writeFC22(unit: number, address: number, andMask: number, orMask: number, next: () => void): void;
  writeFC43(unit: number, deviceIdCode: number, objectId: number, next: () => void): void;
}

const catcher = new Catcher();
const encoder = new ModbusRTU(catcher) as unknown as Encoder;
const NEXT = () => {};

/** What is polled is asked again and again with the same bytes. */
const encoded = new WeakMap<ModbusRequest, Uint8Array>();

/** The request as an RTU frame: unit, function, data, CRC. The same request always gives the same bytes. */
export function encodeRequest(request: ModbusRequest): Uint8Array {
  const known = encoded.get(request);
  if (known !== undefined) return known;
  const frame = encode(request);
  encoded.set(request, frame);
  return frame;
}

const READS = { 1: "writeFC1", 2: "writeFC2", 3: "writeFC3", 4: "writeFC4" } as const;
/** Vendor, product code and revision. */
const BASIC = 1;

function encode(request: ModbusRequest): Uint8Array {
  const { unit } = request;
  switch (request.functionCode) {
    case 5:
      encoder.writeFC5(unit, request.address, request.value, NEXT);
      break;
    case 6:
      encoder.writeFC6(unit, request.address, request.value, NEXT);
      break;
    case 15:
      encoder.writeFC15(unit, request.address, request.values, NEXT);
      break;
    case 16:
      encoder.writeFC16(unit, request.address, request.values, NEXT);
      break;
    case 22:
      encoder.writeFC22(unit, request.address, request.andMask, request.orMask, NEXT);
      break;
    case 43:
      encoder.writeFC43(unit, BASIC, request.objectId, NEXT);
      break;
    default:
      encoder[READS[request.functionCode]](unit, request.address, request.count, NEXT);
  }
  return catcher.frame;
}

/** Bytes of the RTU frame that answers when all is well, 0 where only the reply says it; an exception has EXCEPTION_BYTES. */
export function replySizeOf(request: ModbusRequest): number {
  switch (request.functionCode) {
    case 1:
    case 2:
      return 5 + Math.ceil(request.count / 8);
    case 3:
    case 4:
      return 5 + request.count * 2;
    case 22:
      return 10;
    case 43:
      return 0;
    default:
      return 8;
  }
}

export const EXCEPTION_BYTES = 5;
/** Of the reply with an identification: unit, function, kind, code, conformity, whether and where it goes on, and number. */
const IDENTITY_HEAD_BYTES = 8;

/** Bytes of the RTU frame at `at` that answers function 43, as it says of itself; undefined while that is not there. */
export function identitySizeOf(bytes: Uint8Array, at: number, end: number): number | undefined {
  let next = at + IDENTITY_HEAD_BYTES;
  if (next > end) return undefined;
  for (let left = bytes[next - 1] ?? 0; left > 0; left--) {
    if (next + 2 > end) return undefined;
    next += 2 + (bytes[next + 1] ?? 0);
  }
  return next + 2 - at;
}

export function isRead({ functionCode }: ModbusRequest): boolean {
  return functionCode <= 4;
}
