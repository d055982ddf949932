// What every part of the composition root is given, and what the rooms of the web learn of the start.

import type { Config } from "../config.ts";
import type { LogLines } from "../kit/log-line.ts";
import type { Clock } from "../spine/clock.ts";
import type { IssuedPair } from "../tls/tls.ts";

export interface Setting {
  readonly config: Config;
  readonly clock: Clock;
  readonly lines: LogLines;
}

/** What the rooms of the web learn of the start as it goes on. */
export interface State {
  isReady: boolean;
  caPem: string | undefined;
  /** Of the certificate of the TLS listeners, UTC ms; undefined where there is none. */
  tlsExpiresAt?: (() => number) | undefined;
  /** Makes a client certificate of our own authority; undefined where that is not in use. */
  issueClient?: ((name: string) => Promise<IssuedPair>) | undefined;
}
