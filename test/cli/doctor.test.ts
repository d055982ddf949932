import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doctor } from "../../src/cli/doctor.ts";
import { loadConfig } from "../../src/config.ts";
import { makeShell } from "./fake-shell.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gantry-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(flags: Record<string, string | boolean>, isJson = true) {
  const shell = makeShell();
  const ports = {
    "http-port": "0",
    "mqtt-port": "0",
    "mqtts-port": "0",
    "mqtt-ws-port": "0",
    "log-retention-mb": "64",
  };
  const loaded = await loadConfig({ flags: { data: folder, ...ports, ...flags }, env: {} });
  if (!loaded.ok) throw new Error(loaded.error.join());
  return { code: await doctor({ config: loaded.value.config, isJson }, shell), ...shell.said };
}

test("a well machine has code 0 and every check is told", async () => {
  const { code, out } = await run({});
  const { ok, findings } = JSON.parse(out);
  expect([code, ok]).toEqual([0, true]);
  expect(findings.map((finding: { check: string }) => finding.check)).toEqual([
    ...["folder.write", "folder.disk", "folder.space", "folder.privacy", "folder.lock"],
    ...["port.http", "port.mqtt", "port.mqtts", "port.mqtt-ws"],
    ...["clock.time", "clock.ntp", "clock.rtc", "clock.zone"],
    ...["machine.files", "machine.memory", "tls.certificate"],
  ]);
});

test("a taken port has code 1, says who has it and what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as { port: number };
  const { code, out } = await run({ "mqtt-port": String(port), "mqtt-host": "127.0.0.1" }, false);
  expect(code).toBe(1);
  expect(out).toMatch(
    new RegExp(`^FAIL port.mqtt +127.0.0.1:${port} is in use \\(.*, pid ${process.pid}\\)$`, "m"),
  );
  expect(out).toContain("another port with --mqtt-port\n");
  other.close();
});

test("a listener that is off is not looked at", async () => {
  const { out } = await run({ mqtts: false }, false);
  expect(out).not.toContain("port.mqtts");
  expect(out).not.toContain("tls.certificate");
});
