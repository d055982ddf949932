// Deleted devices: kept for a week with all that belongs to them, then purged with their history.

import type { Clock, Timer } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import { TRASH_DAYS } from "../../spine/limits.ts";
import type { Device } from "../device-entry.ts";
import type { Devices } from "../registry/contract.ts";
import type { TrashFilter, TrashPosition, TrashRow, TrashStore } from "./trash-store.ts";

export interface DeletedDevice extends TrashRow {
  /** When it is purged, UTC ms. */
  readonly purgeAt: number;
}

export interface DeviceTrash {
  /** The newest deleted first. */
  list(
    filter: TrashFilter,
    page: { readonly after: TrashPosition | undefined; readonly limit: number },
  ): readonly DeletedDevice[];
  count(filter: TrashFilter): number;
  /** What the device was called and where it stood; undefined when it is not in the trash. */
  find(id: number): Pick<Device, "productKey" | "deviceName" | "groupId"> | undefined;
  /** With the same id, tags, bindings, group. Throws `not_found`, or `already_exists` when its name was given anew. */
  restore(id: number, actor: string): Device;
  /** Ends it now, with its history. Throws `not_found`. */
  purge(id: number, actor: string): Device;
  /** Purges what has been there for a week, a few at a time, until it is stopped. */
  startPurging(onFailure: (error: unknown) => void): { stop(): void };
}

export interface TrashOptions {
  readonly clock: Clock;
  readonly store: TrashStore;
  readonly devices: Pick<Devices, "restore" | "purge">;
}

const KEPT_MS = TRASH_DAYS * 86_400_000;
/** Each purge rewrites files of telemetry: at most this many each period, so that reports come first. */
const PURGES_AT_ONCE = 20;
const PURGE_PERIOD_MS = 5_000;

export function makeDeviceTrash({ clock, store, devices }: TrashOptions): DeviceTrash {
  /** One that fails does not hold up those behind it; the first failure is thrown when all were tried. */
  const purgeOld = () => {
    const failures: unknown[] = [];
    for (const id of store.deletedBefore(clock.now() - KEPT_MS, PURGES_AT_ONCE)) {
      try {
        devices.purge(id, "gantry");
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    list: (filter, page) =>
      store.list(filter, page).map((row) => ({ ...row, purgeAt: row.deletedAt + KEPT_MS })),
    count: (filter) => store.count(filter),
    find: (id) => store.deviceOf(id),
    restore: (id, actor) => devices.restore(id, actor),
    purge: (id, actor) => devices.purge(id, actor),
    startPurging(onFailure) {
      const timer: Timer = clock.every(PURGE_PERIOD_MS, () => {
        try {
          purgeOld();
        } catch (error) {
          onFailure(error);
        }
      });
      return { stop: () => timer.cancel() };
    },
  };
}

/** What a caller learns of a device that is not in the trash. */
export function notInTrash(id: number): AppError {
  return new AppError("not_found", { what: `deleted device ${id}` });
}
