import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, type ConfigInput, loadConfig, printConfig, SETTINGS } from "../src/config.ts";
import { parseDocument } from "../src/kit/document-text.ts";

const LIMITS = { maxConnections: 10_000, maxPacketKb: 256, maxSubscriptions: 1_000, connectTimeoutS: 10 };
const DEFAULTS: Config = {
  data: "./data",
  http: {
    ...{ enabled: true, host: "0.0.0.0", port: 8080, mqtt: true, tls: false },
    ...{ proxies: "", metrics: "private", hsts: "host" },
  },
  mqtt: { enabled: true, host: "0.0.0.0", port: 1883, ...LIMITS, cadence: "grouped" },
  mqtts: { enabled: true, host: "0.0.0.0", port: 8883, ...LIMITS, oldSuites: true, requireClientCert: false },
  mqttWs: { enabled: true, host: "0.0.0.0", port: 8083, ...LIMITS, tls: false },
  modbus: {
    dtu: true,
    dtuHost: "0.0.0.0",
    dtuPort: 8502,
    server: true,
    serverHost: "0.0.0.0",
    serverPort: 5020,
  },
  broker: {
    sessionHours: 168,
    queueMessages: 10_000,
    queueMb: 4,
    queuesMb: 256,
    retainedMessages: 100_000,
    retainedMb: 64,
  },
  protection: {
    requestsPerS: 200,
    signatureSkewS: 300,
    connectionsPerS: 200,
    messagesPerS: 0,
    addressMessagesPerS: 0,
    banFailures: 10,
    banMinutes: 10,
  },
  site: { dayStart: "00:00", shifts: "" },
  log: { retentionMb: 4096, retentionHours: 168, commitGapMs: 2 },
  telemetry: { retentionDays: 365 },
  journal: { retentionDays: 90, maxEntries: 1_000_000 },
  disk: { budgetPercent: 60, reserveMb: 512 },
  language: "en",
  demo: false,
  readyJson: false,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gantry-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function load(input: Partial<ConfigInput>): Promise<Config> {
  const loaded = await loadConfig({ flags: {}, env: {}, ...input });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  return loaded.value.config;
}

async function problemsOf(input: Partial<ConfigInput>): Promise<readonly string[]> {
  const loaded = await loadConfig({ flags: {}, env: {}, ...input });
  return loaded.ok ? [] : loaded.error;
}

function writeConfig(text: string, name = "gantry.yaml"): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe("where a setting comes from", () => {
  test("without anything, the defaults", async () => {
    expect(await load({})).toEqual(DEFAULTS);
  });

  test("flags win over environment, environment over file, file over defaults", async () => {
    const config = writeConfig(
      "http: {port: 1, host: file}\nmqtt: {port: 2}\nmqtts: {port: 3, enabled: false}\n",
    );
    const loaded = await load({
      flags: { config, "http-port": "11" },
      env: { GANTRY_HTTP_PORT: "21", GANTRY_MQTT_PORT: "22" },
    });
    expect(loaded).toEqual({
      ...DEFAULTS,
      http: { ...DEFAULTS.http, host: "file", port: 11 },
      mqtt: { ...DEFAULTS.mqtt, port: 22 },
      mqtts: { ...DEFAULTS.mqtts, port: 3, enabled: false },
    });
  });

  test("gantry.yaml of the data folder is read, whichever way the folder is named", async () => {
    writeConfig("demo: true\n");
    const expected = { ...DEFAULTS, data: folder, demo: true };
    expect(await load({ flags: { data: folder } })).toEqual(expected);
    expect(await load({ env: { GANTRY_DATA: folder } })).toEqual(expected);
  });

  test("a JSON file will do, named by flag or environment", async () => {
    const file = writeConfig('{"log": {"retentionMb": 100}}', "other.json");
    const expected = { ...DEFAULTS, log: { retentionMb: 100, retentionHours: 168, commitGapMs: 2 } };
    expect(await load({ flags: { config: file } })).toEqual(expected);
    expect(await load({ env: { GANTRY_CONFIG: file } })).toEqual(expected);
  });

  test("switches understand the usual words, and an empty variable is none", async () => {
    const read = async (text: string) => (await load({ env: { GANTRY_DEMO: text } })).demo;
    expect(await Promise.all(["1", "true", "YES", "on", "0", "false", "no", "off", ""].map(read))).toEqual([
      ...[true, true, true, true],
      ...[false, false, false, false, false],
    ]);
  });

  test("the language follows the terminal's locale unless it is set", async () => {
    expect((await load({ env: { LANG: "zh_CN.UTF-8" } })).language).toBe("zh-CN");
    expect((await load({ env: { LANG: "zh_CN.UTF-8", LC_ALL: "C" } })).language).toBe("en");
    expect((await load({ env: { LANG: "zh_CN.UTF-8", GANTRY_LANGUAGE: "en" } })).language).toBe("en");
  });
});

describe("problems name source and setting", () => {
  test("all of them at once", async () => {
    const config = writeConfig("http: {port: 70000}\nsurprise: 1\nlog: {retentionMb: much}\n");
    expect(
      await problemsOf({
        flags: { config, "mqtt-port": "x" },
        env: { GANTRY_DEMO: "maybe", GANTRY_LANGUAGE: "fr" },
      }),
    ).toEqual([
      `${config}: http.port must be 0 to 65535`,
      "flag --mqtt-port: mqtt.port must be number",
      `${config}: log.retentionMb must be number`,
      "environment GANTRY_LANGUAGE: language must be one of zh-CN, en",
      "environment GANTRY_DEMO: demo must be boolean",
      `${config}: surprise unknown field`,
    ]);
  });

  test("proxies that are no networks", async () => {
    const flags = { "http-proxies": "10.0.0.1, proxy.plant" };
    expect(await problemsOf({ flags })).toEqual([
      "flag --http-proxies: http.proxies must be addresses or networks with commas between them",
    ]);
    expect((await load({ flags: { "http-proxies": "10.0.0.1, fd00::/8" } })).http.proxies).toContain(
      "fd00::/8",
    );
  });

  test("a site whose zone, day or shifts are none", async () => {
    const config = writeConfig("site: {timeZone: Mars/Olympus, dayStart: '24:00'}\n");
    expect(await problemsOf({ flags: { config, "site-shifts": "14:00,06:00" } })).toEqual([
      `${config}: site.timeZone must be an IANA time zone, as Asia/Shanghai`,
      `${config}: site.dayStart must be a time of day, as 06:00`,
      "flag --site-shifts: site.shifts must be rising times with commas between them, as 06:00,14:00,22:00",
    ]);
    const flags = {
      "site-time-zone": "Asia/Kolkata",
      "site-day-start": "06:30",
      "site-shifts": "06:30,18:30",
    };
    expect((await load({ flags })).site).toEqual({
      ...{ timeZone: "Asia/Kolkata", dayStart: "06:30", shifts: "06:30,18:30" },
    });
  });

  test("a file that is missing, broken, or no set of names", async () => {
    const missing = join(folder, "none.yaml");
    expect(await problemsOf({ flags: { config: missing } })).toEqual([`${missing}: cannot be read (ENOENT)`]);
    const broken = writeConfig("a: [1\n", "broken.yaml");
    expect((await problemsOf({ flags: { config: broken } }))[0]).toStartWith(`${broken}: not YAML`);
    const list = writeConfig("- 1\n", "list.yaml");
    expect(await problemsOf({ flags: { config: list } })).toEqual([`${list}: must hold settings by name`]);
    expect(await problemsOf({ flags: { config: writeConfig("http: 3\n", "h.yaml") } })).toEqual([
      `${join(folder, "h.yaml")}: http must be Object`,
    ]);
  });

  test("an unknown GANTRY_ name in the environment is worth a warning", async () => {
    const loaded = await loadConfig({
      flags: {},
      env: { GANTRY_HTTP_PROT: "1", GANTRY_CONFIG: "", OTHER: "1" },
    });
    expect(loaded.ok && loaded.value.warnings).toEqual(["environment GANTRY_HTTP_PROT is no setting"]);
  });
});

describe("--print-config", () => {
  test("shows each value with its source, and no secret", async () => {
    const loaded = await loadConfig({
      flags: { "http-port": "0" },
      env: { GANTRY_ADMIN_PASSWORD: "open sesame", GANTRY_MQTT_HOST: "::" },
    });
    const text = loaded.ok ? printConfig(loaded.value) : "";
    expect(text).toContain("\n  port: 0 # flag --http-port\n");
    expect(text).toContain('\n  host: "::" # environment GANTRY_MQTT_HOST\n');
    expect(text).toContain("\n# adminPassword: *** # environment GANTRY_ADMIN_PASSWORD\n");
    expect(text).not.toContain("sesame");
  });

  test("what it prints can be fed back", async () => {
    const loaded = await loadConfig({ flags: { demo: true, "log-retention-mb": "77.5" }, env: {} });
    const text = loaded.ok ? printConfig(loaded.value) : "";
    expect(await parseDocument(text)).toEqual({
      ...DEFAULTS,
      demo: true,
      log: { retentionMb: 77.5, retentionHours: 168, commitGapMs: 2 },
    });
    const again = await load({ flags: { config: writeConfig(text) } });
    expect(again).toEqual({
      ...DEFAULTS,
      demo: true,
      log: { retentionMb: 77.5, retentionHours: 168, commitGapMs: 2 },
    });
  });
});

test("every setting has a flag or is a secret, a variable of its own and a description", () => {
  const flags = SETTINGS.flatMap(({ flag }) => flag ?? []);
  expect(new Set(flags).size).toBe(SETTINGS.length - 1);
  expect(new Set(SETTINGS.map(({ env }) => env)).size).toBe(SETTINGS.length);
  expect(SETTINGS.filter(({ description }) => description === "")).toEqual([]);
});

test("a certificate without its key is told, not passed over", async () => {
  const loaded = await loadConfig({ flags: { data: "/nowhere", "mqtts-cert-file": "cert.pem" }, env: {} });
  expect(loaded).toMatchObject({ ok: false });
  if (!loaded.ok) expect(loaded.error.join()).toContain("needs certFile and keyFile together");
});
