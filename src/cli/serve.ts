import { resolve } from "node:path";
import type { Config } from "../config.ts";
import { hostAddresses } from "../kit/host-addresses.ts";
import { failureText } from "./failure-text.ts";
import { type FolderLock, lockFolder } from "./lock-store.ts";
import { EXIT, type Say, type Shell, sayIn } from "./shell.ts";
import { describeVersion, VERSION } from "./version.ts";

/** A listener as the ready text and the ready line tell of it. */
export interface ListenerState {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly status: "listening" | "failed";
  readonly error?: string | undefined;
}

/** What serve asks of the composed application. */
export interface RunningApp {
  listeners(): readonly ListenerState[];
  /** Stops taking, lets what is under way end, makes everything durable. */
  close(): Promise<void>;
  /** Password made up for the user admin at the first start. */
  readonly initialPassword?: string | undefined;
  /** Address of the admin page on this machine; undefined when it does not listen. */
  readonly httpUrl: string | undefined;
}

export interface ServeOptions {
  readonly config: Config;
  openApp(config: Config): Promise<RunningApp>;
}

/** What closing gets, of the 5 s within which a stop is promised. */
const CLOSE_MS = 4_500;

/** Runs the platform until the shell's signal; resolves to the exit code. */
export async function serve({ config, openApp }: ServeOptions, shell: Shell): Promise<number> {
  const say = sayIn(config.language);
  const folder = resolve(config.data);
  const lock = takeFolder(folder, shell, say);
  if (lock === undefined) return EXIT.failed;
  try {
    const app = await openApp({ ...config, data: folder });
    const isServing = app.listeners().some((listener) => listener.status === "listening");
    lock.announce(app.httpUrl);
    tellReady(app, { config, folder }, shell);
    if (isServing) await aborted(shell.signal);
    const isClosed = await closeInTime(app, shell);
    if (!isClosed) shell.err(`${say("Not everything ended in time.", "未能在限定时间内全部结束。")}\n`);
    return isServing && isClosed ? EXIT.ok : EXIT.failed;
  } catch (error) {
    const text = failureText(error, folder, config.language);
    if (text === undefined) throw error;
    shell.err(`gantry: ${text}\n`);
    return EXIT.failed;
  } finally {
    lock.release();
  }
}

function takeFolder(folder: string, shell: Shell, say: Say): FolderLock | undefined {
  try {
    const lock = lockFolder(folder, { pid: process.pid, startedAt: shell.clock.now() });
    if (lock.ok) return lock.value;
    const who =
      lock.error === undefined
        ? ""
        : ` (pid ${lock.error.pid}${lock.error.url ? `, ${lock.error.url}` : ""})`;
    shell.err(
      `gantry: ${say(
        `Another Gantry runs on ${folder}${who}. Stop it, or choose another folder with --data.`,
        `已有另一个 Gantry 在使用 ${folder}${who}。请先停止它，或用 --data 另选目录。`,
      )}\n`,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    shell.err(
      `gantry: ${say(`The data folder ${folder} cannot be used`, `无法使用数据目录 ${folder}`)}: ${why}\n`,
    );
  }
  return undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    signal.addEventListener("abort", () => done(), { once: true });
  });
}

async function closeInTime(app: RunningApp, { clock }: Shell): Promise<boolean> {
  const { promise, resolve: late } = Promise.withResolvers<boolean>();
  const timer = clock.after(CLOSE_MS, () => late(false));
  const isClosed = await Promise.race([app.close().then(() => true), promise]);
  timer.cancel();
  return isClosed;
}

/** `host:port` with a wildcard host as the address of this machine. */
function reachable({ host, port }: ListenerState, wildcard: string): string {
  const name = host === "0.0.0.0" || host === "::" || host === "" ? wildcard : host;
  return name.includes(":") ? `[${name}]:${port}` : `${name}:${port}`;
}

function urlOf(listener: ListenerState): string {
  const { name, isTls } = listener;
  const address = reachable(listener, "127.0.0.1");
  if (name === "mqtt-ws" || name === "http-mqtt") return `${isTls ? "wss" : "ws"}://${address}/mqtt`;
  if (name === "http-redirect") return `http://${address}`;
  return `${name === "http" && isTls ? "https" : name}://${address}`;
}

/** Text goes to standard output unless a program reads its one line there. */
function tellReady(
  app: RunningApp,
  { config, folder }: { config: Config; folder: string },
  shell: Shell,
): void {
  const text = readyText(app, config, folder);
  if (!config.readyJson) {
    shell.out(text);
    return;
  }
  shell.out(`${JSON.stringify(readyLine(app, folder, shell))}\n`);
  shell.err(text);
}

/** The one line of `--ready-json`: each listener under its name. */
export function readyLine(app: RunningApp, folder: string, shell: Shell): Record<string, unknown> {
  const listeners = app.listeners().map((listener) => {
    const { name, host, port, error } = listener;
    const isFailed = listener.status === "failed";
    return [name, isFailed ? { host, port, failed: error } : { host, port, url: urlOf(listener) }];
  });
  return {
    ready: true,
    ...Object.fromEntries(listeners),
    pid: process.pid,
    version: VERSION,
    data: folder,
    startMs: Math.round(shell.clock.monotonicMs() * 10) / 10,
  };
}

const LABEL_COLUMNS = 10;

/** One line with its label in a column; a Chinese character takes two columns of a terminal. */
function row(label: string, value: string): string {
  const width = [...label].reduce((sum, char) => sum + (char > "\u2e80" ? 2 : 1), 0);
  return `  ${label}${" ".repeat(Math.max(1, LABEL_COLUMNS - width))}${value}\n`;
}

function pageRows(app: RunningApp, say: Say): string[] {
  const page = app.listeners().find(({ name, status }) => name === "http" && status === "listening");
  if (page === undefined || app.httpUrl === undefined) return [];
  const isEverywhere = page.host === "0.0.0.0" || page.host === "::";
  const others = isEverywhere ? hostAddresses() : [];
  const urls = [
    app.httpUrl.replace(/\/$/, ""),
    ...others.map((address) => `${page.isTls ? "https" : "http"}://${reachable(page, address)}`),
  ];
  return urls.map((url, index) => row(index === 0 ? say("open", "打开") : "", url));
}

function listenerRow(listener: ListenerState, say: Say): string {
  if (listener.status === "listening") return row(listener.name, urlOf(listener));
  const port = listener.port === 0 ? "" : say(` (port ${listener.port})`, `（端口 ${listener.port}）`);
  return row(listener.name, `${say("failed: ", "失败：")}${listener.error ?? ""}${port}`);
}

/** What a person reads at the start: where to go, how to get in the first time, what does not listen. */
export function readyText(app: RunningApp, config: Config, folder: string): string {
  const say = sayIn(config.language);
  const rest = app.listeners().filter(({ name, status }) => name !== "http" || status === "failed");
  const rows = [
    `Gantry ${describeVersion()} ${say("is running", "已启动")}\n`,
    ...pageRows(app, say),
    ...rest.map((listener) => listenerRow(listener, say)),
    row(say("data", "数据"), folder),
  ];
  if (app.initialPassword !== undefined) {
    rows.push(
      `${say("First sign-in; the password is shown only this once:", "首次登录，密码仅显示这一次：")}\n`,
      row(say("user", "用户"), "admin"),
      row(say("password", "密码"), app.initialPassword),
    );
  }
  return rows.join("");
}
