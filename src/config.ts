// Configuration: one schema for file, environment and flags.
// Owns: every setting with its default, bounds and description; help and `--print-config` are made from them.
// Promises: flags win over environment, environment over file, file over defaults; a problem names source and setting.
// Must never: hold a setting that nothing reads, or print a secret.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { readNetworks } from "./kit/cidr.ts";
import { DocumentError, parseDocument } from "./kit/document-text.ts";
import { MASK } from "./kit/redact.ts";
import { problemsOf, segmentsOf } from "./kit/schema-problem.ts";
import {
  amount,
  bounded,
  choice,
  flag,
  optionalText,
  optionalZone,
  port,
  portNumber,
  range,
  share,
  text,
  timeOfDay,
  timesOfDay,
  wholeAmount,
} from "./kit/setting-schema.ts";
import { LANGUAGES } from "./spine/error.ts";
import { err, ok, type Result } from "./spine/result.ts";

const host = text("0.0.0.0", "address to listen on; 127.0.0.1 for this machine only");
/** Of each listener for MQTT. */
const mqttLimits = {
  maxConnections: bounded(10_000, { min: 1, max: 1_000_000 }, "most connections at once"),
  maxPacketKb: bounded(256, { min: 1, max: 5_120 }, "largest packet, in KB (2^10 bytes)"),
  maxSubscriptions: bounded(1_000, { min: 1, max: 100_000 }, "most subscriptions of one client"),
  connectTimeoutS: bounded(10, { min: 1, max: 300 }, "seconds until a connection must have logged in"),
};
const cadence = choice(
  ["strict", "grouped", "relaxed"],
  "grouped",
  "how soon QoS 1 and 2 are committed, on every MQTT listener",
);

