// The virtual factory out of the executable, against the executable: over TCP, over TLS, and as the demo.

import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { BINARY, type Gantry, hasBinary, PASSWORD, plainEnv, startGantry } from "../harness/gantry.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

async function simulate(gantry: Gantry, args: readonly string[]) {
  const env = { ...plainEnv(), GANTRY_PASSWORD: PASSWORD };
  const command = [BINARY, "simulate", "--apply", gantry.origin, "--json", ...args];
  const child = Bun.spawn(command, { env, stdout: "pipe", stderr: "pipe", timeout: 60_000 });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { exitCode: await child.exited, stderr, last: lines.at(-1) };
}

describe.if(hasBinary)("gantry simulate", () => {
  test("applies its factory, connects every device, and every report is acknowledged and stored", async () => {
    await using gantry = await startGantry();
    using folder = makeTempFolder("factory");
    const document = join(folder.path, "factory.json");
    const port = String(gantry.ready.mqttPort);
    const args = [
      "--port",
      port,
      "--document",
      document,
      "--devices",
      "60",
      "--rate",
      "5",
      "--duration",
      "4",
    ];
    const { exitCode, stderr, last } = await simulate(gantry, args);
    expect({ exitCode, isApplied: stderr.includes("64 created") }).toEqual({ exitCode: 0, isApplied: true });
    expect(last).toMatchObject({
      isFinal: true,
      devices: 60,
      refused: 0,
      lost: 0,
      dropped: 0,
      acked: last.sent,
    });
    expect(last.sent).toBeGreaterThan(600);
    const api = await gantry.signIn();
    const { body } = await api.get("/devices/hydraulic-press/PRESS-01/latest");
    expect(body.items.length).toBe(11);
    const refused = await api.get("/journal?kind=refused");
    expect(refused.body.items).toEqual([]); // the models fit what the machines say
    // The same document again: nothing to change, the same secrets.
    const again = await simulate(gantry, [...args.slice(0, 6), "--duration", "1"]);
    expect(again.stderr).toContain("0 created, 0 updated, 64 unchanged");
  }, 60_000);

  test("over TLS, with the authority that Gantry made; without it the certificate is not trusted", async () => {
    await using gantry = await startGantry();
    const authority =
      [...new Bun.Glob("tls/*ca*").scanSync(gantry.dataDir)].find((name) => !name.includes("key")) ?? "";
    const ca = join(gantry.dataDir, authority);
    const args = ["--port", String(gantry.ready.mqttsPort), "--devices", "4", "--duration", "2"];
    const trusted = await simulate(gantry, [...args, "--tls", "--ca", ca]);
    expect({ exitCode: trusted.exitCode, refused: trusted.last.refused }).toEqual({
      exitCode: 0,
      refused: 0,
    });
    expect(trusted.last.acked).toBeGreaterThan(3);
    const untrusted = await simulate(gantry, [...args, "--tls"]);
    expect({ exitCode: untrusted.exitCode, connects: untrusted.last.connects }).toEqual({
      exitCode: 1,
      connects: 0,
    });
    expect(untrusted.last.lastProblem).toMatch(/TLS|certificate/i);
  }, 60_000);

  test("serve --demo: a line of twelve devices reports by itself, again after a restart", async () => {
    using folder = makeTempFolder("demo");
    for (const _ of ["first start", "restart"]) {
      await using gantry = await startGantry({ dataDir: folder.path, args: ["--demo"] });
      const api = await gantry.signIn();
      await until(
        async () => (await api.get("/overview")).body.devices.online === 12,
        "twelve devices online",
      );
      const { body } = await api.get("/overview");
      expect({ total: body.devices.total, products: body.products }).toEqual({ total: 12, products: 4 });
      const power = async () =>
        (await api.get("/devices/power-meter/METER-01/latest")).body.items[0]?.ts ?? 0;
      const before = await power();
      await until(async () => (await power()) > before, "the meter's next report");
      expect(await gantry.kill("SIGTERM")).toBe(0);
    }
  }, 60_000);
});
