// The calls of kernel32 that a COM port needs, by FFI. Nothing here decides; com-line.ts does.
// A structure that Windows keeps beyond the call lies in a buffer that is made first and held as long as the port.

import { dlopen, FFIType, ptr } from "bun:ffi";
import type { ComCalls } from "./com-line.ts";
import { DCB_BYTES } from "./dcb.ts";

const { i32, u32, u64, ptr: pointer } = FFIType;
const SYMBOLS = {
  CreateFileW: { args: [pointer, u32, u32, u64, u32, u32, u64], returns: u64 },
  CloseHandle: { args: [u64], returns: i32 },
  GetLastError: { args: [], returns: u32 },
  GetCommState: { args: [u64, pointer], returns: i32 },
  SetCommState: { args: [u64, pointer], returns: i32 },
  SetCommTimeouts: { args: [u64, pointer], returns: i32 },
  PurgeComm: { args: [u64, u32], returns: i32 },
  EscapeCommFunction: { args: [u64, u32], returns: i32 },
  ClearCommError: { args: [u64, pointer, pointer], returns: i32 },
  ReadFile: { args: [u64, pointer, u32, u64, pointer], returns: i32 },
  WriteFile: { args: [u64, pointer, u32, u64, pointer], returns: i32 },
  GetOverlappedResult: { args: [u64, pointer, pointer, i32], returns: i32 },
  CancelIoEx: { args: [u64, u64], returns: i32 },
  CreateEventW: { args: [u64, i32, i32, u64], returns: u64 },
  SetEvent: { args: [u64], returns: i32 },
  WaitForSingleObject: { args: [u64, u32], returns: u32 },
  WaitForMultipleObjects: { args: [u32, pointer, i32, u32], returns: u32 },
  Sleep: { args: [u32], returns: FFIType.void },
} as const;
type Kernel = ReturnType<typeof dlopen<typeof SYMBOLS>>["symbols"];
let kernel: Kernel | undefined;

function loadKernel(): Kernel {
  kernel ??= dlopen("kernel32.dll", SYMBOLS).symbols;
  return kernel;
}

const GENERIC_READ_WRITE = 0xc000_0000;
const OPEN_EXISTING = 3;
const FLAG_OVERLAPPED = 0x4000_0000;
const INVALID_HANDLE = 0xffff_ffff_ffff_ffffn;
const IO_PENDING = 997;
const GENERAL_FAILURE = 31;
const TIMED_OUT = 121;
const PURGE_ALL = 0x0004 | 0x0008; // TXCLEAR, RXCLEAR
const SET_RTS = 3;
const CLEAR_RTS = 4;
const WAIT_TIMEOUT = 258;
const READ_BYTES = 4_096;
/** What the driver has already is had at once. */
const READ_MS = 200;
const CLOSE_MS = 500;

// struct COMSTAT: flags, bytes received and not read, bytes written and not sent.
const RECEIVED = 1;

// struct OVERLAPPED: Internal, InternalHigh, an offset, hEvent.
const OVERLAPPED_BYTES = 32;
const EVENT_AT = 24;

/** An event of Windows that wakes the thread of a port. */
export interface Bell {
  readonly handle: bigint;
  ring(): void;
  close(): void;
}

export function openBell(): Bell {
  const { CreateEventW, SetEvent, CloseHandle } = loadKernel();
  const handle = BigInt(CreateEventW(0n, 0, 0, 0n));
  let isOpen = true;
  return {
    handle,
    ring: () => void (isOpen && SetEvent(handle)),
    close() {
      if (isOpen) CloseHandle(handle);
      isOpen = false;
    },
  };
}

/** One port, which `bell` interrupts the waiting for. */
export function openComCalls(bell: bigint): ComCalls {
  return new KernelCalls(loadKernel(), bell);
}

class KernelCalls implements ComCalls {
  #handle = INVALID_HANDLE;
  readonly #reading = makeOverlapped();
  readonly #writing = makeOverlapped();
  readonly #buffer = new Uint8Array(new ArrayBuffer(READ_BYTES));
  readonly #count = new Uint32Array(new ArrayBuffer(4));
  /** Line errors since it was asked last; frames that they spoiled fail their checksum. */
  readonly #errors = new Uint32Array(new ArrayBuffer(4));
  readonly #status = new Uint32Array(new ArrayBuffer(12));
  readonly #awaited = new BigUint64Array(new ArrayBuffer(16));

