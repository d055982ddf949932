import { type ApiContext, actorOf, type Reach, reachOf } from "../../http/http.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { DeviceGroups } from "../groups/groups.ts";
import { reachedGroup } from "../groups/placing.ts";
import type { Devices } from "../registry/contract.ts";
import { type DeviceFilter, type DeviceSort, SORT_KEYS } from "../registry/listing-store.ts";
import type { DeviceViews } from "../views/views.ts";
import type { DeviceFilterJson, SortText } from "./filter-schema.ts";
import { reachFilter } from "./reach-filter.ts";

/** A filter as callers name it: some of the parts may be given as undefined. */
export type NamedFilter = { readonly [K in keyof DeviceFilterJson]?: DeviceFilterJson[K] | undefined };

export interface QueryDeps {
  readonly devices: Pick<Devices, "get">;
  readonly groups: Pick<DeviceGroups, "find" | "subtreeOf">;
  readonly views: Pick<DeviceViews, "get">;
  readonly clock: Pick<Clock, "now">;
}

/** Who asks, and for a job who started it. */
export interface Asker {
  readonly username: string;
  readonly reach: Reach;
}

export function askerOf(c: ApiContext): Asker {
  return { username: actorOf(c).username, reach: reachOf(c) };
}

/**
 * What the names in a filter stand for just now, of what the asker reaches. Throws `not_found` for a gateway, group or
 * view that is not there, or that is nothing to him.
 */
export function resolveFilter(deps: QueryDeps, named: NamedFilter, asker: Asker): DeviceFilter {
  requireNames(deps, named, asker);
  const reached = reachFilter(asker.reach, deps.groups);
  return { ...resolveNames(deps, named), ...(reached === undefined ? {} : { reach: reached }) };
}

/** Of what is not reached a filter would tell that it is there, or what it is like. */
function requireNames(
  { groups, views }: QueryDeps,
  { gateway, group, view }: NamedFilter,
  { reach, username }: Asker,
): void {
  if (reach.isAll) return;
  const [productKey = "", deviceName = ""] = gateway?.split("/") ?? [];
  if (gateway !== undefined && !reach.coversDevice(productKey, deviceName))
    throw new AppError("not_found", { what: `device ${gateway}` });
  if (typeof group === "number") reachedGroup(groups, group, reach);
  if (view !== undefined && views.get(view).createdBy !== username)
    throw new AppError("not_found", { what: `view ${view}` });
}

function resolveNames(deps: QueryDeps, named: NamedFilter): DeviceFilter {
  const { productKey, state, q, gateway, group, view, tag = [], enabled } = named;
  const times = resolveTimes(named, deps.clock.now());
  return {
    ...(productKey === undefined ? {} : { productKey }),
    ...(state === undefined ? {} : { state }),
    ...(q === undefined ? {} : { q }),
    ...(gateway === undefined ? {} : { gatewayId: gatewayId(deps, gateway) }),
    ...(group === undefined ? {} : { groupIds: group === "none" ? null : deps.groups.subtreeOf(group) }),
    ...(tag.length === 0 ? {} : { tags: tag.map(parseTag) }),
    ...(enabled === undefined ? {} : { isEnabled: enabled }),
    ...times,
    ...(view === undefined ? {} : { within: resolveNames(deps, deps.views.get(view).filter) }),
  };
}

function resolveTimes(
  { seenBefore, createdAfter, notSeenForS, createdWithinS }: NamedFilter,
  now: number,
): Pick<DeviceFilter, "seenBefore" | "createdAfter"> {
  const before = notSeenForS === undefined ? seenBefore : now - notSeenForS * 1_000;
  const after = createdWithinS === undefined ? createdAfter : now - createdWithinS * 1_000;
  const seen = seenBefore !== undefined && before !== undefined ? Math.min(seenBefore, before) : before;
  const created = createdAfter !== undefined && after !== undefined ? Math.max(createdAfter, after) : after;
  return {
    ...(seen === undefined ? {} : { seenBefore: seen }),
    ...(created === undefined ? {} : { createdAfter: created }),
  };
}

function gatewayId({ devices }: QueryDeps, gateway: string): number {
  const [productKey = "", deviceName = ""] = gateway.split("/");
  return devices.get(productKey, deviceName).id;
}

function parseTag(text: string): { key: string; value: string | undefined } {
  const at = text.indexOf("=");
  return at === -1 ? { key: text, value: undefined } : { key: text.slice(0, at), value: text.slice(at + 1) };
}

/** `-lastSeen` as an order. */
export function parseSort(text: SortText): DeviceSort {
  const isDescending = text.startsWith("-");
  const name = isDescending ? text.slice(1) : text;
  return { by: SORT_KEYS.find((key) => key === name) ?? "id", isDescending };
}
