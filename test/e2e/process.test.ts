// The executable as a process: its ports, its end, its data folder, and `gantry apply`.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Flood } from "../crash/flood.ts";
import { ApiClient } from "../harness/api-client.ts";
import { BINARY, hasBinary, PASSWORD, plainEnv, startGantry } from "../harness/gantry.ts";
import { run } from "../harness/run.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";
import { documentOf, identityOf, startPlant } from "./plant.ts";

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

describe.if(hasBinary)("the process", () => {
  test("a taken port: that listener failed and says so, the rest runs", async () => {
    const holder = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    await using gantry = await startGantry({ ports: { mqtt: holder.port } });
    expect({
      mqtt: gantry.ready.mqttPort,
      isHttpUp: gantry.ready.httpPort > 0,
      isTlsUp: gantry.ready.mqttsPort > 0,
    }).toEqual({
      mqtt: 0,
      isHttpUp: true,
      isTlsUp: true,
    });
    const { body } = await (await gantry.signIn()).get("/listeners");
    const states = body.items.map(({ name, status, error }: Record<string, unknown>) => ({
      name,
      status,
      error,
    }));
    expect(states).toContainEqual({
      name: "mqtt",
      status: "failed",
      error: expect.stringContaining("in use"),
    });
    expect(states.filter(({ status }: { status: string }) => status === "listening").length).toBe(4);
    expect((await fetch(`${gantry.origin}/healthz`)).status).toBe(200);
    holder.stop(true);
  });

  test("SIGTERM under load: ends by itself within 5 s with code 0, and what was acknowledged is stored", async () => {
    using folder = makeTempFolder("stop");
    const identity = identityOf("load");
    const baseMs = Date.now() - 3_600_000;
    const flood = new Flood([identity], { baseMs, window: 64 });
    const acked = await (async () => {
      await using plant = await startPlant(["load"], { dataDir: folder.path });
      const model = { properties: [{ identifier: "n", name: "n", dataType: { type: "int" } }] };
      expect((await plant.api.put("/products/e2e/thing-model", model)).status).toBe(200);
      await flood.start(plant.gantry.ready.mqttPort);
      await until(() => flood.ackedCount > 2_000, "load");
      const startedMs = performance.now();
      expect(await plant.gantry.kill("SIGTERM")).toBe(0);
      expect(performance.now() - startedMs).toBeLessThan(5_000);
      flood.stop();
      return flood.devices[0]?.acked ?? [];
    })();
    await using again = await startGantry({ dataDir: folder.path });
    const api = await again.signIn();
    const stored = new Set<number>();
    let cursor = "";
    do {
      const query = `property=n&from=${baseMs}&to=${Date.now()}&limit=1000&order=asc${cursor && `&cursor=${cursor}`}`;
      const { body } = await api.get(`/devices/e2e/load/points?${query}`);
      for (const { value } of body.items) stored.add(value);
      cursor = body.nextCursor ?? "";
    } while (cursor !== "");
    expect(acked.filter((n) => !stored.has(n))).toEqual([]);
    expect(flood.problems).toEqual([]);
  });

  test("a second Gantry on the same folder refuses to start and says who has it", async () => {
    await using gantry = await startGantry();
    const ran = await run([BINARY, "serve", "--data", gantry.dataDir, "--http-port", "0"]);
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain(String(gantry.pid));
  });

  test("first start without a given password: printed once, must be changed, nothing else is allowed before", async () => {
    using folder = makeTempFolder("first");
    const ports = [
      "--http-port",
      "0",
      "--mqtt-port",
      "0",
      "--mqtts-port",
      "0",
      "--mqtt-ws-port",
      "0",
      "--http-host",
      "127.0.0.1",
    ];
    const start = () =>
      Bun.spawn([BINARY, "serve", "--data", folder.path, ...ports], {
        env: plainEnv(),
        stdout: "pipe",
        stderr: "pipe",
      });
    const child = start();
    const reader = child.stdout.getReader();
    let text = "";
    while (!/^ +password +\S+/m.test(text)) text += new TextDecoder().decode((await reader.read()).value);
    const password = /^ +password +(\S+)/m.exec(text)?.[1] ?? "";
    const api = new ApiClient(/http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? "");
    const login = await api.signIn("admin", password);
    expect({ status: login.status, mustChange: login.body.user.mustChangePassword }).toEqual({
      status: 200,
      mustChange: true,
    });
    const early = await api.get("/products");
    expect({ status: early.status, code: early.body.code }).toEqual({
      status: 403,
      code: "password_change_required",
    });
    expect((await api.put("/session/password", { current: password, next: PASSWORD })).status).toBe(204);
    expect((await api.get("/products")).status).toBe(200);
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    const second = start();
    const seen = second.stdout.getReader();
    let later = "";
    while (!later.includes("data")) later += new TextDecoder().decode((await seen.read()).value);
    expect(later).not.toMatch(/^ +password +\S+/m);
    second.kill("SIGTERM");
    await second.exited;
  });
});

describe.if(hasBinary)("gantry apply", () => {
  const json = JSON.stringify(documentOf(["a", "b"]));

  test("a dry run tells the difference and changes nothing; applying twice changes nothing more", async () => {
    using folder = makeTempFolder("apply");
    const data = join(folder.path, "data");
    const file = join(folder.path, "factory.json");
    await Bun.write(file, json);
    const apply = async (...args: string[]) => {
      const ran = await run([BINARY, "apply", file, "--data", data, "--json", ...args]);
      expect(ran).toEqual({ exitCode: 0, stdout: expect.any(String), stderr: "" });
      return JSON.parse(ran.stdout).summary;
    };
    expect(await apply("--dry-run")).toEqual({ created: 5, updated: 0, unchanged: 0 });
    expect(existsSync(join(data, "gantry.db"))).toBe(false);
    expect(await apply()).toEqual({ created: 5, updated: 0, unchanged: 0 });
    expect(await apply()).toEqual({ created: 0, updated: 0, unchanged: 5 });
    const changed = documentOf(["a", "b", "c"]);
    await Bun.write(
      file,
      JSON.stringify({ ...changed, products: changed.products.map((each) => ({ ...each, name: "New" })) }),
    );
    expect(await apply("--dry-run")).toEqual({ created: 1, updated: 2, unchanged: 3 });
    expect(await apply()).toEqual({ created: 1, updated: 2, unchanged: 3 });
  });

  test("YAML, to a running Gantry; what is wrong is told with its place and nothing is changed", async () => {
    await using gantry = await startGantry();
    using folder = makeTempFolder("apply");
    const file = join(folder.path, "factory.yaml");
    const yaml = [
      "products:",
      "  - productKey: boiler",
      "    name: Boiler",
      "    thingModel:",
      "      properties:",
      "        - { identifier: pressure, name: Pressure, dataType: { type: float, unit: bar } }",
      "devices:",
      "  - { productKey: boiler, deviceName: B-1, deviceSecret: secret-of-the-boiler-1 }",
    ];
    await Bun.write(file, yaml.join("\n"));
    const apply = () => run([BINARY, "apply", file, "--server", gantry.origin, "--password", PASSWORD]);
    expect((await apply()).stdout).toContain("2 created, 0 updated, 0 unchanged");
    expect((await apply()).stdout).toContain("0 created, 0 updated, 2 unchanged");
    await Bun.write(file, yaml.join("\n").replace("type: float", "type: flaot").replace("B-1", "B-2"));
    const wrong = await apply();
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toContain("products[0].thingModel.properties[0].dataType");
    const api = await gantry.signIn();
    expect((await api.get("/devices/boiler/B-2")).status).toBe(404);
  });
});
