// Questions as people and applications ask them, drawn at random.

import type { ApiClient } from "../harness/api-client.ts";

export interface KnownDevice {
  readonly path: string;
  properties: readonly string[];
}

interface Listed {
  readonly productKey: string;
  readonly deviceName: string;
}

const HOUR_MS = 3_600_000;

function pick<T>(items: readonly T[]): T {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/** The first devices of the list, once there are any. */
export async function findDevices(api: ApiClient): Promise<KnownDevice[]> {
  for (;;) {
    const { body } = await api.get("/devices?limit=100");
    const items: readonly Listed[] = body?.items ?? [];
    if (items.length > 0) {
      return items.map(({ productKey, deviceName }) => ({
        path: `/devices/${productKey}/${deviceName}`,
        properties: [],
      }));
    }
    await Bun.sleep(200);
  }
}

/** A device that has reported, with the names of what it reports. */
async function pickReporting(api: ApiClient, devices: readonly KnownDevice[]): Promise<KnownDevice> {
  const device = pick(devices);
  if (device.properties.length === 0) {
    const { body } = await api.get(`${device.path}/latest`);
    device.properties = (body.items as readonly { property: string }[]).map(({ property }) => property);
  }
  return device;
}

/** One question; resolves to what was wrong with the answer, undefined when nothing was. */
export async function askSomething(
  api: ApiClient,
  devices: readonly KnownDevice[],
): Promise<string | undefined> {
  const device = await pickReporting(api, devices);
  const toMs = Date.now();
  const fromMs = toMs - Math.random() * 2 * HOUR_MS;
  const range = `from=${Math.round(fromMs)}&to=${toMs}`;
  const paths = [
    "/overview",
    "/devices?limit=50",
    "/journal?limit=50",
    `${device.path}/latest`,
    `${device.path}/journal?limit=50`,
  ];
  if (device.properties.length > 0) {
    const property = `property=${pick(device.properties)}`;
    paths.push(
      `${device.path}/history?${property}&${range}&maxPoints=1000`,
      `${device.path}/history?${property}&${property}&${range}`,
      `${device.path}/points?${property}&${range}&limit=1000`,
    );
  }
  const path = pick(paths);
  const { status, body } = await api.get(path);
  return status === 200 ? undefined : `${path}: ${status} ${JSON.stringify(body)}`;
}
