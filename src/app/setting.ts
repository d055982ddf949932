// What every part of the composition root is given, and what the rooms of the web learn of the start.

import type { Config } from "../config.ts";
import type { LogLines } from "../kit/log-line.ts";
import type { Clock } from "../spine/clock.ts";

export interface Setting {
  readonly config: Config;
  readonly clock: Clock;
  readonly lines: LogLines;
}

/** What the rooms of the web learn of the start as it goes on. */
export interface State {
  isReady: boolean;
  caPem: string | undefined;
}
