// What we show to SCADA and panels as a Modbus server of our own.

import { queryOptions } from "@tanstack/react-query";
import type { ServerSettings } from "../../../../src/spine/fieldbus.ts";
import { call, get } from "../../call.ts";
import type { Exposure } from "../contract.ts";

export interface ModbusServer {
  readonly exposures: readonly Exposure[];
  readonly listener: {
    /** `off`: nothing is exposed, or the configuration has it off. */
    readonly state: "off" | "listening" | "failed";
    readonly host: string;
    readonly port: number;
    readonly error: string | null;
    readonly connections: number;
    /** False: the configuration has it off. */
    readonly isAllowed: boolean;
    /** Connections that were not let in: by their address, or because there were enough. */
    readonly turnedAway: { readonly address: number; readonly number: number };
  };
  /** Who is connected over TCP. */
  readonly clients: readonly {
    readonly address: string;
    readonly since: number;
    readonly answered: number;
    readonly refused: number;
    readonly lastException: number | null;
    readonly lastRequestAt: number | null;
  }[];
  /** In the order of the settings. */
  readonly ports: readonly ServedPort[];
  readonly settings: ServerSettings;
}

/** A serial line on which another is the master. */
export interface ServedPort {
  readonly path: string;
  readonly state: "off" | "listening" | "failed";
  readonly error: string | null;
  readonly answered: number;
  readonly refused: number;
  readonly foreign: number;
  readonly garbled: number;
  readonly lastRequestAt: number | null;
}

const PATH = "/modbus-server";

export const modbusServerQuery = () =>
  queryOptions({
    queryKey: ["modbus-server"],
    queryFn: (): Promise<ModbusServer> => get(PATH),
    refetchInterval: 5_000,
  });

export interface ServerChange {
  readonly exposures?: readonly Exposure[];
  readonly settings?: ServerSettings;
}

/** What is absent stays as it is. */
export function saveServer(change: ServerChange): Promise<ModbusServer> {
  return call("PUT", PATH, { body: change });
}