export const ConfigSchema = v.strictObject({
  data: text("./data", "data folder; holds everything that Gantry keeps"),
  http: v.strictObject({
    enabled: flag(true, "admin page and API"),
    host,
    port: port(8080),
    mqtt: flag(true, "MQTT over WebSocket on this port too, under /mqtt"),
    tls: flag(false, "https, with the certificate of MQTT over TLS"),
    redirectPort: v.optional(
      portNumber("with tls: a plain port that sends browsers to https; none unless set"),
    ),
    proxies: v.optional(
      v.pipe(
        v.string(),
        v.check(
          (list) => readNetworks(list) !== undefined,
          "must be addresses or networks with commas between them",
        ),
        v.description(
          "reverse proxies in front (10.0.0.2,10.1.0.0/16): their X-Forwarded-For says who calls",
        ),
      ),
      "",
    ),
    metrics: choice(
      ["open", "private", "local", "off"],
      "private",
      "all, private networks, this machine, or nobody may read /metrics",
    ),
    hsts: choice(
      ["off", "host", "subdomains"],
      "host",
      "with tls and a certificate of your own: browsers keep to https for a year",
    ),
  }),
  mqtt: v.strictObject({
    enabled: flag(true, "MQTT for devices and applications"),
    host,
    port: port(1883),
    ...mqttLimits,
    cadence,
  }),
  mqtts: v.pipe(
    v.strictObject({
      enabled: flag(true, "MQTT over TLS"),
      host,
      port: port(8883),
      ...mqttLimits,
      certFile: optionalText("PEM of your own certificate chain; otherwise Gantry makes one"),
      keyFile: optionalText("PEM of its private key"),
      clientCa: optionalText("PEM of the authority by whose certificates devices log in; own for Gantry's"),
      oldSuites: flag(true, "suites of TLS 1.2 with CBC too, which modems in the field may need"),
      requireClientCert: flag(false, "with clientCa: who has no certificate is refused"),
    }),
    v.check(
      ({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined),
      "needs certFile and keyFile together",
    ),
  ),
  mqttWs: v.strictObject({
    enabled: flag(true, "MQTT over WebSocket on a port of its own, under /mqtt"),
    host,
    port: port(8083),
    ...mqttLimits,
    tls: flag(false, "with the certificate of MQTT over TLS (wss)"),
  }),
  modbus: v.strictObject({
    dtu: flag(true, "DTUs may call in, once there is a link for one"),
    dtuHost: host,
    dtuPort: port(8502),
    server: flag(true, "properties are served as Modbus registers, once one is exposed"),
    serverHost: host,
    serverPort: port(5020),
  }),
  broker: v.strictObject({
    sessionHours: bounded(
      168,
      { min: 1, max: 100_000 },
      "an MQTT session outlives its connection for at most this long",
    ),
    queueMessages: bounded(10_000, { min: 1, max: 1_000_000 }, "messages that wait for one client"),
    queueMb: bounded(4, { min: 1, max: 1_024 }, "and their MB (10^6 bytes); beyond it the oldest goes"),
    queuesMb: wholeAmount(256, 1, "messages that wait for all clients, in MB (10^6 bytes)"),
    retainedMessages: wholeAmount(100_000, 1, "most retained messages"),
    retainedMb: wholeAmount(64, 1, "and their MB (10^6 bytes)"),
  }),
  protection: v.strictObject({
    requestsPerS: wholeAmount(200, 0, "API requests of one person or address in a second; 0: any number"),
    signatureSkewS: bounded(
      300,
      { min: 10, max: 3_600 },
      "how far clocks of programs that sign API requests may be off, s",
    ),
    connectionsPerS: wholeAmount(200, 0, "connections that one address may open in a second; 0: any number"),
    messagesPerS: wholeAmount(0, 0, "messages of one device in a second, faster ones wait; 0: any number"),
    addressMessagesPerS: wholeAmount(0, 0, "messages of all devices of one address; 0: any number"),
    banFailures: wholeAmount(10, 0, "failed logins in a minute that shut a device out; 0: none is"),
    banMinutes: wholeAmount(10, 1, "how long"),
  }),
  site: v.strictObject({
    timeZone: optionalZone("IANA zone of days, shifts and exports; this machine's unless set"),
    dayStart: timeOfDay("00:00", "when days begin"),
    shifts: timesOfDay("when shifts begin (06:00,14:00,22:00); none unless set"),
  }),
  log: v.strictObject({
    retentionMb: amount(4096, 64, "the event log keeps at most this much, in MB (10^6 bytes)"),
    retentionHours: amount(168, 1, "and nothing older than this"),
    commitGapMs: range(
      2,
      { min: 0, max: 1_000 },
      "least time between two grouped commits; 20 to 50 spares SD cards",
    ),
  }),
  telemetry: v.strictObject({ retentionDays: wholeAmount(365, 1, "points are kept this long") }),
  journal: v.strictObject({
    retentionDays: wholeAmount(90, 1, "device events, presence and refusals are kept this long"),
    maxEntries: wholeAmount(1_000_000, 1_000, "and at most this many"),
  }),
  disk: v.strictObject({
    budgetPercent: share(60, "of its file system that the data folder may take; beyond it the oldest goes"),
    reserveMb: amount(512, 1, "free space that Gantry does not use up itself, in MB (10^6 bytes)"),
  }),
  language: choice(
    LANGUAGES,
    "en",
    "of this terminal (zh-CN where LANG says so); each browser chooses its own",
  ),
  demo: flag(false, "begin with a production line of simulated devices"),
  readyJson: flag(false, "print one JSON line with the addresses once everything listens"),
  adminPassword: optionalText("first password of the user admin"),
});
export type Config = v.InferOutput<typeof ConfigSchema>;

/** One leaf of the schema as flags, environment and help see it. */
export interface Setting {
  /** Keys from the root: `["http", "port"]`. */
  readonly path: readonly string[];
  /** Undefined for a secret: a flag would show it to everyone who lists processes. */
  readonly flag: string | undefined;
  readonly env: string;
  readonly kind: "boolean" | "number" | "string";
  readonly choices: readonly string[];
  readonly fallback: string | number | boolean | undefined;
  readonly description: string;
}

/** Where a value came from, for messages and `--print-config`. */
export type Sources = ReadonlyMap<string, string>;

export interface ConfigInput {
  /** Flags by name without dashes; `config` names the file. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly sources: Sources;
  /** Names that look like ours and are not: worth telling, no reason to stop. */
  readonly warnings: readonly string[];
}

const SECRETS: ReadonlySet<string> = new Set(["adminPassword"]);
/** GANTRY_ names that are not settings: the file's own path, what `apply` signs in with, what the build reads. */
const OTHER_ENV: ReadonlySet<string> = new Set(["GANTRY_CONFIG", "GANTRY_PASSWORD", "GANTRY_COMMIT"]);
/** Read in the data folder when no file is named. */
export const CONFIG_FILE = "gantry.yaml";

type Leaf = v.OptionalSchema<v.GenericSchema, unknown>;

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function settingOf(path: readonly string[], leaf: Leaf): Setting {
  const name = path.map(kebab).join("-");
  const wrapped = leaf.wrapped as v.GenericSchema & { readonly options?: readonly string[] };
  const kind = wrapped.type === "boolean" || wrapped.type === "number" ? wrapped.type : "string";
  return {
    path,
    // `--no-mqtts` reads better than `--no-mqtts-enabled`.
    flag: SECRETS.has(path.join(".")) ? undefined : name.replace(/-enabled$/, ""),
    env: `GANTRY_${name.replaceAll("-", "_").toUpperCase()}`,
    kind,
    choices: wrapped.options ?? [],
    fallback: v.getDefault(leaf) as Setting["fallback"],
    description: v.getDescription(wrapped) ?? "",
  };
}

function collectSettings(entries: Readonly<Record<string, unknown>>, path: readonly string[]): Setting[] {
  return Object.entries(entries).flatMap(([key, schema]) => {
    const section = schema as { readonly type: string; readonly entries?: Readonly<Record<string, unknown>> };
    return section.entries === undefined
      ? [settingOf([...path, key], schema as Leaf)]
      : collectSettings(section.entries, [...path, key]);
  });
}

/** Every setting, in the order of the schema. */
export const SETTINGS: readonly Setting[] = collectSettings(ConfigSchema.entries, []);

type Tree = { [key: string]: unknown };
type Problem = string;

/** Text from the environment or a flag as the setting's kind; text that is no such thing stays for the schema to refuse. */
function fromText(setting: Setting, value: string): unknown {
  if (setting.kind === "number") return /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  if (setting.kind !== "boolean") return value;
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  return /^(0|false|no|off)$/i.test(value) ? false : value;
}

function put(tree: Tree, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const below = tree[key];
  const next: Tree = typeof below === "object" && below !== null ? { ...below } : {};
  tree[key] = next;
  put(next, rest, value);
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The file as a tree; a folder without gantry.yaml is an empty one. */
async function readFile(
  path: string | undefined,
  dataDir: string,
): Promise<Result<{ tree: Tree; file: string }, Problem>> {
  const file = path ?? join(dataDir, CONFIG_FILE);
  if (path === undefined && !existsSync(file)) return ok({ tree: {}, file });
  try {
    const document = (await parseDocument(readFileSync(file, "utf8"))) ?? {};
    return isTree(document) ? ok({ tree: document, file }) : err(`${file}: must hold settings by name`);
  } catch (error) {
    if (error instanceof DocumentError) return err(`${file}: ${error.detail}`);
    if (error instanceof Error && "code" in error)
      return err(`${file}: cannot be read (${String(error.code)})`);
    throw error;
  }
}

/** `http.port` and its like: every place in the tree that has a value. */
function placesIn(tree: Tree): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    isTree(value) ? placesIn(value).map((below) => `${key}.${below}`) : [key],
  );
}

