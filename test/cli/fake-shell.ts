import type { Shell } from "../../src/cli/shell.ts";
import { systemClock } from "../../src/spine/clock.ts";

export interface FakeShell extends Shell {
  readonly stop: AbortController;
  readonly said: { out: string; err: string };
}

/** A shell that remembers what was written to it. */
export function makeShell(overrides: Partial<Shell> = {}): FakeShell {
  const stop = new AbortController();
  const said = { out: "", err: "" };
  return {
    clock: systemClock,
    env: {},
    out(text) {
      said.out += text;
    },
    err(text) {
      said.err += text;
    },
    isTerminal: false,
    signal: stop.signal,
    stop,
    said,
    ...overrides,
  };
}
