// The listeners of all adapters: started one by one, so that one that cannot bind leaves the others running.

import type { Adapter, Gate, Listener, ListenerStats } from "./adapter.ts";

export interface ListenerReport extends ListenerStats {
  readonly name: string;
  readonly protocol: string;
  readonly host: string;
  /** The bound port; the wanted one when it failed. */
  readonly port: number;
  readonly isTls: boolean;
  readonly status: "listening" | "failed";
  /** Why it failed, in words; undefined while it listens. */
  readonly error: string | undefined;
}

interface ListenerSpec<C> {
  readonly name: string;
  readonly adapter: Adapter<C>;
  readonly config: C & { readonly host: string; readonly port: number };
}

const NO_STATS: ListenerStats = {
  connections: 0,
  connectionsTotal: 0,
  messagesIn: 0,
  messagesOut: 0,
  bytesIn: 0,
  bytesOut: 0,
  refused: {},
  lastError: undefined,
};

export class Listeners {
  private readonly started: { info: () => ListenerReport; listener: Listener | undefined }[] = [];

  constructor(private readonly gate: Gate) {}

  /** Starts one listener; never throws: a failure is its status. */
  async start<C>(spec: ListenerSpec<C>): Promise<ListenerReport> {
    const { name, adapter, config } = spec;
    const protocol = adapter.name;
    try {
      const listener = await adapter.listen(config, this.gate);
      const info = (): ListenerReport => ({
        name,
        protocol,
        host: listener.host,
        port: listener.port,
        isTls: listener.isTls,
        status: "listening",
        error: undefined,
        ...listener.stats(),
      });
      this.started.push({ info, listener });
      return info();
    } catch (cause) {
      const isTls = "tls" in config && config.tls !== undefined;
      return this.fail({ name, protocol, host: config.host, port: config.port, isTls }, cause);
    }
  }

  /** Lists a listener that could not be started, with the reason. */
  fail(
    listener: Pick<ListenerReport, "name" | "protocol" | "host" | "port" | "isTls">,
    cause: unknown,
  ): ListenerReport {
    const failed: ListenerReport = {
      ...listener,
      status: "failed",
      error: explainListenError(cause),
      ...NO_STATS,
    };
    this.started.push({ info: () => failed, listener: undefined });
    return failed;
  }

  infos(): ListenerReport[] {
    return this.started.map(({ info }) => info());
  }

  /** Hands a renewed certificate to every TLS listener. */
  replaceTls(tls: { readonly cert: string; readonly key: string }): void {
    for (const { listener } of this.started) if (listener?.isTls) listener.replaceTls?.(tls);
  }

  async close(graceMs: number): Promise<void> {
    await Promise.all(this.started.map(({ listener }) => listener?.close(graceMs)));
  }
}

/** What the operating system said, in words that tell an operator what to do about it. */
export function explainListenError(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "EADDRINUSE") return "address in use";
  if (code === "EADDRNOTAVAIL") return "address not available";
  if (code === "EACCES" || code === "EPERM") return "no permission";
  return cause instanceof Error ? cause.message : String(cause);
}
