// What is asked of the server about field buses.

import { queryOptions } from "@tanstack/react-query";
import type { RegisterArea } from "../../../src/spine/register-map.ts";
import type { DeviceKey } from "../api.ts";
import { call, get } from "../call.ts";
import { queryClient } from "../queries.ts";
import type { GuessSample, LinkSettings, ReadRequest, ScanRequest, SlaveSettings } from "./contract.ts";

/** How often a page that shows a bus asks for its newest state. */
const REFRESH_MS = 2_000;
const linkPath = (id: number) => `/links/${id}` as const;
const devicePath = ({ productKey, deviceName }: DeviceKey) =>
  `/devices/${encodeURIComponent(productKey)}/${encodeURIComponent(deviceName)}` as const;

export const fieldbusQueries = {
  links: () =>
    queryOptions({
      queryKey: ["links", "list"],
      queryFn: fieldbusCalls.links,
      refetchInterval: REFRESH_MS,
    }),
  link: (id: number) =>
    queryOptions({
      queryKey: ["links", "one", id],
      queryFn: () => get(linkPath(id)),
      refetchInterval: REFRESH_MS,
    }),
  slaves: (id: number) =>
    queryOptions({
      queryKey: ["links", "slaves", id],
      queryFn: () => fieldbusCalls.slaves(id),
    }),
  report: (id: number) =>
    queryOptions({
      queryKey: ["links", "report", id],
      queryFn: () => get(`${linkPath(id)}/report`),
      refetchInterval: REFRESH_MS,
    }),
  slaveOf: (key: DeviceKey) =>
    queryOptions({
      queryKey: ["links", "slave-of", key.productKey, key.deviceName],
      queryFn: () => get(`${devicePath(key)}/slave`),
    }),
  ports: () =>
    queryOptions({
      queryKey: ["serial-ports"],
      queryFn: () => get("/serial-ports"),
      staleTime: 0,
    }),
};

export const fieldbusCalls = {
  slaves: (id: number) => get(`${linkPath(id)}/slaves`),
  links: () => get("/links"),
  createLink: (body: LinkSettings) => call("POST", "/links", { body }),
  saveLink: (id: number, body: LinkSettings) => call("PUT", linkPath(id), { body }),
  removeLink: (id: number) => call("DELETE", linkPath(id)),
  strangers: () => get("/dtu-strangers"),
  putSlave: (key: DeviceKey, linkId: number, settings: Partial<SlaveSettings> & { unit: number }) =>
    call("PUT", `${devicePath(key)}/slave`, { body: { linkId, ...settings } }),
  removeSlave: (key: DeviceKey) => call("DELETE", `${devicePath(key)}/slave`),
  frames: (id: number, after: number | undefined) => get(`${linkPath(id)}/frames`, { after, limit: 200 }),
  startScan: (id: number, body: ScanRequest) => call("POST", `${linkPath(id)}/scan`, { body }),
  scan: (id: number) => get(`${linkPath(id)}/scan`),
  stopScan: (id: number) => call("DELETE", `${linkPath(id)}/scan`),
  read: (id: number, body: ReadRequest) => call("POST", `${linkPath(id)}/read`, { body }),
  guess: (samples: readonly GuessSample[], area: RegisterArea) =>
    call("POST", "/registers/guess", { body: { samples, area } }),
  points: (key: DeviceKey) => get(`${devicePath(key)}/registers`),
  readPoints: (key: DeviceKey, identifiers: readonly string[]) =>
    call("POST", `${devicePath(key)}/registers/read`, { body: { identifiers } }),
};

/** Everything that shows links or slaves asks anew. */
export function refreshLinks(): void {
  void queryClient.invalidateQueries({ queryKey: ["links"] });
}
