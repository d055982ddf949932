import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFolderLocked, lockFolder, readHolder } from "../../src/cli/lock-store.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "gantry-lock-")), "data");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const ME = { pid: process.pid, startedAt: 1_700_000_000_000 };
const SCRIPT = `
  import { lockFolder } from "${join(import.meta.dir, "../../src/cli/lock-store.ts")}";
  const lock = lockFolder(process.argv[2], { pid: process.pid, startedAt: 1 });
  console.log(JSON.stringify(lock.ok ? "locked" : lock.error));
  if (lock.ok) await new Promise((resolve) => process.stdin.on("data", resolve));
`;

/** Another process that tries for the folder; `said` is what came of it. */
async function startOther() {
  const script = join(folder, "..", "other.ts");
  await Bun.write(script, SCRIPT);
  const other = Bun.spawn([process.execPath, script, folder], { stdin: "pipe", stdout: "pipe" });
  const { value } = await other.stdout.getReader().read();
  return { other, said: JSON.parse(new TextDecoder().decode(value)) as unknown };
}

test("one process has the folder; a second one is told who", async () => {
  const lock = lockFolder(folder, ME);
  if (lock.ok) lock.value.announce("http://127.0.0.1:8080");
  const { other, said } = await startOther();
  await other.exited;
  expect(said).toEqual({ ...ME, url: "http://127.0.0.1:8080" });
  if (lock.ok) lock.value.release();
});

test("release frees the folder and leaves no note behind", () => {
  const first = lockFolder(folder, ME);
  expect(isFolderLocked(folder)).toBe(true);
  if (first.ok) first.value.release();
  expect([isFolderLocked(folder), readHolder(folder), existsSync(join(folder, "gantry.pid"))]).toEqual([
    false,
    undefined,
    false,
  ]);
  const second = lockFolder(folder, ME);
  expect(second.ok).toBe(true);
  if (second.ok) second.value.release();
});

test("a killed process leaves its note, and the folder free", async () => {
  const { other, said } = await startOther();
  expect([said, isFolderLocked(folder)]).toEqual(["locked", true]);
  other.kill("SIGKILL");
  await other.exited;
  expect(isFolderLocked(folder)).toBe(false);
  expect(readHolder(folder)).toEqual({ pid: other.pid, startedAt: 1, url: undefined });
  const lock = lockFolder(folder, ME);
  expect(lock.ok).toBe(true);
  if (lock.ok) lock.value.release();
});

test("a folder that does not exist is not locked and not made", () => {
  expect([isFolderLocked(folder), existsSync(folder)]).toEqual([false, false]);
});
