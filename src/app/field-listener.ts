// Listeners of field buses: opened when something needs them, and as the list of listeners shows them.

import { explainListenError, type ListenerReport } from "../access/listeners.ts";
import type { NetListener } from "../net/net.ts";
import type { Clock, Timer } from "../spine/clock.ts";

/** A port that another has, perhaps only until it has ended, is tried again after this. */
const AGAIN_MS = 5_000;

export interface DoorOptions {
  readonly clock: Pick<Clock, "after">;
  /** Of the first attempt that failed, and not of each that follows. */
  readonly onRefused: (cause: unknown) => void;
}

/** A listener that is there as soon as its port can be had. */
export class Door<L> {
  listener: L | undefined;
  /** Why there is none, though there should be. */
  error: string | undefined;
  #again: Timer | undefined;

  /** `listen` throws when the port cannot be had. */
  constructor(
    readonly listen: () => L,
    readonly options: DoorOptions,
  ) {}

  /** Nothing where it is open. */
  open(): void {
    this.#again?.cancel();
    this.#again = undefined;
    if (this.listener !== undefined) return;
    try {
      this.listener = this.listen();
      this.error = undefined;
    } catch (cause) {
      if (this.error === undefined) this.options.onRefused(cause);
      this.error = explainListenError(cause);
      this.#again = this.options.clock.after(AGAIN_MS, () => this.open());
    }
  }

  /** Tries no more, and gives back what was open. */
  shut(): L | undefined {
    this.#again?.cancel();
    const { listener } = this;
    this.#again = undefined;
    this.listener = undefined;
    this.error = undefined;
    return listener;
  }
}

export interface ListenerPlace {
  readonly host: string;
  /** The wanted one. */
  readonly port: number;
  /** Undefined of one that could not be started. */
  readonly listener: NetListener | undefined;
  readonly error: string | undefined;
}

/** A listener of field buses in the list of listeners. */
export function describeListener(
  name: string,
  { host, port, listener, error }: ListenerPlace,
  counts: Partial<Pick<ListenerReport, "messagesIn" | "messagesOut" | "refused">> = {},
): ListenerReport {
  return {
    ...{ name, protocol: "modbus", host, port: listener?.port ?? port, isTls: false, error },
    status: listener === undefined ? "failed" : "listening",
    connections: listener?.connections ?? 0,
    connectionsTotal: listener?.connectionsTotal ?? 0,
    messagesIn: 0,
    messagesOut: 0,
    bytesIn: listener?.bytesIn ?? 0,
    bytesOut: listener?.bytesOut ?? 0,
    refused: {},
    lastError: undefined,
    ...counts,
  };
}
