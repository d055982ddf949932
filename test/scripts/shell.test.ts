import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { engines } from "../../package.json";

const ROOT = join(import.meta.dir, "..", "..");

function sh(...args: string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["sh", ...args], { cwd: ROOT });
  return { exitCode, out: stdout.toString(), err: stderr.toString() };
}

test("the pinned Bun is the one that runs these tests", () => {
  expect(engines.bun).toBe(Bun.version);
});

test("every shell script is read by a POSIX shell", () => {
  const scripts = readdirSync(join(ROOT, "scripts")).filter((name) => name.endsWith(".sh"));
  expect(scripts.sort()).toEqual(["run.sh", "setup.sh", "start.sh", "test.sh"]);
  for (const script of scripts)
    expect(sh("-n", join("scripts", script))).toEqual({ exitCode: 0, out: "", err: "" });
});

test("run.sh passes arguments and exit code through", () => {
  const { exitCode, out } = sh(
    "scripts/run.sh",
    "-e",
    "console.log(process.argv.at(-1)); process.exit(7)",
    "a b",
  );
  expect([exitCode, out]).toEqual([7, "a b\n"]);
});
