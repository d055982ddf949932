// One change to many devices: staged device by device, written a portion at a time.

import * as v from "valibot";
import type { Db } from "../../db/db.ts";
import type { StagedChange } from "../../kit/staged-change.ts";
import { AppError, type ErrorCode, type ErrorParams } from "../../spine/error.ts";
import { splitDeviceKey } from "../../spine/ids.ts";
import type { Device } from "../device-entry.ts";
import { requireStay } from "../groups/placing.ts";
import { type Asker, type QueryDeps, resolveFilter } from "../listing/device-query.ts";
import type { Devices } from "../registry/contract.ts";
import { type DeviceTags, type Tags, TagsSchema } from "../topology/tags.ts";
import type { BulkChange, BulkTarget } from "./bulk-schema.ts";

export interface BulkDeps extends QueryDeps {
  readonly db: Db;
  readonly devices: Devices;
  readonly tags: DeviceTags;
}

export interface BulkFailure {
  /** `productKey/deviceName`. */
  readonly device: string;
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

export interface BulkOutcome {
  readonly changed: readonly Device[];
  readonly unchanged: number;
  readonly failed: readonly BulkFailure[];
}

/** What a portion comes to, before it is committed. */
export interface BulkTally {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: readonly BulkFailure[];
}

/** A device by its key, or the key of one that is not there. */
export type BulkItem = Device | string;

/** How many devices are meant, of those that the asker reaches; of names also those that are not there. */
export function countTarget(deps: BulkDeps, target: BulkTarget, asker: Asker): number {
  return "keys" in target
    ? new Set(target.keys).size
    : deps.devices.countOf(resolveFilter(deps, target.filter, asker));
}

/** The next of those that are meant and reached, behind `after`: the position of a name, or the id of a device. */
export function nextOf(
  deps: BulkDeps,
  target: BulkTarget,
  { after, limit, asker }: { after: number; limit: number; asker: Asker },
): { items: readonly BulkItem[]; last: number } {
  const { devices } = deps;
  if ("keys" in target) {
    const keys = [...new Set(target.keys)].slice(after, after + limit);
    const items = keys.map((key) => {
      const name = splitDeviceKey(key);
      const isReached = name && asker.reach.coversDevice(name.productKey, name.deviceName);
      return (isReached && devices.find(name.productKey, name.deviceName)) || key;
    });
    return { items, last: after + keys.length };
  }
  const ids = devices.idsOf(resolveFilter(deps, target.filter, asker), { after, limit });
  return { items: ids.flatMap((id) => devices.byId(id) ?? []), last: ids.at(-1) ?? after };
}

/**
 * Changes `items`, which the asker reaches, in one transaction, in which `alongside` writes too; whatever is refused is
 * told and the rest is done. Throws DbError.
 */
export function changeItems(
  deps: BulkDeps,
  change: BulkChange,
  {
    items,
    asker,
    alongside,
  }: { items: readonly BulkItem[]; asker: Asker; alongside?: (tally: BulkTally) => void },
): BulkOutcome {
  const failed: BulkFailure[] = [];
  const staged: StagedChange<Device>[] = [];
  let unchanged = 0;
  for (const item of items) {
    const device = typeof item === "string" ? item : `${item.productKey}/${item.deviceName}`;
    try {
      if (typeof item === "string") throw new AppError("not_found", { what: `device ${item}` });
      const step = stage(deps, change, { device: item, asker });
      if (step === undefined) unchanged += 1;
      else staged.push(step);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failed.push({ device, code: error.code, params: error.params });
    }
  }
  deps.db.transaction(() => {
    for (const step of staged) step.write();
    alongside?.({ changed: staged.length, unchanged, failed });
  });
  return { changed: staged.map((step) => step.publish()), unchanged, failed };
}

/** Undefined where the device is so already. Throws AppError. */
function stage(
  { devices, tags, groups }: BulkDeps,
  change: BulkChange,
  { device, asker: { username: actor, reach } }: { device: Device; asker: Asker },
): StagedChange<Device> | undefined {
  switch (change.action) {
    case "delete":
      return devices.stageRemove(device, actor);
    case "tag":
    case "untag": {
      const before = tags.of(device);
      const after = change.action === "tag" ? { ...before, ...change.tags } : without(before, change.tagKeys);
      if (Bun.deepEquals(before, after)) return undefined;
      const checked = v.safeParse(TagsSchema, after);
      if (!checked.success) throw new AppError("invalid_request", { detail: checked.issues[0].message });
      return {
        write: () => void tags.replace(device, after),
        publish: () => devices.noteUpdate(device, ["tags"], actor),
      };
    }
    default: {
      if (change.action === "move") requireStay(groups, device, { groupId: change.groupId, reach });
      const staged = devices.stageUpdate(device, patchOf(change), actor);
      return staged.fields.length === 0 ? undefined : staged;
    }
  }
}

function patchOf(change: Exclude<BulkChange, { action: "tag" | "untag" }>) {
  if (change.action === "move") return { groupId: change.groupId };
  return change.action === "edit" ? change.fields : { isEnabled: change.action === "enable" };
}

function without(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
