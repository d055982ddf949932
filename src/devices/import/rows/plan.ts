// What is to be done with a row: whether its device is there already, and what of it would change. Nothing is written here.

import { entryOf } from "../../../kit/scalar.ts";
import type { Products } from "../../../products/products.ts";
import type { ErrorCode, ErrorParams } from "../../../spine/error.ts";
import { deviceKey } from "../../../spine/ids.ts";
import type { Device } from "../../device-entry.ts";
import type { DeviceDraft, DevicePatch } from "../../device-schema.ts";
import type { DeviceGroups } from "../../groups/groups.ts";
import type { Devices } from "../../registry/contract.ts";
import type { DeviceTags, Tags } from "../../topology/tags.ts";
import type { ColumnTarget } from "./columns.ts";
import type { RowDraft } from "./row-reader.ts";

export interface PlanSettings {
  /** Create new ones only, change existing ones only, or both. */
  readonly mode: "upsert" | "create" | "update";
  /** By what a row finds its device: product and name, its secret, or a tag. */
  readonly key: "name" | "secret" | `tag:${string}`;
  /** Of rows that name no product. */
  readonly productKey?: string | undefined;
  /** Groups that are named but missing are created. */
  readonly makesGroups: boolean;
}

export interface PlanDeps {
  readonly products: Pick<Products, "find">;
  readonly devices: Pick<Devices, "find" | "findBySecret" | "idsOf" | "byId">;
  readonly tags: Pick<DeviceTags, "of">;
  readonly groups: Pick<DeviceGroups, "at">;
}

export type RowPlan =
  | {
      readonly action: "create";
      readonly draft: DeviceDraft & { readonly deviceName: string };
      readonly group: readonly string[] | undefined;
      readonly tags: Tags | undefined;
    }
  | {
      readonly action: "update" | "unchanged";
      readonly device: Device;
      readonly patch: DevicePatch;
      /** To be moved there; undefined when it stands there already, or nothing is said. */
      readonly group: readonly string[] | undefined;
      /** Those that are new or other. */
      readonly tags: Tags | undefined;
    };

export interface RowProblem {
  readonly target: ColumnTarget;
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

type Found = Device | undefined | RowProblem;

/** Decides about one row, in which every cell by itself is right. */
export function planRow(draft: RowDraft, settings: PlanSettings, deps: PlanDeps): RowPlan | RowProblem {
  const found = findDevice(draft, settings, deps);
  if (isProblem(found)) return found;
  const group = planGroup(draft, settings, deps);
  if (group !== undefined && "code" in group) return group;
  if (found !== undefined) return planUpdate(found, { draft, settings, group: group?.path }, deps);
  return planCreate(draft, settings, { deps, group: group?.path });
}

export function isProblem(value: object | undefined): value is RowProblem {
  return value !== undefined && "code" in value && "target" in value;
}

function problem(target: ColumnTarget, code: ErrorCode, params: ErrorParams = {}): RowProblem {
  return { target, code, params };
}

function findDevice(draft: RowDraft, settings: PlanSettings, { devices }: PlanDeps): Found {
  const { key } = settings;
  const productKey = draft.productKey ?? settings.productKey;
  if (key === "name") {
    if (productKey === undefined) return problem("productKey", "import_required", { column: "productKey" });
    if (draft.deviceName === undefined)
      return problem("deviceName", "import_required", { column: "deviceName" });
    return devices.find(productKey, draft.deviceName);
  }
  const found = key === "secret" ? findBySecret(draft, devices) : findByTag(key.slice(4), draft, devices);
  if (found === undefined || isProblem(found)) return found;
  const isOther =
    (draft.deviceName !== undefined && draft.deviceName !== found.deviceName) ||
    (draft.productKey !== undefined && draft.productKey !== found.productKey);
  const device = deviceKey(found.productKey, found.deviceName);
  return isOther ? problem("deviceName", "import_key_mismatch", { device }) : found;
}

function findBySecret({ deviceSecret }: RowDraft, devices: PlanDeps["devices"]): Found {
  if (deviceSecret === undefined)
    return problem("deviceSecret", "import_required", { column: "deviceSecret" });
  return devices.findBySecret(deviceSecret);
}

function findByTag(key: string, { tags }: RowDraft, devices: PlanDeps["devices"]): Found {
  const target = `tag:${key}` as const;
  const value = tags && entryOf(tags, key);
  if (value === undefined) return problem(target, "import_required", { column: target });
  const [first, second] = devices.idsOf({ tags: [{ key, value }] }, { after: 0, limit: 2 });
  if (second !== undefined) return problem(target, "import_ambiguous");
  return first === undefined ? undefined : devices.byId(first);
}

function planGroup({ group }: RowDraft, { makesGroups }: PlanSettings, { groups }: PlanDeps) {
  if (group === undefined) return undefined;
  if (!makesGroups && groups.at(group) === undefined)
    return problem("group", "import_no_group", { group: group.join("/") });
  return { path: group };
}

interface UpdateOf {
  readonly draft: RowDraft;
  readonly settings: PlanSettings;
  readonly group: readonly string[] | undefined;
}

function planUpdate(
  device: Device,
  { draft, settings, group }: UpdateOf,
  { tags, groups }: PlanDeps,
): RowPlan | RowProblem {
  const key = deviceKey(device.productKey, device.deviceName);
  if (settings.mode === "create") return problem("deviceName", "import_exists", { device: key });
  const { deviceSecret, name, notes, place, latitude, longitude, isEnabled } = draft;
  const wanted = { deviceSecret, name, notes, place, latitude, longitude, isEnabled };
  const entries = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && value !== Reflect.get(device, field),
  );
  const patch = Object.fromEntries(entries) as DevicePatch;
  const target = group && groups.at(group);
  const isMoved = group !== undefined && (target === undefined || target.id !== device.groupId);
  const newTags = draft.tags && otherTags(draft.tags, tags.of(device));
  const hasChange = entries.length > 0 || isMoved || newTags !== undefined;
  return {
    action: hasChange ? "update" : "unchanged",
    device,
    patch,
    group: isMoved ? group : undefined,
    tags: newTags,
  };
}

function otherTags(wanted: Tags, present: Tags): Tags | undefined {
  const other = Object.entries(wanted).filter(([key, value]) => present[key] !== value);
  return other.length === 0 ? undefined : Object.fromEntries(other);
}

interface CreateWith {
  readonly deps: PlanDeps;
  readonly group: readonly string[] | undefined;
}

function planCreate(
  row: RowDraft,
  settings: PlanSettings,
  { deps, group }: CreateWith,
): RowPlan | RowProblem {
  if (settings.mode === "update") return problem("deviceName", "import_missing");
  const productKey = row.productKey ?? settings.productKey;
  if (productKey === undefined) return problem("productKey", "import_required", { column: "productKey" });
  if (deps.products.find(productKey) === undefined)
    return problem("productKey", "unknown_product", { productKey });
  if (row.deviceName === undefined) return problem("deviceName", "import_required", { column: "deviceName" });
  // A key by tag or secret found none of this name, but the name may be taken all the same.
  if (settings.key !== "name" && deps.devices.find(productKey, row.deviceName) !== undefined)
    return problem("deviceName", "import_exists", { device: deviceKey(productKey, row.deviceName) });
  const { group: _group, tags, gateway: _gateway, ...fields } = row;
  return { action: "create", draft: { ...fields, productKey, deviceName: row.deviceName }, group, tags };
}
