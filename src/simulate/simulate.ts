// `gantry simulate`: a virtual factory of machines that report as real MQTT devices over real sockets.
// Owns: the command's flags, its status line, and everything that the factory opens.
// Promises: the same seed gives the same factory; at the end no socket and no timer is left.
// Must never: reach into the platform: it knows an address, names and secrets, like any device.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { randomText } from "../kit/random-text.ts";
import type { Clock } from "../spine/clock.ts";
import type { Result } from "../spine/result.ts";
import type { Endpoint } from "./client.ts";
import { readCredentials } from "./credentials.ts";
import { type FactoryDocument, makeFactoryDocument } from "./document.ts";
import { type Factory, type FactoryStats, startFactory } from "./factory.ts";
import { parseFlags, SIMULATE_HELP, type SimulateFlags } from "./flags.ts";
import type { DeviceIdentity } from "./login.ts";

/** What the command has of the outside world. */
export interface Shell {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes text to standard output or standard error as it is. */
  out(text: string): void;
  err(text: string): void;
  /** True when standard error is a terminal: the status line is then redrawn in place. */
  readonly isTerminal: boolean;
  /** Ends the simulation (Ctrl-C). */
  readonly signal: AbortSignal;
}

/** Applies a document at a running Gantry; the failure lists what is wrong, a line each. */
export type ApplyRemotely = (request: {
  readonly server: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly text: string;
  readonly isDryRun: boolean;
}) => Promise<
  Result<
    { readonly summary: { readonly created: number; readonly updated: number; readonly unchanged: number } },
    readonly string[]
  >
>;

interface Tools {
  readonly shell: Shell;
  readonly applyRemotely: ApplyRemotely;
}

/** Something the user can mend: printed without a stack. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

const DEFAULT_DEVICES = 12;
const STATUS_MS = 1_000;

function makeDocument(flags: SimulateFlags): FactoryDocument {
  return makeFactoryDocument({
    deviceCount: flags.devices ?? DEFAULT_DEVICES,
    kind: flags.kind,
    productKey: flags["product-key"],
    language: flags.language,
    secretOf: () => randomText(32),
  });
}

/** The document of `--document`: the file when it is there, otherwise made and kept for the next run. */
function loadDocument(flags: SimulateFlags): { text: string; devices: readonly DeviceIdentity[] } {
  const path = flags.document;
  let text: string;
  if (path !== undefined && existsSync(path)) text = readFileSync(path, "utf8");
  else {
    text = `${JSON.stringify(makeDocument(flags), null, 2)}\n`;
    if (path !== undefined) writeFileSync(path, text, { mode: 0o600 }); // holds secrets
  }
  const devices = readCredentials(text);
  if (!devices.ok) throw new UsageError(`${path}: ${devices.error}`);
  return { text, devices: devices.value };
}

function loadDevices(flags: SimulateFlags): { text: string | undefined; devices: readonly DeviceIdentity[] } {
  if (flags.credentials === undefined) return loadDocument(flags);
  const devices = readCredentials(readFileSync(flags.credentials, "utf8"));
  if (!devices.ok) throw new UsageError(`${flags.credentials}: ${devices.error}`);
  return { text: undefined, devices: devices.value };
}

async function applyFirst(flags: SimulateFlags, text: string, tools: Tools): Promise<void> {
  const server = flags.apply ?? "";
  const password = tools.shell.env.GANTRY_PASSWORD ?? tools.shell.env.GANTRY_ADMIN_PASSWORD;
  const applied = await tools.applyRemotely({ server, user: flags.user, password, text, isDryRun: false });
  if (!applied.ok) throw new UsageError(applied.error.join("\n"));
  const { created, updated, unchanged } = applied.value.summary;
  tools.shell.err(`${server}: ${created} created, ${updated} updated, ${unchanged} unchanged\n`);
}

function endpointOf(flags: SimulateFlags): Endpoint {
  const isTls = flags.tls || flags.insecure || flags.ca !== undefined;
  const ca = flags.ca === undefined ? undefined : readFileSync(flags.ca, "utf8");
  const tls = isTls ? { ca, isVerified: !flags.insecure } : undefined;
  return { host: flags.host, port: flags.port ?? (isTls ? 8_883 : 1_883), tls };
}

