import type { Clock } from "../spine/clock.ts";
import type { ConnContext } from "./conn.ts";
import { BufferPool } from "./outgoing.ts";
import type { TlsFiles } from "./tls-files.ts";

/** What every kind of listener is told. */
export interface AcceptOptions {
  readonly clock: Clock;
  readonly maxConnections: number;
  /** A connection whose waiting output passes this is terminated (`overflow`). */
  readonly maxOutputBytes: number;
  /** Longest wait between `end` and the close. */
  readonly lingerMs: number;
  /** Called for each connection beyond `maxConnections`, which is closed at once. */
  readonly onRefused?: ((address: string) => void) | undefined;
  /** Whether a peer at this IP may connect now; otherwise it is closed at once. */
  readonly isAdmitted?: ((ip: string) => boolean) | undefined;
}

export interface NetListener {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly connections: number;
  readonly connectionsTotal: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Takes new certificate files for new connections; open ones stay. Throws when they cannot be used. `ca` stays. */
  replaceTls(tls: TlsFiles): void;
  /** Accepts no more; open connections stay. */
  stop(): void;
}

/** The counters of a listener, which its connections keep. */
export abstract class CountingListener implements NetListener {
  protected readonly context: ConnContext;

  constructor(
    options: AcceptOptions,
    readonly isTls: boolean,
  ) {
    this.context = {
      clock: options.clock,
      pool: new BufferPool(),
      maxOutputBytes: options.maxOutputBytes,
      lingerMs: options.lingerMs,
      isTls,
      dirty: [],
      isFlushQueued: false,
      connections: 0,
      connectionsTotal: 0,
      bytesIn: 0,
      bytesOut: 0,
    };
  }

  abstract get host(): string;
  abstract get port(): number;
  abstract replaceTls(tls: TlsFiles): void;
  abstract stop(): void;

  get connections(): number {
    return this.context.connections;
  }
  get connectionsTotal(): number {
    return this.context.connectionsTotal;
  }
  get bytesIn(): number {
    return this.context.bytesIn;
  }
  get bytesOut(): number {
    return this.context.bytesOut;
  }
}
