import { existsSync, readFileSync } from "node:fs";
import type { Say } from "../shell.ts";
import { commandsOf } from "./commands.ts";
import type { Finding } from "./finding.ts";

export interface TimeQuestion {
  /** Wall time, UTC ms. */
  readonly now: number;
  /** Time of the hardware clock, UTC ms; undefined when there is none or it cannot be read; `hidden`: Windows shows none. */
  readonly rtcMs: number | "hidden" | undefined;
  /** Whether the system clock follows a time server; undefined when that cannot be told. */
  readonly isSynchronized: boolean | undefined;
  /** IANA name of the time zone. */
  readonly timeZone: string;
  readonly say: Say;
}

/** This product did not exist before; a clock that says so is wrong. */
const EARLIEST = Date.UTC(2025, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
const RTC_DRIFT_MS = 60_000;
/** A hardware clock that is kept in local time differs by whole quarters of an hour. */
const QUARTER_MS = 15 * 60_000;

/** What this machine tells of its clock. */
export function readTime(): Pick<TimeQuestion, "rtcMs" | "isSynchronized" | "timeZone"> {
  return {
    rtcMs: readRtc(),
    isSynchronized: readSynchronized(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

function readRtc(): TimeQuestion["rtcMs"] {
  if (process.platform === "win32") return "hidden";
  try {
    return Number(readFileSync("/sys/class/rtc/rtc0/since_epoch", "utf8")) * 1_000;
  } catch {
    return undefined;
  }
}

function readSynchronized(): boolean | undefined {
  // systemd-timesyncd leaves this file once it has the time.
  if (existsSync("/run/systemd/timesync/synchronized")) return true;
  const timedatectl = Bun.which("timedatectl");
  if (timedatectl === null) return undefined;
  const asked = Bun.spawnSync([timedatectl, "show", "-p", "NTPSynchronized", "--value"], {
    stderr: "ignore",
  });
  const said = asked.stdout.toString().trim();
  return said === "" ? undefined : said === "yes";
}

/** Is the time plausible, does it follow a time server, does it survive a power cut, which zone is it? */
export function checkTime({ now, rtcMs, isSynchronized, timeZone, say }: TimeQuestion): Finding[] {
  return [
    checkYear(now, say),
    checkSynchronized(isSynchronized, say),
    ...(rtcMs === "hidden" ? [] : [checkRtc(now, rtcMs, say)]),
    { check: "clock.zone", level: "ok", text: timeZone },
  ];
}

function checkYear(now: number, say: Say): Finding {
  const check = "clock.time";
  const shown = new Date(now).toISOString();
  if (now > EARLIEST && now < LATEST) return { check, level: "ok", text: shown };
  return {
    check,
    level: "fail",
    text: say(`the clock says ${shown}`, `系统时间为 ${shown}`),
    fix: say(
      `set it (${commandsOf().setTime}) or turn on NTP`,
      `请校正时间（${commandsOf().setTime}）或启用 NTP`,
    ),
  };
}

function checkSynchronized(isSynchronized: boolean | undefined, say: Say): Finding {
  const check = "clock.ntp";
  if (isSynchronized === true)
    return { check, level: "ok", text: say("follows a time server", "已与时间服务器同步") };
  return {
    check,
    level: "warn",
    text:
      isSynchronized === false
        ? say("the clock follows no time server", "系统时间未与时间服务器同步")
        : say("cannot tell whether the clock follows a time server", "无法判断是否与时间服务器同步"),
    fix: say(
      `points are stored under device time or this clock; turn on NTP (${commandsOf().followTimeServer}), a server in the plant will do`,
      `数据点按设备时间或本机时间存储；请启用 NTP（${commandsOf().followTimeServer}），可使用厂内时间服务器`,
    ),
  };
}

function checkRtc(now: number, rtcMs: number | undefined, say: Say): Finding {
  const check = "clock.rtc";
  if (rtcMs === undefined) {
    return {
      check,
      level: "warn",
      text: say("no hardware clock was found", "未找到硬件时钟"),
      fix: say(
        "after a power cut the time is wrong until a time server answers",
        "断电重启后，在时间服务器响应前时间会不准确",
      ),
    };
  }
  const drift = Math.abs(now - rtcMs);
  const isLocalTime = Math.abs(drift - Math.round(drift / QUARTER_MS) * QUARTER_MS) < RTC_DRIFT_MS;
  if (isLocalTime && drift < 15 * 3_600_000) return { check, level: "ok", text: say("agrees", "一致") };
  return {
    check,
    level: "warn",
    text: say(
      `the hardware clock differs by ${Math.round(drift / 1_000)} s`,
      `硬件时钟相差 ${Math.round(drift / 1_000)} 秒`,
    ),
    fix: "hwclock --systohc",
  };
}
