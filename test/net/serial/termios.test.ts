import { expect, test } from "bun:test";
import { closeSync, openSync } from "node:fs";
import { configureLine, describeSettings, lockLine, releaseLine } from "../../../src/net/serial/termios.ts";

const SETTINGS = { baud: 19_200, dataBits: 8, parity: "even", stopBits: 1 } as const;

test("settings as people write them", () => {
  expect(describeSettings(SETTINGS)).toBe("19200 8E1");
});

test("what is no serial port says so, and a second lock is refused until the first is released", () => {
  const [first, second] = [openSync(import.meta.path, "r"), openSync(import.meta.path, "r")];
  expect(() => configureLine(first, SETTINGS)).toThrow("is not a serial port");
  expect([lockLine(first), lockLine(second)]).toEqual([true, false]);
  releaseLine(first);
  expect(lockLine(second)).toBe(true);
  closeSync(first);
  closeSync(second);
});
