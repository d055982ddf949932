// What devices ask of the platform beside storing: performed at once, answered when their turn comes.

import type { DeviceAnswer, DeviceRequest } from "../codec/dialect.ts";
import type { DeviceTags } from "../devices/devices.ts";
import { AppError, type Failure, failure } from "../spine/error.ts";
import type { Value } from "../spine/point.ts";
import type { GatewayChildren } from "./children.ts";
import type { DeviceSource } from "./source.ts";

export interface LatestValue {
  readonly property: string;
  /** UTC ms. */
  readonly ts: number;
  readonly value: Value;
}

export interface RequestsOptions {
  readonly children: GatewayChildren;
  readonly tags: Pick<DeviceTags, "change">;
  /** The newest stored values of a device. */
  readonly latest: (deviceId: number) => readonly LatestValue[];
  /** Told of what failed for no fault of the device. */
  readonly onError: (error: unknown) => void;
}

export interface Requests {
  perform(source: DeviceSource, request: DeviceRequest): DeviceAnswer;
}

const NOTHING: DeviceAnswer = { failure: undefined, children: [], values: [], model: undefined };

/** Synchronous: what a device asks for has happened, or has failed, when `perform` returns. */
export function makeRequests(options: RequestsOptions): Requests {
  return {
    perform(source, request) {
      try {
        return performOne(options, source, request);
      } catch (cause) {
        if (cause instanceof AppError) return refusal({ code: cause.code, params: cause.params });
        options.onError(cause);
        return refusal(failure("internal"));
      }
    },
  };
}

function refusal(why: Failure): DeviceAnswer {
  return { ...NOTHING, failure: why };
}

function performOne(options: RequestsOptions, source: DeviceSource, request: DeviceRequest): DeviceAnswer {
  const { children, tags } = options;
  switch (request.kind) {
    case "children_login":
      return { ...NOTHING, children: children.login(source, request.children, request.isCreating) };
    case "children_logout":
      return { ...NOTHING, children: children.logout(source, request.children) };
    case "topology_add":
      return { ...NOTHING, children: children.add(source, request.children) };
    case "topology_remove":
      return { ...NOTHING, children: children.remove(source, request.children) };
    case "topology_list":
      return { ...NOTHING, children: children.list(source) };
    case "children_register":
      return { ...NOTHING, children: children.register(source, request.children) };
    case "latest":
      return readLatest(options, source, request);
    case "tags_set":
      tags.change(source.device, { set: request.tags });
      return NOTHING;
    case "tags_remove":
      tags.change(source.device, { remove: request.keys });
      return NOTHING;
    case "model_get":
      return { ...NOTHING, model: source.model };
  }
}

function readLatest(
  { latest }: RequestsOptions,
  source: DeviceSource,
  { child, properties }: Extract<DeviceRequest, { kind: "latest" }>,
): DeviceAnswer {
  const target = child === undefined ? source : source.child(child);
  if (target === undefined) return refusal(child ? source.childRefusal(child) : failure("internal"));
  const wanted = properties && new Set(properties);
  const values = latest(target.deviceId).filter(({ property }) => wanted?.has(property) ?? true);
  return { ...NOTHING, values };
}
