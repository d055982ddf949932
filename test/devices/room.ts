// The room's API over devices in memory.

import { devicesRoutes } from "../../src/devices/routes.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";
import { openWorld } from "./topology/world.ts";

export function openRoom() {
  const world = openWorld();
  const { audit, entries } = makeAuditLog();
  const told = () => entries.map(([who, { action, target }]) => [who, action, target]);
  return { ...world, entries, told, ...makeApiClient(devicesRoutes({ ...world, audit })) };
}
