import * as v from "valibot";
import {
  decodeCursor,
  encodeCursor,
  InvalidRequest,
  pageOf,
  pageQuery,
  query,
  type Router,
  reachOf,
  route,
} from "../../http/http.ts";
import type { Device } from "../device-entry.ts";
import { DeviceJson, makeDeviceJson } from "../device-json.ts";
import type { Devices } from "../registry/contract.ts";
import type { SortPosition } from "../registry/listing-store.ts";
import { type DeviceTags, TagsSchema } from "../topology/tags.ts";
import type { Topology } from "../topology/topology.ts";
import { askerOf, parseSort, type QueryDeps, resolveFilter } from "./device-query.ts";
import { filterQuery, SortSchema } from "./filter-schema.ts";

export interface ListingRoutesDeps extends QueryDeps {
  readonly devices: Devices;
  readonly topology: Topology;
  readonly tags: Pick<DeviceTags, "of">;
}

const ListQuery = v.object({
  ...pageQuery,
  ...filterQuery,
  sort: v.optional(SortSchema, "id"),
  include: v.optional(v.pipe(v.picklist(["tags"]), v.description("`tags`: each device with its tags"))),
});
const ListedDevice = v.object({
  ...DeviceJson.pipe[0].entries,
  tags: v.optional(v.pipe(TagsSchema, v.description("Where they were asked for"))),
});
/** The order that a position belongs to, how many there are in all, then the position. */
const CursorSchema = v.tupleWithRest([v.string(), v.number()], v.union([v.string(), v.number()]));

/** `GET /devices`. */
export function addListingRoutes(api: Router, deps: ListingRoutesDeps): void {
  const { devices, topology, tags } = deps;
  const deviceJson = makeDeviceJson(topology);
  api.get(
    "/devices",
    route({
      id: "listDevices",
      tag: "devices",
      summary: "Devices, oldest first unless sorted otherwise",
      description:
        "All that is asked must hold. `name` sorts by device name, `product` by product key and device name, " +
        "`state` by online, stale, offline, inactive, disabled. `total` counts all pages.",
      allow: "read",
      reach: "filtered",
      returns: pageOf(ListedDevice),
      errors: ["not_found"],
    }),
    query(ListQuery),
    (c) => {
      const { limit, cursor, sort, include, ...named } = c.req.valid("query");
      const filter = resolveFilter(deps, named, askerOf(c));
      const from = placeOf(cursor, sort);
      const { items, total, next } = devices.page(filter, { sort: parseSort(sort), ...from, limit });
      const nextCursor = next === undefined ? null : encodeCursor([sort, total, ...next]);
      const asJson = (device: Device) =>
        include === "tags"
          ? { ...deviceJson(device, reachOf(c)), tags: tags.of(device) }
          : deviceJson(device, reachOf(c));
      return c.json({ items: items.map(asJson), nextCursor, total });
    },
  );
}

/** A cursor of another order would silently leave out devices. */
function placeOf(cursor: string | undefined, sort: string): { after?: SortPosition; total?: number } {
  const [order, total, ...after] = decodeCursor(cursor, CursorSchema) ?? [];
  if (order === undefined || total === undefined) return {};
  if (order === sort && after.length === (sort.endsWith("id") ? 1 : 2)) return { after, total };
  throw new InvalidRequest([{ path: "cursor", message: "is not one that this list gave out" }]);
}
