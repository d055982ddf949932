// Golden bytes: those that the structures of winbase.h have when a C compiler for Windows fills them in.

import { expect, test } from "bun:test";
import type { SerialSettings } from "../../../../src/net/serial/termios.ts";
import {
  characterMs,
  encodeDcb,
  encodeTimeouts,
  isTurnedByHand,
  writeLimitMs,
} from "../../../../src/net/serial/windows/dcb.ts";

/** As drivers give it: limits and characters of their own, and whatever the program before had set. */
const BEFORE = Buffer.from("1c00000000960000111000000000000a000a0800001113ff04000000", "hex");
const PLAIN: SerialSettings = { baud: 9_600, dataBits: 8, parity: "none", stopBits: 1 };
const RS485 = { isRtsHighOnSend: true, delayBeforeMs: 0, delayAfterMs: 0 };
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("a DCB, 28 bytes: speed, bits, parity, stop bits, and what RTS does", () => {
  const settings: SerialSettings[] = [
    PLAIN,
    { baud: 19_200, dataBits: 7, parity: "even", stopBits: 2, hasFlowControl: true },
    { baud: 115_200, dataBits: 8, parity: "odd", stopBits: 1, rs485: RS485 },
    { baud: 300, dataBits: 8, parity: "mark", stopBits: 1, rs485: { ...RS485, isRtsHighOnSend: false } },
    { baud: 4_000_000, dataBits: 8, parity: "space", stopBits: 1, rs485: { ...RS485, delayAfterMs: 1 } },
  ];
  expect(settings.map((one) => hex(encodeDcb(one, BEFORE)))).toEqual([
    "1c00000080250000111000000000000a000a0800001113ff04000000",
    "1c000000004b0000172000000000000a000a0702021113ff04000000",
    "1c00000000c20100133000000000000a000a0801001113ff04000000",
    "1c0000002c010000131000000000000a000a0803001113ff04000000",
    "1c00000000093d00130000000000000a000a0804001113ff04000000",
  ]);
});

test("COMMTIMEOUTS, 20 bytes: a read waits, a write has twice the line's time and two seconds", () => {
  expect([hex(encodeTimeouts(PLAIN)), writeLimitMs(256, PLAIN)]).toEqual([
    "00000000000000000000000003000000d0070000",
    4_768,
  ]);
});

test("a character takes its bits, and the start and stop bits about them", () => {
  const even: SerialSettings = { ...PLAIN, parity: "even" };
  expect([characterMs({ ...PLAIN, baud: 10_000 }), characterMs({ ...even, baud: 11_000 })]).toEqual([1, 1]);
});

test("only what Windows cannot do by itself is turned by hand", () => {
  const variants = [undefined, RS485, { ...RS485, isRtsHighOnSend: false }, { ...RS485, delayBeforeMs: 1 }];
  expect(variants.map((rs485) => isTurnedByHand({ ...PLAIN, ...(rs485 && { rs485 }) }))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
