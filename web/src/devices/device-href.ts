// Where a device's page is.

import type { DeviceKey } from "../api.ts";

export function deviceHref(key: DeviceKey, tab?: string): string {
  const root = `/devices/${encodeURIComponent(key.productKey)}/${encodeURIComponent(key.deviceName)}`;
  return tab === undefined ? root : `${root}/${tab}`;
}
