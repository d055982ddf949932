import { fieldbusRoutes } from "../fieldbus/routes.ts";
import type { Router } from "../http/http.ts";
import { listSerialPorts, portNames } from "../net/net.ts";
import type { FieldbusPlane } from "./fieldbus-plane.ts";
import type { Stores } from "./stores.ts";

/** The API of field buses over what runs of them. */
export function fieldbusApi(
  { fieldbus, devices, accounts }: Pick<Stores, "fieldbus" | "devices" | "accounts">,
  { engine, serverState }: Pick<FieldbusPlane, "engine" | "serverState">,
): Router {
  const { audit } = accounts;
  return fieldbusRoutes({
    fieldbus,
    devices,
    audit,
    engine,
    serverState,
    listSerialPorts,
    portNames: portNames(),
  });
}
