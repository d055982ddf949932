import * as v from "valibot";
import {
  type ApiContext,
  type Audit,
  actorOf,
  body,
  decodeCursor,
  integerText,
  makePage,
  named,
  pageOf,
  pageQuery,
  params,
  query,
  type Router,
  reachOf,
  route,
} from "../../http/http.ts";
import { AppError, type ErrorCode } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import { BULK_AT_ONCE } from "../../spine/limits.ts";
import type { Device } from "../device-entry.ts";
import { DeviceJson, makeDeviceJson } from "../device-json.ts";
import type { DeviceGroups } from "../groups/groups.ts";
import { isReached, reachFilter } from "../listing/reach-filter.ts";
import type { Topology } from "../topology/topology.ts";
import { type DeviceTrash, notInTrash } from "./trash.ts";

const tag = "device trash";
const Time = v.pipe(v.number(), v.description("UTC ms"));
const DeletedDeviceJson = named(
  "DeletedDevice",
  v.object({
    id: v.number(),
    productKey: v.string(),
    deviceName: v.string(),
    name: v.string(),
    deletedAt: Time,
    deletedBy: v.string(),
    purgeAt: v.pipe(Time, v.description("When it ends for good with its history, UTC ms")),
  }),
);
const ById = v.object({ trashId: integerText(1, Number.MAX_SAFE_INTEGER) });
const Id = v.pipe(v.number(), v.integer(), v.minValue(1));
const Ids = v.strictObject({
  ids: v.pipe(v.array(Id), v.minLength(1), v.maxLength(BULK_AT_ONCE, `at most ${BULK_AT_ONCE} at once`)),
});
const OutcomeJson = v.object({
  done: v.number(),
  failed: v.array(v.object({ id: v.number(), code: v.string(), message: v.string() })),
});

export interface TrashRoutesDeps {
  readonly trash: DeviceTrash;
  readonly groups: Pick<DeviceGroups, "find" | "subtreeOf">;
  readonly topology: Topology;
  readonly audit: Audit;
}

/** `/device-trash`: devices that were deleted within the last week. */
export function addTrashRoutes(api: Router, deps: TrashRoutesDeps): void {
  const { trash, groups } = deps;
  addSingleRoutes(api, deps);
  addManyRoutes(api, deps);
  api.get(
    "/device-trash",
    route({
      id: "listDeletedDevices",
      tag,
      summary: "Deleted devices, the newest first",
      description:
        "A deleted device is refused with `device_deleted`, keeps its history, and comes back with `restore`. " +
        "After seven days it is purged with its history. Its name may be given to a new device meanwhile; " +
        "then it can only be restored once that one is gone.",
      allow: "read",
      reach: "filtered",
      returns: pageOf(DeletedDeviceJson),
    }),
    query(
      v.object({
        ...pageQuery,
        productKey: v.optional(v.string()),
        q: v.optional(v.pipe(v.string(), v.maxLength(128))),
      }),
    ),
    (c) => {
      const { limit, cursor, ...asked } = c.req.valid("query");
      const filter = { ...asked, reach: reachFilter(reachOf(c), groups) };
      const after = decodeCursor(cursor, v.tuple([v.number(), v.number()]));
      const rows = trash.list(filter, { after, limit: limit + 1 });
      const page = makePage(rows, limit, (last) => [last.deletedAt, last.id]);
      return c.json({ ...page, total: trash.count(filter) });
    },
  );
}

function addSingleRoutes(api: Router, deps: TrashRoutesDeps): void {
  const { trash, topology, audit } = deps;
  api.post(
    "/device-trash/:trashId/restore",
    route({
      id: "restoreDevice",
      tag,
      summary: "Bring a deleted device back",
      description:
        "With the same id, history, secret, tags, group and bindings, as far as these still can be.",
      allow: "manage",
      reach: "filtered",
      returns: DeviceJson,
      errors: ["not_found", "already_exists"],
    }),
    params(ById),
    (c) => {
      const device = trash.restore(reachedId(c, deps, c.req.valid("param").trashId), actorOf(c).username);
      audit(actorOf(c), { action: "device.restore", target: keyOf(device) });
      return c.json(makeDeviceJson(topology)(device, reachOf(c)));
    },
  );
  api.delete(
    "/device-trash/:trashId",
    route({
      id: "purgeDevice",
      tag,
      summary: "End a deleted device for good, with its history",
      allow: "manage",
      reach: "filtered",
      status: 204,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const device = trash.purge(reachedId(c, deps, c.req.valid("param").trashId), actorOf(c).username);
      audit(actorOf(c), { action: "device.purge", target: keyOf(device) });
      return c.body(null, 204);
    },
  );
}

function addManyRoutes(api: Router, deps: TrashRoutesDeps): void {
  const { trash, audit } = deps;
  for (const { verb, id, summary } of [
    { verb: "restore", id: "restoreDevices", summary: "Bring deleted devices back" },
    { verb: "purge", id: "purgeDevices", summary: "End deleted devices for good, with their history" },
  ] as const) {
    api.post(
      `/device-trash/${verb}`,
      route({
        id,
        tag,
        summary,
        description: `At most ${BULK_AT_ONCE}. What cannot be done is told in \`failed\`; the rest is done.`,
        allow: "manage",
        reach: "filtered",
        returns: OutcomeJson,
      }),
      body(Ids),
      (c) => {
        const actor = actorOf(c);
        const { ids } = c.req.valid("json");
        const outcome = actOnEach(ids, (one) => keyOf(trash[verb](reachedId(c, deps, one), actor.username)));
        const { devices, failed } = outcome;
        if (devices.length > 0)
          audit(actor, { action: `device.${verb}`, target: `${devices.length} devices`, after: { devices } });
        return c.json({ done: devices.length, failed });
      },
    );
  }
}

/** Throws `not_found` for a device that is not in the trash or not reached. */
function reachedId(c: ApiContext, { trash, groups }: TrashRoutesDeps, id: number): number {
  const device = trash.find(id);
  if (device === undefined || !isReached(reachFilter(reachOf(c), groups), device)) throw notInTrash(id);
  return id;
}

function actOnEach(ids: readonly number[], act: (id: number) => string) {
  const devices: string[] = [];
  const failed: { id: number; code: ErrorCode; message: string }[] = [];
  for (const id of ids) {
    try {
      devices.push(act(id));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failed.push({ id, code: error.code, message: error.message });
    }
  }
  return { devices, failed };
}

function keyOf({ productKey, deviceName }: Device): string {
  return deviceKey(productKey, deviceName);
}
