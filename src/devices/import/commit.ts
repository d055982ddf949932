// Planned rows become devices: a portion in one transaction, together with the place that the job has reached.

import type { Db } from "../../db/db.ts";
import type { Reach } from "../../http/http.ts";
import { csvLine } from "../../kit/csv-text.ts";
import { randomText } from "../../kit/random-text.ts";
import type { DeviceGroups } from "../groups/groups.ts";
import type { Devices, StagedDevice } from "../registry/contract.ts";
import type { DeviceTags, Tags } from "../topology/tags.ts";
import type { RowPlan } from "./rows/plan.ts";

/** Tags are stored under an id, which a device has once it is committed: the next portion writes them, and till then the
 * checkpoint remembers them. */
export type PendingTags = readonly (readonly [productKey: string, deviceName: string, tags: Tags])[];

export interface CommitDeps {
  readonly db: Db;
  readonly devices: Pick<Devices, "stageCreate" | "stageUpdate" | "find">;
  readonly groups: Pick<DeviceGroups, "ensure">;
  readonly tags: Pick<DeviceTags, "change">;
}

/** What a committing job does beside the devices, in the same transactions. */
export interface CommitPorts {
  readonly actor: string;
  /** As it is now; a device that has left it since it was planned gets no tags any more. */
  readonly reach: Pick<Reach, "coversDevice">;
  count(name: string): void;
  result(text: string): void;
  /** Saves the place reached; called within the transaction. */
  save(pending: PendingTags): void;
}

/** First line of the file of secrets that were made up. */
export const SECRETS_HEAD = csvLine(["productKey", "deviceName", "deviceSecret"]);

/**
 * Writes a portion of plans, and the tags that the portion before left over: one commit for both, for on some disks a
 * commit takes longer than the work. Returns the tags that are left over now. Throws what the registry throws, and then
 * nothing of the portion has happened.
 */
export function commitPlans(
  { plans, pending }: { readonly plans: readonly RowPlan[]; readonly pending: PendingTags },
  deps: CommitDeps,
  ports: CommitPorts,
): PendingTags {
  const changes = plans.flatMap((plan) => stage(plan, deps, ports) ?? []);
  const next: PendingTags = plans.flatMap(pendingOf);
  deps.db.transaction(() => {
    for (const [productKey, deviceName, set] of pending) {
      const device = deps.devices.find(productKey, deviceName);
      if (device !== undefined && ports.reach.coversDevice(productKey, deviceName))
        deps.tags.change(device, { set });
    }
    for (const change of changes) change.write();
    for (const { action } of plans) ports.count(COUNTED[action]);
    ports.save(next);
  });
  for (const change of changes) change.publish();
  return next;
}

const COUNTED = { create: "created", update: "updated", unchanged: "unchanged" } as const;
/** As the registry makes them. */
const SECRET_CHARS = 32;

function stage(plan: RowPlan, { devices, groups }: CommitDeps, ports: CommitPorts): StagedDevice | undefined {
  if (plan.action === "unchanged") return undefined;
  const groupId = plan.group && groups.ensure(plan.group).id;
  const group = groupId === undefined ? {} : { groupId };
  if (plan.action !== "create")
    return devices.stageUpdate(plan.device, { ...plan.patch, ...group }, ports.actor);
  const { productKey, deviceName } = plan.draft;
  const made = plan.draft.deviceSecret === undefined ? { deviceSecret: randomText(SECRET_CHARS) } : {};
  // Only a secret that nobody knows yet is told.
  if (made.deviceSecret !== undefined) ports.result(csvLine([productKey, deviceName, made.deviceSecret]));
  return devices.stageCreate({ ...plan.draft, ...group, ...made }, ports.actor);
}

function pendingOf(plan: RowPlan): PendingTags {
  if (plan.tags === undefined) return [];
  const { productKey, deviceName } = plan.action === "create" ? plan.draft : plan.device;
  return [[productKey, deviceName, plan.tags]];
}
