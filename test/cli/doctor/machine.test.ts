import { expect, test } from "bun:test";
import { checkMachine, checkMemory, checkOpenFiles, readOpenFiles } from "../../../src/cli/doctor/machine.ts";
import { sayIn } from "../../../src/cli/shell.ts";

const say = sayIn("en");

test("the hard limit of open files is read", () => {
  const limits = "Limit                     Soft Limit           Hard Limit           Units\n";
  expect(
    readOpenFiles(`${limits}Max open files            1024                 524288               files\n`),
  ).toBe(524288);
  expect(
    readOpenFiles(`${limits}Max open files            1024                 unlimited            files\n`),
  ).toBe(Number.POSITIVE_INFINITY);
  expect(readOpenFiles("")).toBeUndefined();
});

test("it must hold the connections and some more", () => {
  const levelOf = (limit: number | undefined) => checkOpenFiles(limit, 1_000, say).level;
  expect([levelOf(1_256), levelOf(1_255), levelOf(undefined)]).toEqual(["ok", "warn", "ok"]);
});

test("little memory is worth a warning", () => {
  expect([checkMemory(200e6, say).level, checkMemory(100e6, say).level]).toEqual(["ok", "warn"]);
});

test("this machine can be looked at", () => {
  expect(checkMachine({ maxConnections: 1, say }).map(({ check }) => check)).toEqual([
    "machine.files",
    "machine.memory",
  ]);
});
