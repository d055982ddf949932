// The few system calls that a serial port needs, by FFI: the runtime has no terminal settings of its own.
// Linux only; the numbers are those of asm-generic (x64 and arm64 alike).

import { dlopen, FFIType, ptr } from "bun:ffi";
import type { Parity } from "../../spine/fieldbus.ts";

export interface SerialSettings {
  /** 300 to 4,000,000; any number that the hardware can make. */
  readonly baud: number;
  readonly dataBits: 7 | 8;
  readonly parity: Parity;
  readonly stopBits: 1 | 2;
  /** Hardware flow control by RTS and CTS. */
  readonly hasFlowControl?: boolean;
  /** Present: the driver switches the direction of an RS-485 transceiver by RTS. */
  readonly rs485?: Rs485;
}

export interface Rs485 {
  /** Level of RTS while sending; false: low. */
  readonly isRtsHighOnSend: boolean;
  /** Between switching and the first bit, and after the last one, ms. */
  readonly delayBeforeMs: number;
  readonly delayAfterMs: number;
}

const TCGETS2 = 0x802c542a;
const TCSETS2 = 0x402c542b;
const TIOCEXCL = 0x540c;
const TIOCNXCL = 0x540d;
const TCFLSH = 0x540b;
const TCIOFLUSH = 2;
const TIOCSRS485 = 0x542f;

// struct termios2: four flag words, c_line, 19 control characters, two speeds.
const TERMIOS2_BYTES = 44;
const CFLAG_AT = 8;
const CC_AT = 17;
const ISPEED_AT = 36;
const OSPEED_AT = 40;
const VTIME = 5;
const VMIN = 6;

const CS7 = 0o40;
const CS8 = 0o60;
const CSTOPB = 0o100;
const CREAD = 0o200;
const PARENB = 0o400;
const PARODD = 0o1000;
const CLOCAL = 0o4000;
const BOTHER = 0o10000;
const CMSPAR = 0o10000000000;
const CRTSCTS = 0o20000000000;

// struct serial_rs485: flags, two delays, five spare words.
const RS485_BYTES = 32;
const SER_RS485_ENABLED = 1;
const SER_RS485_RTS_ON_SEND = 2;
const SER_RS485_RTS_AFTER_SEND = 4;

const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

const SYMBOLS = {
  ioctl: { args: [FFIType.i32, FFIType.u64, FFIType.u64], returns: FFIType.i32 },
  flock: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 },
} as const;
type Libc = ReturnType<typeof dlopen<typeof SYMBOLS>>["symbols"];
let libc: Libc | undefined;

function loadLibc(): Libc {
  if (libc !== undefined) return libc;
  for (const name of ["libc.so.6", `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`]) {
    try {
      libc = dlopen(name, SYMBOLS).symbols;
      return libc;
    } catch {
      // The other C library, then.
    }
  }
  throw new Error("needs glibc or musl");
}

/** Takes the line for this process; false when another has it. Advisory, as all programs of this kind do it. */
export function lockLine(fd: number): boolean {
  return loadLibc().flock(fd, LOCK_EX | LOCK_NB) === 0;
}

/** Lets others have the line, though its descriptor is not closed yet. */
export function releaseLine(fd: number): void {
  const { ioctl, flock } = loadLibc();
  ioctl(fd, BigInt(TIOCNXCL), 0);
  flock(fd, LOCK_UN);
}

/** Makes `fd`, an open terminal, a raw serial line with these settings. Throws an Error that says which step failed. */
export function configureLine(fd: number, settings: SerialSettings): void {
  const { ioctl } = loadLibc();
  const raw = new Uint8Array(TERMIOS2_BYTES);
  const view = new DataView(raw.buffer);
  if (ioctl(fd, BigInt(TCGETS2), ptr(raw)) !== 0) throw new Error("is not a serial port");
  // Raw: no translation of input or output, no echo, no signals.
  view.setUint32(0, 0, true);
  view.setUint32(4, 0, true);
  view.setUint32(12, 0, true);
  view.setUint32(CFLAG_AT, flagsOf(settings), true);
  raw[CC_AT + VMIN] = 1;
  raw[CC_AT + VTIME] = 0;
  view.setUint32(ISPEED_AT, settings.baud, true);
  view.setUint32(OSPEED_AT, settings.baud, true);
  if (ioctl(fd, BigInt(TCSETS2), ptr(raw)) !== 0)
    throw new Error(`does not take ${describeSettings(settings)}`);
  if (settings.rs485 !== undefined) configureRs485(ioctl, fd, settings.rs485);
  ioctl(fd, BigInt(TIOCEXCL), 0);
  flushLine(fd);
}

/** Throws away what was received and not read, and what was written and not sent. */
export function flushLine(fd: number): void {
  loadLibc().ioctl(fd, BigInt(TCFLSH), TCIOFLUSH);
}

/** As people write it: `9600 8N1`. */
export function describeSettings({ baud, dataBits, parity, stopBits }: SerialSettings): string {
  return `${baud} ${dataBits}${parity.charAt(0).toUpperCase()}${stopBits}`;
}

function flagsOf({ dataBits, parity, stopBits, hasFlowControl = false }: SerialSettings): number {
  let flags = BOTHER | CREAD | CLOCAL | (dataBits === 7 ? CS7 : CS8);
  if (stopBits === 2) flags |= CSTOPB;
  if (parity !== "none") flags |= PARENB;
  if (parity === "odd" || parity === "mark") flags |= PARODD;
  if (parity === "mark" || parity === "space") flags |= CMSPAR;
  if (hasFlowControl) flags |= CRTSCTS;
  return flags >>> 0;
}

function configureRs485(ioctl: Libc["ioctl"], fd: number, rs485: Rs485): void {
  const raw = new Uint8Array(RS485_BYTES);
  const view = new DataView(raw.buffer);
  const level = rs485.isRtsHighOnSend ? SER_RS485_RTS_ON_SEND : SER_RS485_RTS_AFTER_SEND;
  view.setUint32(0, SER_RS485_ENABLED | level, true);
  view.setUint32(4, rs485.delayBeforeMs, true);
  view.setUint32(8, rs485.delayAfterMs, true);
  if (ioctl(fd, BigInt(TIOCSRS485), ptr(raw)) !== 0) throw new Error("its driver has no RS-485 mode");
}
