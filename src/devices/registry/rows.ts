// A device as a row of the database: new, changed, and read back from memory.

import { assert } from "../../kit/assert.ts";
import { randomText } from "../../kit/random-text.ts";
import { AppError } from "../../spine/error.ts";
import { DEVICE_NAME_PATTERN, deviceKey } from "../../spine/ids.ts";
import type { Device } from "../device-entry.ts";
import type { DeviceDraft, DevicePatch } from "../device-schema.ts";
import type { DeviceRow } from "./table.ts";

/** Drops what is undefined: to drizzle an absent field and an undefined one differ in type only. */
export function definedOf(patch: DevicePatch): Partial<Omit<DeviceRow, "id">> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

/** Name and secret are made up where they are not given. */
export function newRow(draft: DeviceDraft, now: number): Omit<DeviceRow, "id"> {
  const deviceName = draft.deviceName ?? randomText(12);
  assert(DEVICE_NAME_PATTERN.test(deviceName), "device names are checked at the edge");
  return {
    productKey: draft.productKey,
    deviceName,
    deviceSecret: draft.deviceSecret ?? randomText(32),
    name: draft.name ?? "",
    notes: draft.notes ?? "",
    groupId: draft.groupId ?? null,
    latitude: draft.latitude ?? null,
    longitude: draft.longitude ?? null,
    place: draft.place ?? "",
    isEnabled: draft.isEnabled ?? true,
    state: "inactive",
    stateSince: now,
    stateReason: "created",
    address: "",
    activatedAt: null,
    lastSeenAt: null,
    createdAt: now,
  };
}

export function alreadyExists({
  productKey,
  deviceName,
}: {
  productKey: string;
  deviceName: string;
}): AppError {
  return new AppError("already_exists", { what: `device ${deviceKey(productKey, deviceName)}` });
}

/** Memory is newer than the database, by up to a minute. */
export function rowOf(device: Device): DeviceRow {
  const { id, productKey, deviceName, deviceSecret, name, notes, isEnabled } = device;
  const { state, stateSince, stateReason, address, activatedAt, lastSeenAt, createdAt } = device;
  const { groupId, latitude, longitude, place } = device;
  return {
    ...{ id, productKey, deviceName, deviceSecret, name, notes, isEnabled },
    ...{ state, stateSince, stateReason, address, createdAt },
    ...{ activatedAt: activatedAt ?? null, lastSeenAt: lastSeenAt ?? null },
    ...{ groupId, latitude, longitude, place },
  };
}

/** Of a device that comes back: its connection was closed when it was deleted. */
export function presenceOf(
  { state }: DeviceRow,
  now: number,
): Pick<DeviceRow, "state" | "stateSince" | "stateReason"> {
  return { state: state === "inactive" ? state : "offline", stateSince: now, stateReason: "restored" };
}
