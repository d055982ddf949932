// A place in the log as readers of the feed keep it: which log, and how far.

import { err, ok, type Result } from "../../spine/result.ts";

/** Text whose form readers must not rely on; safe in a URL and in a header. */
export function positionText(logId: string, seq: number): string {
  return `${logId}.${seq}`;
}

/** The seq behind `text`; `other_log` when it was given out by another log, `no_position` when it is none. */
export function readPosition(text: string, logId: string): Result<number, "other_log" | "no_position"> {
  const dot = text.lastIndexOf(".");
  const digits = text.slice(dot + 1);
  if (dot < 1 || !/^\d{1,15}$/.test(digits)) return err("no_position");
  return text.slice(0, dot) === logId ? ok(Number(digits)) : err("other_log");
}