/** Merges all sources and validates once. The failure lists every problem, each with its source. */
export async function loadConfig({
  flags,
  env,
}: ConfigInput): Promise<Result<LoadedConfig, readonly Problem[]>> {
  const named = flags.config ?? (env.GANTRY_CONFIG || undefined);
  const dataFrom = flags.data ?? (env.GANTRY_DATA || "./data");
  const read = await readFile(typeof named === "string" ? named : undefined, String(dataFrom));
  if (!read.ok) return err([read.error]);
  const { tree, file } = read.value;
  const sources = new Map(placesIn(tree).map((place) => [place, file]));
  for (const setting of SETTINGS) {
    const key = setting.path.join(".");
    const section = setting.path.length > 1 ? setting.path[0] : undefined;
    // A section that nobody mentions still has its defaults.
    if (section !== undefined && tree[section] === undefined) tree[section] = {};
    const fromEnv = env[setting.env];
    if (fromEnv !== undefined && fromEnv !== "") {
      put(tree, setting.path, fromText(setting, fromEnv));
      sources.set(key, `environment ${setting.env}`);
    }
    const given = setting.flag === undefined ? undefined : flags[setting.flag];
    if (given !== undefined) {
      put(tree, setting.path, typeof given === "string" ? fromText(setting, given) : given);
      sources.set(key, `flag --${setting.flag}`);
    }
  }
  noteLocale(tree, sources, env);
  const parsed = v.safeParse(ConfigSchema, tree);
  if (!parsed.success) return err(describeProblems(parsed.issues, sources, file));
  return ok({ config: parsed.output, sources, warnings: unknownNames(env) });
}

