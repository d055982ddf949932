import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApplyOptions, apply } from "../../src/cli/apply.ts";
import { lockFolder } from "../../src/cli/lock-store.ts";
import { loadConfig } from "../../src/config.ts";
import { makeShell } from "./fake-shell.ts";

const DOCUMENT = `
products:
  - productKey: press
    productSecret: ps
    name: Press
    thingModel: {properties: [{identifier: temp, name: Temperature, dataType: {type: double}}]}
devices:
  - {productKey: press, deviceName: d1, deviceSecret: s1}
`;

let root: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gantry-apply-"));
  file = join(root, "factory.yaml");
  writeFileSync(file, DOCUMENT);
});
afterEach(() => rmSync(root, { recursive: true }));

async function run(options: Partial<ApplyOptions> = {}, language = "en") {
  const shell = makeShell();
  const loaded = await loadConfig({ flags: { data: join(root, "data"), language }, env: {} });
  if (!loaded.ok) throw new Error(loaded.error.join());
  const { config } = loaded.value;
  const code = await apply(
    { config, file, isDryRun: false, isJson: false, user: "admin", ...options },
    shell,
  );
  return { code, ...shell.said };
}

describe("on a folder that nobody uses", () => {
  test("creates what is not there, and the second time nothing", async () => {
    const first = await run();
    expect(first.code).toBe(0);
    expect(first.out.split("\n").map((line) => line.split("  ")[0])).toEqual([
      "+ product press",
      "+ device press/d1",
      "2 created, 0 updated, 0 unchanged",
      "",
    ]);
    expect(await run()).toEqual({ code: 0, out: "0 created, 0 updated, 2 unchanged\n", err: "" });
  });

  test("a dry run tells the difference, names no secret, and makes nothing", async () => {
    const { code, out } = await run({ isDryRun: true }, "zh-CN");
    expect(code).toBe(0);
    expect(out).toEndWith("新建 2，更新 0，未变 0（试运行，未做任何更改）\n");
    expect(out).not.toMatch(/\bps\b|\bs1\b/);
    expect(existsSync(join(root, "data"))).toBe(false);
  });

  test("--json prints the report", async () => {
    const { out } = await run({ isJson: true });
    expect(JSON.parse(out).summary).toEqual({ created: 2, updated: 0, unchanged: 0 });
  });

  test("mistakes are told with their place, and nothing is changed", async () => {
    writeFileSync(file, "devices: [{productKey: none, deviceName: 'a b'}]");
    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err).toMatch(/^gantry apply: devices\[0\]\./);
    writeFileSync(file, "a: [");
    expect((await run()).err).toStartWith(`gantry apply: ${file}: not YAML`);
    rmSync(file);
    expect((await run()).err).toContain("ENOENT");
  });
});

test("a folder that a server uses needs that server's password", async () => {
  const lock = lockFolder(join(root, "data"), { pid: 1, startedAt: 1 });
  if (lock.ok) lock.value.announce("http://127.0.0.1:9");
  expect(await run()).toEqual({
    code: 1,
    out: "",
    err: `gantry apply: a Gantry runs on ${join(root, "data")} (http://127.0.0.1:9); give its user and password (--user, GANTRY_PASSWORD), or stop it first\n`,
  });
  if (lock.ok) lock.value.release();
});
