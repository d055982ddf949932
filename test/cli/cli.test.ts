import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandPorts, runCli } from "../../src/cli/cli.ts";
import { helpText } from "../../src/cli/help.ts";
import { describeVersion } from "../../src/cli/version.ts";
import { makeShell } from "./fake-shell.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gantry-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const NO_APP: CommandPorts = { openApp: () => Promise.reject(new Error("no server is wanted here")) };

async function run(args: string[], env: Record<string, string> = {}) {
  const shell = makeShell({ env });
  const code = await runCli(args, NO_APP, shell);
  return { code, ...shell.said };
}

describe("gantry", () => {
  test("help and version, as commands and as flags", async () => {
    for (const args of [["help"], ["--help"], ["-h"], ["serve", "--help"], ["doctor", "-h"]]) {
      expect(await run(args)).toEqual({ code: 0, out: helpText(), err: "" });
    }
    for (const args of [["version"], ["--version"]]) {
      expect(await run(args)).toEqual({ code: 0, out: `${describeVersion()}\n`, err: "" });
    }
  });

  test("a mistake has code 2 and says what is known", async () => {
    const refusals: [string[], string][] = [
      [
        ["sevre"],
        'no command "sevre"; there are serve, doctor, apply, simulate, reset-password, health, version, help',
      ],
      [["serve", "now"], "what is now?"],
      [["apply"], "apply needs one file"],
      [["--dry-run"], "unknown flag --dry-run"],
    ];
    for (const [args, why] of refusals) {
      expect(await run(args)).toEqual({ code: 2, out: "", err: `gantry: ${why}\nSee gantry --help.\n` });
    }
  });

  test("a wrong setting has code 2 and names its source", async () => {
    expect(await run(["--http-port", "lots"], { GANTRY_DATA: folder })).toEqual({
      code: 2,
      out: "",
      err: "gantry: flag --http-port: http.port must be number\n",
    });
  });

  test("--print-config prints and does not start", async () => {
    const { code, out } = await run(["--print-config", "--data", folder, "--no-mqtts"]);
    expect(code).toBe(0);
    expect(out).toContain("mqtts:\n  enabled: false # flag --mqtts\n");
  });

  test("serve is what is meant when nothing is said", async () => {
    const opened: number[] = [];
    const ports: CommandPorts = {
      openApp: async (config) => {
        opened.push(config.http.port);
        return { listeners: () => [], close: async () => {}, httpUrl: undefined };
      },
    };
    await runCli(["--data", folder, "--http-port", "7"], ports, makeShell());
    await runCli(["serve", "--data", folder, "--http-port", "8"], ports, makeShell());
    expect(opened).toEqual([7, 8]);
  });

  test("simulate takes its own flags", async () => {
    const { code, out } = await run(["simulate", "--help"]);
    expect(code).toBe(0);
    expect(out).toStartWith("gantry simulate");
  });

  test("apply reads its flags and environment", async () => {
    const file = join(folder, "factory.yaml");
    writeFileSync(file, "products: [{productKey: p1, name: Press}]\n");
    const { code, out } = await run(["apply", file, "--dry-run", "--data", join(folder, "none")]);
    expect([code, out]).toEqual([
      0,
      "+ product p1  name\n1 created, 0 updated, 0 unchanged (dry run: nothing was changed)\n",
    ]);
  });
});
