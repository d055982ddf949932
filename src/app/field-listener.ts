import type { ListenerReport } from "../access/listeners.ts";
import type { NetListener } from "../net/net.ts";

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
