// What we show to SCADA and panels as a Modbus server of our own.

import { queryOptions } from "@tanstack/react-query";
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
  };
}

const PATH = "/modbus-server";

export const modbusServerQuery = () =>
  queryOptions({
    queryKey: ["modbus-server"],
    queryFn: () => get<ModbusServer>(PATH),
    refetchInterval: 5_000,
  });

export function saveExposures(exposures: readonly Exposure[]): Promise<ModbusServer> {
  return call<ModbusServer>("PUT", PATH, { body: { exposures } });
}
