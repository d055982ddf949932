// Where DTUs call in: each caller is matched to the link that waits for it, and its connection becomes that link's wire.

import { listen, type NetListener } from "../../../net/net.ts";
import { Caller, type CallerOptions } from "./caller.ts";

export interface DtuListenerOptions extends CallerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly maxConnections: number;
  readonly isAdmitted?: ((ip: string) => boolean) | undefined;
}

const OUTPUT_BYTES = 65_536;
const LINGER_MS = 1_000;

/** Listens. Throws when the address cannot be had. */
export function listenForDtus(options: DtuListenerOptions): NetListener {
  const { host, port, clock, maxConnections, isAdmitted } = options;
  return listen(
    { host, port, clock, maxConnections, maxOutputBytes: OUTPUT_BYTES, lingerMs: LINGER_MS, isAdmitted },
    (conn) => new Caller(conn, options),
  );
}
