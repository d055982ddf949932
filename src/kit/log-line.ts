import { redact } from "./redact.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFields = Readonly<Record<string, unknown>>;

/** What Gantry says about itself, one JSON object a line. Fields that are named like secrets are masked. */
export interface LogLines {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `error` among the fields is written with its name, code, text, stack and causes. */
  error(message: string, fields?: LogFields): void;
  /** The same lines with `fields` in each. */
  with(fields: LogFields): LogLines;
}

export interface LogLinesOptions {
  /** Takes one line, with its line break. */
  readonly write: (line: string) => void;
  /** Wall time, UTC ms. */
  readonly now: () => number;
  /** Lines below it are not written. */
  readonly level: LogLevel;
}

export function makeLogLines(options: LogLinesOptions, context: LogFields = {}): LogLines {
  const threshold = LOG_LEVELS.indexOf(options.level);
  const line =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(level) < threshold) return;
      const time = new Date(options.now()).toISOString();
      options.write(`${formatLine({ time, level, message }, { ...context, ...fields })}\n`);
    };
  return {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
    with: (fields) => makeLogLines(options, { ...context, ...fields }),
  };
}

/** Time, level and message lead, and no field can take their names. */
function formatLine(head: Readonly<Record<string, string>>, fields: LogFields): string {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields))
    plain[name in head ? `${name}_` : name] = toPlain(value, 0);
  const masked = redact(plain) as Record<string, unknown>;
  return JSON.stringify({ ...head, ...masked });
}

/** Deeper than this, objects are cut off; a cycle ends here too. */
const DEPTH = 6;

function toPlain(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Error) return describeCause(value, depth);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH) return "[...]";
  if (Array.isArray(value)) return value.map((item) => toPlain(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, toPlain(field, depth + 1)]));
}

/** Own fields of an error are left out, but for its code: drivers keep statements and values in them. */
function describeCause(error: Error, depth: number): unknown {
  const { name, message, stack, cause } = error;
  const code = "code" in error && typeof error.code !== "object" ? error.code : undefined;
  const hasCause = cause !== undefined && depth < DEPTH;
  return { name, code, message, stack, ...(hasCause ? { cause: toPlain(cause, depth + 1) } : {}) };
}
