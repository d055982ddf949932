import type { Clock } from "../spine/clock.ts";
import type { Language } from "../spine/error.ts";

/** What a command has of the outside world; main.ts gives the real one, tests give their own. */
export interface Shell {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes text to standard output or standard error as it is. */
  out(text: string): void;
  err(text: string): void;
  /** True when standard error is a terminal. */
  readonly isTerminal: boolean;
  /** Aborted when the process is asked to stop (SIGTERM, SIGINT). */
  readonly signal: AbortSignal;
}

/** Exit codes: what went wrong while running, and what was wrong with the command. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** The text in the language of the terminal. */
export type Say = (en: string, zh: string) => string;

export function sayIn(language: Language): Say {
  return (en, zh) => (language === "en" ? en : zh);
}
