import { existsSync, readFileSync } from "node:fs";
import { freemem } from "node:os";
import type { Say } from "../shell.ts";
import type { Finding } from "./finding.ts";

export interface MachineQuestion {
  /** Connections that all listeners together may hold. */
  readonly maxConnections: number;
  readonly say: Say;
}

const MEMORY_MIN_BYTES = 150_000_000;
/** Beside connections: databases, log generations, the pages. */
const OTHER_FILES = 256;

/** Are there enough file descriptors and memory? */
export function checkMachine({ maxConnections, say }: MachineQuestion): Finding[] {
  return [
    checkOpenFiles(readOpenFiles(readOrEmpty("/proc/self/limits")), maxConnections, say),
    checkMemory(availableMemory(), say),
  ];
}

function readOrEmpty(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The hard limit of open files out of /proc/self/limits, up to which the runtime raises the soft one. */
export function readOpenFiles(limits: string): number | undefined {
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1];
  if (hard === undefined) return undefined;
  return hard === "unlimited" ? Number.POSITIVE_INFINITY : Number(hard);
}

export function checkOpenFiles(limit: number | undefined, maxConnections: number, say: Say): Finding {
  const check = "machine.files";
  const needed = maxConnections + OTHER_FILES;
  if (limit === undefined)
    return { check, level: "ok", text: say("no limit of open files is known", "未发现文件数限制") };
  const text = say(
    `${limit} open files allowed, ${needed} wanted for ${maxConnections} connections`,
    `允许打开 ${limit} 个文件，${maxConnections} 个连接需要 ${needed} 个`,
  );
  if (limit >= needed) return { check, level: "ok", text };
  return {
    check,
    level: "warn",
    text,
    fix: say(
      "raise it: LimitNOFILE= in the systemd unit, --ulimit nofile for a container, or ulimit -n",
      "请调高：systemd 单元的 LimitNOFILE=，容器的 --ulimit nofile，或 ulimit -n",
    ),
  };
}

/** Memory that this process may still take, bytes: the machine's, or what the container leaves. */
function availableMemory(): number {
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(readOrEmpty("/proc/meminfo"))?.[1];
  const machine = available === undefined ? freemem() : Number(available) * 1_024;
  const limit = Number(readOrEmpty("/sys/fs/cgroup/memory.max"));
  const used = Number(readOrEmpty("/sys/fs/cgroup/memory.current"));
  // An absent file reads as 0, "max" as NaN: no limit.
  return limit > 0 ? Math.min(machine, limit - used) : machine;
}

export function checkMemory(availableBytes: number, say: Say): Finding {
  const check = "machine.memory";
  const shown = `${Math.round(availableBytes / 1_000_000)} MB`;
  const text = say(`${shown} available`, `可用内存 ${shown}`);
  if (availableBytes >= MEMORY_MIN_BYTES) return { check, level: "ok", text };
  return {
    check,
    level: "warn",
    text,
    fix: say(
      "Gantry wants 150 MB at least; more for many devices",
      "Gantry 至少需要 150 MB，设备多时需要更多",
    ),
  };
}
