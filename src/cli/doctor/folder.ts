import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Clock } from "../../spine/clock.ts";
import { isFolderLocked, readHolder } from "../lock-store.ts";
import type { Say } from "../shell.ts";
import { commandsOf } from "./commands.ts";
import type { Finding } from "./finding.ts";

export interface FolderQuestion {
  readonly folder: string;
  /** What the event log may take, MB; there should be room for it. */
  readonly logMb: number;
  readonly clock: Clock;
  readonly say: Say;
}

/** File systems that lose data or locks, by the magic number of statfs(2). */
const FILE_SYSTEMS: ReadonlyMap<number, { readonly name: string; readonly level: "warn" | "fail" }> = new Map(
  [
    [0x6969, { name: "NFS", level: "fail" }],
    [0xff534d42, { name: "CIFS", level: "fail" }],
    [0xfe534d42, { name: "SMB2", level: "fail" }],
    [0x517b, { name: "SMB", level: "fail" }],
    [0x01021997, { name: "9p", level: "fail" }],
    [0x65735546, { name: "FUSE", level: "warn" }],
    [0x01021994, { name: "tmpfs", level: "warn" }],
    [0x794c7630, { name: "overlayfs", level: "warn" }],
    [0x4d44, { name: "FAT", level: "warn" }],
    [0x2011bab0, { name: "exFAT", level: "warn" }],
  ],
);
const MEGABYTE = 1_000_000;
const FREE_MIN_BYTES = 200 * MEGABYTE;
const SYNCS = 20;
const SYNC_SLOW_MS = 20;
const SYNC_BAD_MS = 200;

/** The folder itself where it exists, otherwise the nearest one above that does. */
function existing(folder: string): string {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return place;
}

/** Can the data folder be written, is its disk local, roomy and quick, is it private, was it left in good order? */
export function checkFolder(question: FolderQuestion): Finding[] {
  const { folder, say } = question;
  const place = existing(folder);
  const findings = [checkWritable(place, question)];
  if (findings.some((finding) => finding.level === "fail")) return findings;
  const space = statfsSync(place);
  findings.push(checkFileSystem(space.type, say), checkSpace(space.bavail * space.bsize, question));
  if (place === folder) {
    findings.push(checkPrivacy(folder, say), checkLeftover(folder, say));
  }
  return findings;
}

/** Writes and syncs a small file some times: what each acknowledgement waits for. */
function checkWritable(place: string, { folder, clock, say }: FolderQuestion): Finding {
  const check = "folder.write";
  const times: number[] = [];
  try {
    const probe = mkdtempSync(join(place, ".gantry-doctor-"));
    try {
      const file = openSync(join(probe, "probe"), "w");
      const block = new Uint8Array(4096);
      for (let i = 0; i < SYNCS; i++) {
        const startedAt = clock.monotonicMs();
        writeSync(file, block);
        fdatasyncSync(file);
        times.push(clock.monotonicMs() - startedAt);
      }
      closeSync(file);
    } finally {
      // One by one: there are systems on which only the folder's whole removal fails.
      rmSync(join(probe, "probe"), { force: true });
      rmdirSync(probe);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      check,
      level: "fail",
      text: say(`${folder} cannot be written: ${why}`, `无法写入 ${folder}：${why}`),
      fix: say(
        `make it writable for this user (${commandsOf().own}), or choose another folder with --data`,
        `请为当前用户授予写权限（${commandsOf().own}），或用 --data 指定其他目录`,
      ),
    };
  }
  return judgeSync(times, { folder, say });
}

