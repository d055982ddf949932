import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { hostAddresses } from "../../kit/host-addresses.ts";
import type { Say } from "../shell.ts";
import { commandsOf } from "./commands.ts";
import type { Finding } from "./finding.ts";

export interface PortQuestion {
  /** Name of the listener: `http`, `mqtt`, `mqtts`, `mqtt-ws`. */
  readonly name: string;
  readonly host: string;
  /** 0 picks a free one and is always well. */
  readonly port: number;
  /** Process that runs on this data folder, whose own ports are no trouble. */
  readonly ownPid: number | undefined;
  readonly say: Say;
}

interface Holder {
  readonly pid: number;
  readonly command: string;
}

/** Binds for a moment; undefined when it worked, otherwise the error code. */
function tryBind(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Can the listener have its port; who has it when not? */
export async function checkPort(question: PortQuestion): Promise<Finding> {
  const { name, host, port, ownPid, say } = question;
  const check = `port.${name}`;
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const free: Finding = { check, level: "ok", text: say(`${address} is free`, `${address} 可用`) };
  if (port === 0) return { check, level: "ok", text: say("a free port is picked", "将自动选择空闲端口") };
  const code = await tryBind(host, port);
  if (code === undefined) return free;
  if (code !== "EADDRINUSE") return explainBind(code, question);
  const holder = findHolder(port);
  if (holder !== undefined && holder.pid === ownPid) {
    return {
      check,
      level: "ok",
      text: say(`${address} is held by this folder's Gantry`, `${address} 由本目录的 Gantry 占用`),
    };
  }
  const who = holder === undefined ? "" : ` (${holder.command}, pid ${holder.pid})`;
  const { whoListens } = commandsOf();
  const [askEn, askZh] = whoListens
    ? [` (${whoListens} says who has it)`, `（${whoListens} 可查看占用者）`]
    : [" (as root, doctor can say who has it)", "（以 root 运行可查看占用者）"];
  return {
    check,
    level: "fail",
    text: say(`${address} is in use${who}`, `${address} 已被占用${who}`),
    fix: say(
      `stop that process, or choose another port with --${name}-port${holder ? "" : askEn}`,
      `停止该进程，或用 --${name}-port 更换端口${holder ? "" : askZh}`,
    ),
  };
}

export function explainBind(code: string, { name, host, port, say }: PortQuestion): Finding {
  const check = `port.${name}`;
  if (code === "EACCES") {
    return {
      check,
      level: "fail",
      text: say(`this user may not listen on port ${port}`, `当前用户无权监听端口 ${port}`),
      fix: say(commandsOf().allowPort.en, commandsOf().allowPort.zh),
    };
  }
  return {
    check,
    level: "fail",
    text: say(`cannot listen on ${host} (${code})`, `无法监听 ${host}（${code}）`),
    fix: say(
      `this machine has ${hostAddresses().join(", ") || "no network address"}; set --${name}-host`,
      `本机地址为 ${hostAddresses().join("、") || "无"}；请设置 --${name}-host`,
    ),
  };
}

/** Inodes of sockets that listen on `port`, out of the text of /proc/net/tcp or tcp6. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(wanted) && fields[3] === "0A")
    .flatMap((fields) => fields[9] ?? []);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The process that listens on `port`, where /proc lets us see it. */
export function findHolder(port: number): Holder | undefined {
  const tables = readOrEmpty("/proc/net/tcp") + readOrEmpty("/proc/net/tcp6");
  const links = new Set(listeningInodes(tables, port).map((inode) => `socket:[${inode}]`));
  if (links.size === 0) return undefined;
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const pid = pids.find((candidate) => hasAny(candidate, links));
  if (pid === undefined) return undefined;
  const command =
    readOrEmpty(`/proc/${pid}/cmdline`).split("\0")[0] || readOrEmpty(`/proc/${pid}/comm`).trim();
  return { pid: Number(pid), command };
}

function hasAny(pid: string, links: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return links.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    // Another user's process, or one that has just ended.
    return false;
  }
}
