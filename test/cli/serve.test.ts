import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFolder, readHolder } from "../../src/cli/lock-store.ts";
import { type ListenerState, type RunningApp, readyText, serve } from "../../src/cli/serve.ts";
import { VERSION } from "../../src/cli/version.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import { type Clock, systemClock } from "../../src/spine/clock.ts";
import { AppError } from "../../src/spine/error.ts";
import { makeShell } from "./fake-shell.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "gantry-serve-")), "data");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const HTTP: ListenerState = {
  name: "http",
  host: "127.0.0.1",
  port: 8080,
  isTls: false,
  status: "listening",
};
const MQTT: ListenerState = { name: "mqtt", host: "0.0.0.0", port: 1883, isTls: false, status: "listening" };
const MQTTS: ListenerState = {
  ...{ name: "mqtts", host: "::", port: 8883, isTls: true },
  ...{ status: "failed", error: "address in use" },
};

function makeApp(overrides: Partial<RunningApp> = {}): RunningApp {
  return {
    listeners: () => [HTTP, MQTT, MQTTS],
    close: async () => {},
    initialPassword: undefined,
    httpUrl: "http://127.0.0.1:8080/",
    ...overrides,
  };
}

async function makeConfig(flags: Record<string, string | boolean> = {}): Promise<Config> {
  const loaded = await loadConfig({ flags: { data: folder, ...flags }, env: {} });
  if (!loaded.ok) throw new Error(loaded.error.join());
  return loaded.value.config;
}

describe("serve", () => {
  test("tells where it listens, waits for the signal, closes, and leaves the folder free", async () => {
    const shell = makeShell();
    const seen: unknown[] = [];
    const app = makeApp({ close: async () => void seen.push("closed") });
    const openApp = async (config: Config) => {
      seen.push(config.data);
      queueMicrotask(() => shell.stop.abort());
      return app;
    };
    const code = await serve({ config: await makeConfig(), openApp }, shell);
    expect([code, seen, readHolder(folder)]).toEqual([0, [folder, "closed"], undefined]);
    expect(shell.said.out).toContain("http://127.0.0.1:8080\n");
    expect(shell.said.err).toBe("");
  });

  test("--ready-json prints one line of JSON, and the text for people elsewhere", async () => {
    const shell = makeShell();
    shell.stop.abort();
    await serve({ config: await makeConfig({ "ready-json": true }), openApp: async () => makeApp() }, shell);
    const { startMs, ...ready } = JSON.parse(shell.said.out);
    expect(shell.said.out.indexOf("\n")).toBe(shell.said.out.length - 1);
    expect(startMs).toBeGreaterThan(0);
    expect(ready).toEqual({
      ready: true,
      http: { host: "127.0.0.1", port: 8080, url: "http://127.0.0.1:8080" },
      mqtt: { host: "0.0.0.0", port: 1883, url: "mqtt://127.0.0.1:1883" },
      mqtts: { host: "::", port: 8883, failed: "address in use" },
      pid: process.pid,
      version: VERSION,
      data: folder,
    });
    expect(shell.said.err).toContain("failed: address in use (port 8883)");
  });

  test("a folder that another Gantry has is refused, and its holder named", async () => {
    const other = lockFolder(folder, { pid: 4711, startedAt: 1 });
    if (other.ok) other.value.announce("http://127.0.0.1:9");
    const shell = makeShell();
    const code = await serve({ config: await makeConfig(), openApp: async () => makeApp() }, shell);
    expect([code, shell.said.err]).toEqual([
      1,
      `gantry: Another Gantry runs on ${folder} (pid 4711, http://127.0.0.1:9). Stop it, or choose another folder with --data.\n`,
    ]);
    if (other.ok) other.value.release();
  });

  test("a folder that cannot be made is told", async () => {
    const shell = makeShell();
    const config = { ...(await makeConfig()), data: "/proc/gantry" };
    expect(await serve({ config, openApp: async () => makeApp() }, shell)).toBe(1);
    expect(shell.said.err).toStartWith("gantry: The data folder /proc/gantry cannot be used: ");
  });

  test("when nothing listens it does not stay", async () => {
    const shell = makeShell();
    const app = makeApp({ listeners: () => [MQTTS], httpUrl: undefined });
    expect(await serve({ config: await makeConfig(), openApp: async () => app }, shell)).toBe(1);
  });

  test("an expected failure is told in the terminal's language", async () => {
    const shell = makeShell();
    const openApp = async () => {
      throw new AppError("weak_password", { min: 8 });
    };
    const code = await serve({ config: await makeConfig({ language: "zh-CN" }), openApp }, shell);
    expect([code, shell.said.err]).toEqual([1, "gantry: 密码至少需要 8 个字符。\n"]);
  });

  test("what does not close in time is left", async () => {
    const after: Clock["after"] = (_, fn) => {
      fn();
      return { cancel() {} };
    };
    const shell = makeShell({ clock: { ...systemClock, after } });
    shell.stop.abort();
    const app = makeApp({ close: () => new Promise(() => {}) });
    expect(await serve({ config: await makeConfig(), openApp: async () => app }, shell)).toBe(1);
    expect(shell.said.err).toBe("Not everything ended in time.\n");
  });
});

test("the password of the first start is shown once, in both languages", async () => {
  const app = makeApp({ initialPassword: "abcd-efgh" });
  const config = await makeConfig();
  const [en, zh] = [readyText(app, config, folder), readyText(app, { ...config, language: "zh-CN" }, folder)];
  expect(en).toEndWith("  user      admin\n  password  abcd-efgh\n");
  expect(zh).toEndWith("  用户      admin\n  密码      abcd-efgh\n");
});
