// What is asked of the server about field buses.

import { queryOptions } from "@tanstack/react-query";
import type { RegisterArea } from "../../../src/spine/register-map.ts";
import type { DeviceKey } from "../api.ts";
import { call, get } from "../call.ts";
import { edit } from "../edit/edit.ts";
import { queryClient } from "../queries.ts";
import type {
  FieldLink,
  FieldSlave,
  GuessSample,
  LinkSettings,
  ReadRequest,
  ScanRequest,
  SlaveSettings,
} from "./contract.ts";

/** How often a page that shows a bus asks for its newest state. */
const REFRESH_MS = 2_000;
export const linkPath = (id: number) => `/links/${id}` as const;
const devicePath = ({ productKey, deviceName }: DeviceKey) =>
  `/devices/${encodeURIComponent(productKey)}/${encodeURIComponent(deviceName)}` as const;

export const slavePath = (key: DeviceKey) => `${devicePath(key)}/slave` as const;

/** Null: the device is on no link. */
export interface SlaveOf {
  readonly slave: FieldSlave | null;
}

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
      queryFn: () => fieldbusCalls.slaveOf(key),
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
  saveLink: (body: LinkSettings, basis: FieldLink) =>
    edit("putLink", { at: [basis.id], basis, body, part: ({ settings }: FieldLink) => settings }),
  /** What the change does not touch stays as it is then. */
  changeLink: async (id: number, change: (settings: LinkSettings) => LinkSettings) =>
    edit("putLink", {
      ...{ at: [id], basis: (await get(linkPath(id))) as FieldLink, part: () => undefined },
      body: ({ settings }: FieldLink) => change(settings),
    }),
  removeLink: (id: number) => call("DELETE", linkPath(id)),
  strangers: () => get("/dtu-strangers"),
  slaveOf: (key: DeviceKey): Promise<SlaveOf> => get(slavePath(key)),
  putSlave: (
    { productKey, deviceName }: DeviceKey,
    body: Partial<SlaveSettings> & { linkId: number; unit: number },
    basis: SlaveOf,
  ) => edit("putSlave", { at: [productKey, deviceName], basis, body }),
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
