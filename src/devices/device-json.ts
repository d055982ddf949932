// A device as the API shows it.

import * as v from "valibot";
import { named, type Reach } from "../http/http.ts";
import { NODE_TYPES } from "../spine/model.ts";
import type { Device } from "./device-entry.ts";
import type { Topology } from "./topology/topology.ts";

export const SHOWN_STATES = ["inactive", "online", "stale", "offline", "disabled"] as const;
const Time = v.pipe(v.number(), v.description("UTC ms"));
const GatewayName = v.object({ productKey: v.string(), deviceName: v.string() });

export const DeviceJson = named(
  "Device",
  v.object({
    productKey: v.string(),
    deviceName: v.string(),
    name: v.string(),
    notes: v.string(),
    nodeType: v.picklist(NODE_TYPES),
    gateway: v.pipe(
      v.nullable(GatewayName),
      v.description("Of a sub-device: the gateway that it is bound to"),
    ),
    groupId: v.pipe(v.nullable(v.number()), v.description("Its place in the tree of groups")),
    latitude: v.nullable(v.number()),
    longitude: v.nullable(v.number()),
    place: v.string(),
    state: v.picklist(SHOWN_STATES),
    stateSince: Time,
    stateReason: v.string(),
    address: v.string(),
    activatedAt: v.nullable(Time),
    lastSeenAt: v.nullable(Time),
    isEnabled: v.boolean(),
    createdAt: Time,
  }),
);

/** `topology` names the gateway of a sub-device; with a reach, only one that is reached is named. */
export function makeDeviceJson(topology: Pick<Topology, "gatewayOf">) {
  return (device: Device, reach?: Pick<Reach, "coversDevice">): v.InferOutput<typeof DeviceJson> => {
    const { productKey, deviceName, name, notes, stateSince, stateReason, address, isEnabled } = device;
    const { groupId, latitude, longitude, place } = device;
    const { nodeType } = device.product;
    const bound = nodeType === "sub" ? topology.gatewayOf(device) : undefined;
    const isShown = bound && (reach?.coversDevice(bound.productKey, bound.deviceName) ?? true);
    const gateway = isShown ? bound : undefined;
    return {
      productKey,
      deviceName,
      name,
      notes,
      nodeType,
      gateway: gateway ? { productKey: gateway.productKey, deviceName: gateway.deviceName } : null,
      groupId,
      latitude,
      longitude,
      place,
      state: isEnabled ? device.state : "disabled",
      stateSince,
      stateReason,
      address,
      activatedAt: device.activatedAt ?? null,
      lastSeenAt: device.lastSeenAt ?? null,
      isEnabled,
      createdAt: device.createdAt,
    };
  };
}