/** A terminal that is set to Chinese gets Chinese, unless something says otherwise. */
function noteLocale(tree: Tree, sources: Map<string, string>, env: ConfigInput["env"]): void {
  const name = ["LC_ALL", "LC_MESSAGES", "LANG"].find((each) => env[each] !== undefined && env[each] !== "");
  if (tree.language !== undefined || name === undefined || !/^zh/i.test(env[name] ?? "")) return;
  tree.language = "zh-CN";
  sources.set("language", `environment ${name}`);
}

function describeProblems(
  issues: readonly v.BaseIssue<unknown>[],
  sources: Sources,
  file: string,
): Problem[] {
  const problems = problemsOf(issues);
  return issues.map((issue, index) => {
    const key = segmentsOf(issue).join(".");
    const problem = problems[index];
    return `${sources.get(key) ?? file}: ${problem?.path ?? key} ${problem?.message ?? ""}`.trimEnd();
  });
}

function unknownNames(env: ConfigInput["env"]): string[] {
  const known = new Set([...SETTINGS.map((setting) => setting.env), ...OTHER_ENV]);
  return Object.keys(env)
    .filter((name) => name.startsWith("GANTRY_") && !known.has(name))
    .sort()
    .map((name) => `environment ${name} is no setting`);
}

/** The effective configuration as YAML, secrets masked, each line with its source. */
export function printConfig({ config, sources }: LoadedConfig): string {
  const lines: string[] = [];
  let section: string | undefined;
  for (const { path } of SETTINGS) {
    const [head = "", leaf] = path;
    const value =
      leaf === undefined ? config[head as keyof Config] : (config[head as keyof Config] as Tree)[leaf];
    if (leaf !== undefined && head !== section) lines.push(`${head}:`);
    section = leaf === undefined ? undefined : head;
    const source = sources.get(path.join(".")) ?? "default";
    const isSecret = SECRETS.has(path.join("."));
    const name = leaf === undefined ? head : `  ${leaf}`;
    // JSON is YAML; what is not set, or not to be shown, is a comment, so that the text can be fed back.
    if (value === undefined) lines.push(`${name.replace(/\S/, "# $&")}:`);
    else if (isSecret) lines.push(`${name.replace(/\S/, "# $&")}: ${MASK} # ${source}`);
    else lines.push(`${name}: ${JSON.stringify(value)} # ${source}`);
  }
  return `${lines.join("\n")}\n`;
}
