import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkFileSystem, checkFolder, checkSpace, judgeSync } from "../../../src/cli/doctor/folder.ts";
import { lockFolder } from "../../../src/cli/lock-store.ts";
import { sayIn } from "../../../src/cli/shell.ts";
import { systemClock } from "../../../src/spine/clock.ts";

const say = sayIn("en");
let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gantry-folder-"));
  folder = join(root, "data");
});
afterEach(() => rmSync(root, { recursive: true }));

const check = (place = folder) => {
  const findings = checkFolder({ folder: place, logMb: 64, clock: systemClock, say });
  return Object.fromEntries(findings.map(({ check: name, level, text }) => [name, `${level}: ${text}`]));
};

describe("the data folder", () => {
  test("that is not there is judged by where it would be, and not made", () => {
    expect(Object.keys(check())).toEqual(["folder.write", "folder.disk", "folder.space"]);
    expect([existsSync(folder), readdirSync(root)]).toEqual([false, []]);
  });

  test("left in good order", () => {
    mkdirSync(folder, { mode: 0o700 });
    expect(check()).toMatchObject({
      "folder.privacy": "ok: closed to other users",
      "folder.lock": "ok: nobody uses it",
    });
  });

  test("open to everybody, in use, then left by a crash", () => {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const lock = lockFolder(folder, { pid: 4711, startedAt: 1 });
    expect(check()).toMatchObject({
      "folder.privacy": "warn: every user of this machine can look into the data folder",
      "folder.lock": "ok: a Gantry runs on it (pid 4711)",
    });
    if (lock.ok) lock.value.release();
    writeFileSync(join(folder, "gantry.pid"), '{"pid":4711,"startedAt":1}');
    expect(check()["folder.lock"]).toStartWith(
      "warn: the last Gantry (pid 4711) was not stopped in good order",
    );
  });

  test("that cannot be written fails, and that is all there is to say", () => {
    expect(Object.keys(check("/proc/gantry"))).toEqual(["folder.write"]);
    expect(check("/proc/gantry")["folder.write"]).toStartWith("fail: /proc/gantry cannot be written: ");
  });
});

test("slow syncs are a warning: by the median or by the worst", () => {
  const levelOf = (times: number[]) => judgeSync(times, { folder, say }).level;
  expect([levelOf([1, 2, 3]), levelOf([25, 30, 20]), levelOf([1, 1, 250])]).toEqual(["ok", "warn", "warn"]);
});

test("file systems on which locks or durability are uncertain are named", () => {
  const levels = [0xef53, 0x6969, 0x01021994, -9_323_454].map((type) => checkFileSystem(type, say).level);
  expect(levels).toEqual(["ok", "fail", "warn", "ok"]);
  expect(checkFileSystem(0xff534d42 | 0, say).text).toBe("the data folder lies on CIFS");
});

test("free space is held against what the log may take", () => {
  const levelOf = (megabytes: number) => checkSpace(megabytes * 1e6, { logMb: 1000, say }).level;
  expect([levelOf(1_500), levelOf(1_000), levelOf(100)]).toEqual(["ok", "warn", "fail"]);
});
