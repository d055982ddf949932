import * as v from "valibot";
import {
  type Audit,
  actorOf,
  body,
  decodeCursor,
  encodeCursor,
  pageOf,
  pageQuery,
  params,
  query,
  type Router,
  reachOf,
  requireReached,
  route,
} from "../../http/http.ts";
import { ProductKeySchema } from "../../products/products.ts";
import { AppError, type Failure } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import type { Device } from "../device-entry.ts";
import { DeviceJson, makeDeviceJson } from "../device-json.ts";
import { DeviceNameSchema } from "../device-schema.ts";
import type { DeviceGroups } from "../groups/groups.ts";
import { reachFilter } from "../listing/reach-filter.ts";
import type { Devices } from "../registry/contract.ts";
import { type DeviceTags, TagsSchema } from "./tags.ts";
import type { Topology } from "./topology.ts";

export interface RelationRoutesDeps {
  readonly devices: Devices;
  readonly topology: Topology;
  readonly tags: DeviceTags;
  readonly groups: Pick<DeviceGroups, "find" | "subtreeOf">;
  readonly audit: Audit;
}

const DEVICE_PATH = "/devices/:productKey/:deviceName";
const ByName = v.object({ productKey: v.string(), deviceName: v.string() });
const ByChild = v.object({ ...ByName.entries, childProductKey: v.string(), childName: v.string() });
const ChildDraft = v.strictObject({ productKey: ProductKeySchema, deviceName: DeviceNameSchema });

const CHILDREN_PATH = `${DEVICE_PATH}/children`;

/** `/devices/{productKey}/{deviceName}/children`: which sub-devices stand behind a gateway. */
export function addChildRoutes(api: Router, deps: RelationRoutesDeps): void {
  const { devices, topology } = deps;
  const tag = "devices";
  const deviceJson = makeDeviceJson(topology);
  addBindingRoutes(api, deps);
  api.get(
    CHILDREN_PATH,
    route({
      id: "listChildren",
      tag,
      summary: "The sub-devices of a gateway, oldest first",
      allow: "read",
      returns: pageOf(DeviceJson),
      errors: ["not_found"],
    }),
    params(ByName),
    query(v.object(pageQuery)),
    (c) => {
      const { limit, cursor } = c.req.valid("query");
      const after = decodeCursor(cursor, v.tuple([v.number()]))?.[0] ?? 0;
      const { productKey, deviceName } = c.req.valid("param");
      const gatewayId = devices.get(productKey, deviceName).id;
      const reach = reachFilter(reachOf(c), deps.groups);
      const { items, total, next } = devices.list({ gatewayId, after, limit, reach });
      const nextCursor = next === undefined ? null : encodeCursor([next]);
      return c.json({ items: items.map((device) => deviceJson(device)), nextCursor, total });
    },
  );
}

function addBindingRoutes(api: Router, { devices, topology, audit }: RelationRoutesDeps): void {
  const tag = "devices";
  const deviceJson = makeDeviceJson(topology);
  const find = ({ productKey, deviceName }: v.InferOutput<typeof ByName>) =>
    devices.get(productKey, deviceName);
  api.post(
    CHILDREN_PATH,
    route({
      id: "bindChild",
      tag,
      summary: "Bind a sub-device to a gateway",
      description: "A gateway has at most 1500 sub-devices, a sub-device one gateway. Binding again is fine.",
      allow: "manage",
      status: 201,
      returns: DeviceJson,
      errors: [
        "not_found",
        "not_a_gateway",
        "not_a_sub_device",
        "child_bound_elsewhere",
        "too_many_children",
      ],
    }),
    params(ByName),
    body(ChildDraft),
    (c) => {
      const actor = actorOf(c);
      const gateway = find(c.req.valid("param"));
      const { productKey, deviceName } = c.req.valid("json");
      requireReached(reachOf(c).coversDevice(productKey, deviceName));
      const child = find({ productKey, deviceName });
      const older = topology.gatewayOf(child);
      // The refusal would name the gateway that it is bound to.
      if (older) requireReached(reachOf(c).coversDevice(older.productKey, older.deviceName));
      const isNew = older !== gateway;
      throwFirst(topology.bind(gateway, [{ child, isProven: false }], actor.username));
      if (isNew)
        audit(actor, { action: "device.bind", target: keyOf(child), after: { gateway: keyOf(gateway) } });
      return c.json(deviceJson(child), 201);
    },
  );
  api.delete(
    `${CHILDREN_PATH}/:childProductKey/:childName`,
    route({
      id: "unbindChild",
      tag,
      summary: "Unbind a sub-device from its gateway",
      allow: "manage",
      status: 204,
      errors: ["not_found", "child_not_bound"],
    }),
    params(ByChild),
    (c) => {
      const actor = actorOf(c);
      const { childProductKey, childName, ...name } = c.req.valid("param");
      const gateway = find(name);
      requireReached(reachOf(c).coversDevice(childProductKey, childName));
      const child = devices.get(childProductKey, childName);
      throwFirst(topology.unbind(gateway, [child], actor.username));
      audit(actor, { action: "device.unbind", target: keyOf(child), before: { gateway: keyOf(gateway) } });
      return c.body(null, 204);
    },
  );
}

/** `/devices/{productKey}/{deviceName}/tags`. */
export function addTagRoutes(api: Router, { devices, tags, audit }: RelationRoutesDeps): void {
  const tag = "devices";
  const path = `${DEVICE_PATH}/tags`;
  api.get(
    path,
    route({
      id: "getDeviceTags",
      tag,
      summary: "A device's tags",
      allow: "read",
      returns: TagsSchema,
      etag: { except: [] },
      errors: ["not_found"],
    }),
    params(ByName),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      return c.json(tags.of(devices.get(productKey, deviceName)));
    },
  );
  api.put(
    path,
    route({
      id: "putDeviceTags",
      tag,
      summary: "Replace a device's tags",
      description: "At most 100 tags; a device may set and remove single ones in its own dialect.",
      allow: "command",
      returns: TagsSchema,
      errors: ["not_found"],
    }),
    params(ByName),
    body(TagsSchema),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const device = devices.get(productKey, deviceName);
      const before = tags.of(device);
      const after = tags.replace(device, c.req.valid("json"));
      if (!Bun.deepEquals(before, after)) devices.noteUpdate(device, ["tags"], actorOf(c).username);
      audit(actorOf(c), { action: "device.set-tags", target: keyOf(device), before, after });
      return c.json(after);
    },
  );
}

function throwFirst([why]: readonly (Failure | undefined)[]): void {
  if (why) throw new AppError(why.code, why.params);
}

function keyOf({ productKey, deviceName }: Device): string {
  return deviceKey(productKey, deviceName);
}
