import { expect, test } from "bun:test";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Reserve } from "../../src/disk/reserve.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

test("takes its space, gives it up, takes it again; a later start finds it", async () => {
  using folder = makeTempFolder("reserve");
  const path = join(folder.path, "reserve.bin");
  const reserve = new Reserve(path, 100_000);
  expect(reserve.isHeld).toBe(false);
  await Promise.all([reserve.make(), reserve.make()]);
  expect([reserve.isHeld, statSync(path).size]).toEqual([true, 100_000]);
  expect(new Reserve(path, 100_000).isHeld).toBe(true);
  expect(new Reserve(path, 100_001).isHeld).toBe(false);
  reserve.free();
  expect([reserve.isHeld, existsSync(path)]).toEqual([false, false]);
  await reserve.make();
  expect(reserve.isHeld).toBe(true);
});

test("without room for it nothing is held and nothing thrown", async () => {
  using folder = makeTempFolder("reserve");
  const path = join(folder.path, "nowhere", "reserve.bin");
  const reserve = new Reserve(path, 10);
  await reserve.make();
  expect(reserve.isHeld).toBe(false);
  mkdirSync(join(folder.path, "nowhere"));
  await reserve.make();
  expect(reserve.isHeld).toBe(true);
});

test("given up while it is being written, nothing stays", async () => {
  using folder = makeTempFolder("reserve");
  const path = join(folder.path, "reserve.bin");
  const reserve = new Reserve(path, 1_000_000);
  const making = reserve.make();
  reserve.free();
  await making;
  expect([reserve.isHeld, existsSync(path)]).toEqual([false, false]);
});
