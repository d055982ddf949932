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

function encode(request: ModbusRequest): Uint8Array {
  const { unit, address } = request;
  switch (request.functionCode) {
    case 1:
      encoder.writeFC1(unit, address, request.count, NEXT);
      break;
    case 2:
      encoder.writeFC2(unit, address, request.count, NEXT);
      break;
    case 3:
      encoder.writeFC3(unit, address, request.count, NEXT);
      break;
    case 4:
      encoder.writeFC4(unit, address, request.count, NEXT);
      break;
    case 5:
      encoder.writeFC5(unit, address, request.value, NEXT);
      break;
    case 6:
      encoder.writeFC6(unit, address, request.value, NEXT);
      break;
    case 15:
      encoder.writeFC15(unit, address, request.values, NEXT);
      break;
    case 16:
      encoder.writeFC16(unit, address, request.values, NEXT);
      break;
    case 22:
      encoder.writeFC22(unit, address, request.andMask, request.orMask, NEXT);
  }
  return catcher.frame;
}

/** Bytes of the RTU frame that answers when all is well; an exception has EXCEPTION_BYTES. */
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
    default:
      return 8;
  }
}

export const EXCEPTION_BYTES = 5;

export function isRead(request: ModbusRequest): boolean {
  return request.functionCode <= 4;
}