/** Judges the times of syncs, ms. */
export function judgeSync(times: readonly number[], { folder, say }: { folder: string; say: Say }): Finding {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const worst = sorted.at(-1) ?? 0;
  const spread = `${median.toFixed(1)} / ${worst.toFixed(1)} ms`;
  const text = say(
    `${folder}: a durable write takes ${spread} (median / worst)`,
    `${folder}：一次落盘写入耗时 ${spread}（中位数 / 最差）`,
  );
  if (median < SYNC_SLOW_MS && worst < SYNC_BAD_MS) return { check: "folder.write", level: "ok", text };
  return {
    check: "folder.write",
    level: "warn",
    text,
    fix: say(
      "acknowledgements wait for this; prefer an SSD to an SD card, and a disk of its own",
      "确认消息需要等待落盘；建议使用 SSD 而非 SD 卡，并使用独立磁盘",
    ),
  };
}

export function checkFileSystem(type: number, say: Say): Finding {
  const check = "folder.disk";
  // statfs(2) gives a signed number on some platforms.
  const known = FILE_SYSTEMS.get(type >>> 0);
  if (known === undefined) return { check, level: "ok", text: say("a local file system", "本地文件系统") };
  const isVolatile = known.name === "tmpfs" || known.name === "overlayfs";
  return {
    check,
    level: known.level,
    text: say(`the data folder lies on ${known.name}`, `数据目录位于 ${known.name} 上`),
    fix: isVolatile
      ? say(
          "its content goes with the machine's memory or the container; mount a disk or a volume",
          "内容会随内存或容器一起消失，请挂载磁盘或卷",
        )
      : say(
          "locks and durable writes are not certain there; use a disk of this machine",
          "该文件系统的锁与落盘不可靠，请使用本机磁盘",
        ),
  };
}

export function checkSpace(
  freeBytes: number,
  { logMb, say }: Pick<FolderQuestion, "logMb" | "say">,
): Finding {
  const check = "folder.space";
  const free = `${Math.round(freeBytes / MEGABYTE)} MB`;
  const text = say(
    `${free} free; the event log may take ${logMb} MB`,
    `剩余 ${free}；事件日志最多占用 ${logMb} MB`,
  );
  if (freeBytes > logMb * MEGABYTE + FREE_MIN_BYTES) return { check, level: "ok", text };
  const fix = say(
    "free some space, or lower log.retentionMb and telemetry.retentionDays",
    "请清理磁盘，或调低 log.retentionMb 与 telemetry.retentionDays",
  );
  return { check, level: freeBytes < FREE_MIN_BYTES ? "fail" : "warn", text, fix };
}

function checkPrivacy(folder: string, say: Say): Finding {
  const check = "folder.privacy";
  if (process.platform === "win32") {
    const command = `icacls "${folder}"`;
    const text = say(`${command} says who may look into it`, `可用 ${command} 查看谁能访问数据目录`);
    return { check, level: "ok", text };
  }
  const isOpen = (statSync(folder).mode & 0o007) !== 0;
  if (!isOpen) return { check, level: "ok", text: say("closed to other users", "其他用户无法访问") };
  return {
    check,
    level: "warn",
    text: say("every user of this machine can look into the data folder", "本机所有用户都能访问数据目录"),
    fix: `chmod 700 ${folder}`,
  };
}

function checkLeftover(folder: string, say: Say): Finding {
  const check = "folder.lock";
  const holder = readHolder(folder);
  if (isFolderLocked(folder)) {
    const who = holder === undefined ? "" : ` (pid ${holder.pid}${holder.url ? `, ${holder.url}` : ""})`;
    return { check, level: "ok", text: say(`a Gantry runs on it${who}`, `Gantry 正在使用该目录${who}`) };
  }
  if (holder === undefined) return { check, level: "ok", text: say("nobody uses it", "当前无人使用") };
  return {
    check,
    level: "warn",
    text: say(
      `the last Gantry (pid ${holder.pid}) was not stopped in good order; nothing that was acknowledged is lost`,
      `上一个 Gantry（pid ${holder.pid}）未正常停止；已确认的数据不会丢失`,
    ),
    fix: say(
      "start it again; look for a power cut or a kill for want of memory",
      "重新启动即可；请检查是否断电或内存不足被杀",
    ),
  };
}