export function describeStats(stats: FactoryStats, perSec: number): string {
  const parts = [
    `${stats.connected}/${stats.devices} connected`,
    `${perSec.toFixed(perSec < 100 ? 1 : 0)} msg/s`,
    `${stats.sent} sent`,
  ];
  if (stats.acked > 0) {
    parts.push(`${stats.acked} acked (p50 ${stats.ackMsP50.toFixed(1)} p99 ${stats.ackMsP99.toFixed(1)} ms)`);
  }
  if (stats.events > 0) parts.push(`${stats.events} events`);
  if (stats.dropped > 0) parts.push(`${stats.dropped} dropped`);
  if (stats.lost > 0) parts.push(`${stats.lost} lost`);
  if (stats.lastProblem !== undefined && stats.connected < stats.devices) parts.push(stats.lastProblem);
  return parts.join("  ");
}

function showStatus(factory: Factory, flags: SimulateFlags, shell: Shell): void {
  let before = { sent: 0, atMs: shell.clock.monotonicMs() };
  let lines = 0;
  const show = () => {
    const stats = factory.stats();
    const atMs = shell.clock.monotonicMs();
    const perSec = ((stats.sent - before.sent) * 1_000) / Math.max(1, atMs - before.atMs);
    before = { sent: stats.sent, atMs };
    if (flags.json) shell.out(`${JSON.stringify({ ts: shell.clock.now(), perSec, ...stats })}\n`);
    else if (shell.isTerminal) shell.err(`\r\x1b[K${describeStats(stats, perSec)}`);
    else if (lines++ % 10 === 0) shell.err(`${describeStats(stats, perSec)}\n`);
  };
  const timer = shell.clock.every(STATUS_MS, show);
  shell.signal.addEventListener("abort", () => timer.cancel());
}

async function untilEnd(flags: SimulateFlags, shell: Shell): Promise<void> {
  await new Promise<void>((resolve) => {
    if (shell.signal.aborted) resolve();
    shell.signal.addEventListener("abort", () => resolve());
    if (flags.duration !== undefined) shell.clock.after(flags.duration * 1_000, resolve);
  });
}

async function simulate(flags: SimulateFlags, tools: Tools): Promise<number> {
  const { shell } = tools;
  const { text, devices } = loadDevices(flags);
  if (flags["print-document"]) {
    shell.out(text ?? "");
    return 0;
  }
  if (flags.apply !== undefined && text !== undefined) await applyFirst(flags, text, tools);
  const endpoint = endpointOf(flags);
  shell.err(
    `${Math.min(devices.length, flags.devices ?? devices.length)} devices to ${endpoint.host}:${endpoint.port}\n`,
  );
  const factory = startFactory({
    clock: shell.clock,
    endpoint,
    devices: flags.devices === undefined ? devices : devices.slice(0, flags.devices),
    ...(flags.kind === undefined ? {} : { kind: flags.kind }),
    auth: flags.auth,
    qos: flags.qos === 0 ? 0 : 1,
    intervalMs: 1_000 / flags.rate,
    seed: flags.seed,
    speed: flags.speed,
    isReplyWanted: !flags["no-reply"],
  });
  const ended = new AbortController();
  showStatus(factory, flags, { ...shell, signal: ended.signal });
  await untilEnd(flags, shell);
  ended.abort();
  await factory.stop();
  const stats = factory.stats();
  if (flags.json) shell.out(`${JSON.stringify({ ts: shell.clock.now(), isFinal: true, ...stats })}\n`);
  else shell.err(`${shell.isTerminal ? "\r\x1b[K" : ""}${describeStats(stats, 0)}\n`);
  return stats.sent > 0 ? 0 : 1;
}

/** Runs `gantry simulate` with the arguments that follow it; resolves to the exit code. */
export async function runSimulate(
  args: readonly string[],
  shell: Shell,
  applyRemotely: ApplyRemotely,
): Promise<number> {
  const flags = parseFlags(args);
  if (!flags.ok) {
    shell.err(`gantry simulate: ${flags.error}\nSee gantry simulate --help.\n`);
    return 2;
  }
  if (flags.value.help) {
    shell.out(SIMULATE_HELP);
    return 0;
  }
  try {
    return await simulate(flags.value, { shell, applyRemotely });
  } catch (error) {
    const isExpected = error instanceof UsageError || (error instanceof Error && "code" in error);
    if (!isExpected) throw error;
    shell.err(`gantry simulate: ${error.message}\n`);
    return 1;
  }
}