  constructor(
    readonly kernel: Kernel,
    bell: bigint,
  ) {
    for (const { view } of [this.#reading, this.#writing])
      view.setBigUint64(EVENT_AT, BigInt(kernel.CreateEventW(0n, 1, 0, 0n)), true);
    this.#awaited.set([this.#reading.view.getBigUint64(EVENT_AT, true), bell]);
  }

  open(name: string): number {
    const wide = Buffer.from(`${name}\0`, "utf16le");
    const handle = this.kernel.CreateFileW(
      ...([ptr(wide), GENERIC_READ_WRITE, 0, 0n, OPEN_EXISTING, FLAG_OVERLAPPED, 0n] as const),
    );
    const error = this.kernel.GetLastError();
    this.#handle = BigInt.asUintN(64, BigInt(handle));
    if (this.#handle !== INVALID_HANDLE) return 0;
    return error === 0 ? GENERAL_FAILURE : error;
  }

  state(): Uint8Array | number {
    const dcb = new Uint8Array(new ArrayBuffer(DCB_BYTES));
    dcb[0] = DCB_BYTES;
    return this.#errorOf(this.kernel.GetCommState(this.#handle, ptr(dcb))) || dcb;
  }

  configure(dcb: Uint8Array, timeouts: Uint8Array): number {
    return (
      this.#errorOf(this.kernel.SetCommState(this.#handle, ptr(dcb))) ||
      this.#errorOf(this.kernel.SetCommTimeouts(this.#handle, ptr(timeouts)))
    );
  }

  purge(): void {
    this.kernel.PurgeComm(this.#handle, PURGE_ALL);
  }

  setRts(isHigh: boolean): void {
    this.kernel.EscapeCommFunction(this.#handle, isHigh ? SET_RTS : CLEAR_RTS);
  }

  /** The first byte alone: every driver ends a read of one when one has come; what is behind it is had at once. */
  read(): number {
    const error = this.#read(0, 1);
    return error === IO_PENDING ? 0 : error;
  }

  wait(ms: number): "read" | "call" | "nothing" {
    const which = this.kernel.WaitForMultipleObjects(2, ptr(this.#awaited), 0, ms);
    if (which === 0) return "read";
    return which === 1 ? "call" : "nothing";
  }

  taken(): Uint8Array | number {
    const failed = this.#ended();
    if (failed !== 0) return failed;
    const first = this.#count[0] ?? 0;
    if (first === 0 || this.probe() !== 0) return this.#buffer.slice(0, first);
    const more = Math.min(this.#status[RECEIVED] ?? 0, READ_BYTES - first);
    return this.#buffer.slice(0, more === 0 ? first : first + this.#readMore(first, more));
  }

  write(bytes: Uint8Array, limitMs: number): number {
    const { WriteFile, WaitForSingleObject, CancelIoEx, GetOverlappedResult } = this.kernel;
    const { raw, view } = this.#writing;
    const error = this.#errorOf(WriteFile(this.#handle, ptr(bytes), bytes.length, 0n, ptr(raw)));
    if (error !== 0 && error !== IO_PENDING) return error;
    const isLate = WaitForSingleObject(view.getBigUint64(EVENT_AT, true), limitMs) === WAIT_TIMEOUT;
    if (isLate) CancelIoEx(this.#handle, BigInt(ptr(raw)));
    const isWell = GetOverlappedResult(this.#handle, ptr(raw), ptr(this.#count), isLate ? 1 : 0) !== 0;
    const failed = isWell ? 0 : this.#lastError();
    if (isLate || (isWell && (this.#count[0] ?? 0) < bytes.length)) return TIMED_OUT;
    return failed;
  }

  probe(): number {
    return this.#errorOf(this.kernel.ClearCommError(this.#handle, ptr(this.#errors), ptr(this.#status)));
  }

  sleep(ms: number): void {
    if (ms > 0) this.kernel.Sleep(ms);
  }

  close(): void {
    const { CancelIoEx, WaitForSingleObject, CloseHandle } = this.kernel;
    const [read, write] = [this.#reading, this.#writing].map(({ view }) => view.getBigUint64(EVENT_AT, true));
    if (this.#handle !== INVALID_HANDLE) {
      CancelIoEx(this.#handle, 0n);
      // The driver writes into our buffers until the read has ended.
      WaitForSingleObject(read ?? 0n, CLOSE_MS);
      CloseHandle(this.#handle);
      this.#handle = INVALID_HANDLE;
    }
    for (const handle of [read, write]) CloseHandle(handle ?? 0n);
  }

  #read(at: number, size: number): number {
    const into = ptr(this.#buffer, at);
    return this.#errorOf(this.kernel.ReadFile(this.#handle, into, size, 0n, ptr(this.#reading.raw)));
  }

  /** How many of `size` bytes, which the driver has, were read behind `at`. */
  #readMore(at: number, size: number): number {
    const { WaitForSingleObject, CancelIoEx, GetOverlappedResult } = this.kernel;
    const { raw, view } = this.#reading;
    const error = this.#read(at, size);
    if (error !== 0 && error !== IO_PENDING) return 0;
    if (WaitForSingleObject(view.getBigUint64(EVENT_AT, true), READ_MS) === WAIT_TIMEOUT)
      CancelIoEx(this.#handle, BigInt(ptr(raw)));
    GetOverlappedResult(this.#handle, ptr(raw), ptr(this.#count), 1);
    return this.#count[0] ?? 0;
  }

  /** The error of the read that has ended, and its size as the count. */
  #ended(): number {
    const { GetOverlappedResult } = this.kernel;
    return this.#errorOf(GetOverlappedResult(this.#handle, ptr(this.#reading.raw), ptr(this.#count), 0));
  }

  #errorOf(isWell: number): number {
    return isWell === 0 ? this.#lastError() : 0;
  }

  #lastError(): number {
    return this.kernel.GetLastError() || GENERAL_FAILURE;
  }
}

function makeOverlapped(): { readonly raw: Uint8Array; readonly view: DataView } {
  const raw = new Uint8Array(new ArrayBuffer(OVERLAPPED_BYTES));
  return { raw, view: new DataView(raw.buffer) };
}
