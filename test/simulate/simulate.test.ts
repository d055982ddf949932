// `gantry simulate` as a user runs it, without the process around it.

import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type ApplyRemotely, runSimulate, type Shell } from "../../src/simulate/simulate.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { err, ok } from "../../src/spine/result.ts";
import { hasMosquitto, startMosquitto } from "../harness/mosquitto.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";

const refuseApply: ApplyRemotely = async () => err(["not asked for"]);

async function simulate(args: string[], env: Record<string, string> = {}, applyRemotely = refuseApply) {
  const output = { out: "", err: "" };
  const shell: Shell = {
    clock: systemClock,
    env,
    out: (text) => {
      output.out += text;
    },
    err: (text) => {
      output.err += text;
    },
    isTerminal: false,
    signal: new AbortController().signal,
  };
  const exitCode = await runSimulate(args, shell, applyRemotely);
  return { exitCode, ...output };
}

test("a wrong flag ends with code 2 and says which", async () => {
  expect(await simulate(["--auth", "none"])).toEqual({
    exitCode: 2,
    out: "",
    err: "gantry simulate: --auth: alink or plain\nSee gantry simulate --help.\n",
  });
});

test("--document is made once, for the owner's eyes only, and then reused", async () => {
  using folder = makeTempFolder();
  const path = join(folder.path, "factory.json");
  const first = await simulate(["--document", path, "--devices", "5", "--print-document"]);
  expect(first.exitCode).toBe(0);
  expect(readFileSync(path, "utf8")).toBe(first.out);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await simulate(["--document", path, "--print-document"])).toEqual(first);
  const secrets = JSON.parse(first.out).devices.map(
    (device: { deviceSecret: string }) => device.deviceSecret,
  );
  expect(new Set(secrets).size).toBe(5);
});

test("a credentials file that is not there or not readable ends with code 1", async () => {
  using folder = makeTempFolder();
  const path = join(folder.path, "none.csv");
  expect(existsSync(path)).toBe(false);
  const missing = await simulate(["--credentials", path]);
  expect({ exitCode: missing.exitCode, isNamed: missing.err.includes(path) }).toEqual({
    exitCode: 1,
    isNamed: true,
  });
  await Bun.write(path, "pk,dn\n");
  expect(await simulate(["--credentials", path])).toMatchObject({ exitCode: 1, out: "" });
});

describe("--apply", () => {
  const args = ["--apply", "http://gantry:8080", "--devices", "2", "--port", "1", "--duration", "0.2"];

  test("applies the whole document first, with the password of the environment", async () => {
    const seen: Parameters<ApplyRemotely>[0][] = [];
    const summary = { created: 5, updated: 0, unchanged: 0 };
    const ran = await simulate(args, { GANTRY_PASSWORD: "pw" }, async (request) => {
      seen.push(request);
      return ok({ summary });
    });
    expect(ran.err).toContain("http://gantry:8080: 5 created, 0 updated, 0 unchanged\n");
    expect(ran.exitCode).toBe(1); // nothing was sent: there is no broker
    const server = "http://gantry:8080";
    expect(seen.map((each) => ({ ...each, text: "" }))).toEqual([
      { server, user: "admin", password: "pw", text: "", isDryRun: false },
    ]);
    expect(JSON.parse(seen[0]?.text ?? "{}").devices.length).toBe(2);
  });

  test("what is wrong there ends the command with code 1", async () => {
    const ran = await simulate(args, {}, async () => err(["no password", "no server"]));
    expect(ran).toEqual({ exitCode: 1, out: "", err: "gantry simulate: no password\nno server\n" });
  });
});

test.if(hasMosquitto)("against a broker: a line of JSON a second and a final one, code 0", async () => {
  await using broker = await startMosquitto();
  const args = [
    "--port",
    String(broker.port),
    "--rate",
    "10",
    "--duration",
    "1.5",
    "--json",
    "--auth",
    "plain",
  ];
  const ran = await simulate(args);
  const lines = ran.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(ran.exitCode).toBe(0);
  const { isFinal, devices, refused, sent, acked } = lines.at(-1);
  expect({ isFinal, devices, refused, acked }).toEqual({
    isFinal: true,
    devices: 12,
    refused: 0,
    acked: sent,
  });
  expect(sent).toBeGreaterThan(60);
});
