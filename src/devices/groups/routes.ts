import * as v from "valibot";
import {
  type Audit,
  actorOf,
  BooleanText,
  body,
  integerText,
  params,
  query,
  type Router,
  reachOf,
  route,
} from "../../http/http.ts";
import { AppError } from "../../spine/error.ts";
import { GroupDraftSchema, GroupJson, GroupPatchSchema, StateCountsJson } from "./group-schema.ts";
import type { DeviceGroup, DeviceGroups } from "./groups.ts";

const tag = "groups";
const ById = v.object({ groupId: integerText(1, Number.MAX_SAFE_INTEGER) });
const CountedGroup = v.object({ ...GroupJson.pipe[0].entries, counts: StateCountsJson });

export interface GroupRoutesDeps {
  readonly groups: DeviceGroups;
  readonly audit: Audit;
}

/** `/groups`: the tree in which devices stand. */
export function addGroupRoutes(api: Router, deps: GroupRoutesDeps): void {
  const { groups } = deps;
  addChangeRoutes(api, deps);
  api.get(
    "/groups/:groupId",
    route({
      id: "getGroup",
      tag,
      summary: "One group",
      allow: "read",
      reach: "filtered",
      returns: GroupJson,
      etag: { except: [] },
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const { groupId } = c.req.valid("param");
      const { isAll, coversGroup } = reachOf(c);
      if (!isAll && !coversGroup(groupId)) throw new AppError("not_found", { what: `group ${groupId}` });
      return c.json(groupJson(groups, groups.get(groupId)));
    },
  );
  api.get(
    "/groups",
    route({
      id: "listGroups",
      tag,
      summary: "The tree of groups, with how many devices are in which state",
      description:
        "In one answer, each group after the one that it stands in. `counts` are of the group with all below it, " +
        "`ungrouped` of the devices of no group.",
      allow: "read",
      reach: "filtered",
      returns: v.object({ items: v.array(CountedGroup), ungrouped: StateCountsJson }),
    }),
    (c) => {
      const counts = groups.counts();
      const none = { total: 0, online: 0, stale: 0, offline: 0, inactive: 0, disabled: 0 };
      const { isAll, coversGroup } = reachOf(c);
      const items = groups
        .all()
        .filter((group) => isAll || coversGroup(group.id))
        .map((group) => ({ ...groupJson(groups, group), counts: counts.get(group.id) ?? none }));
      return c.json({ items, ungrouped: (isAll && counts.get(null)) || none });
    },
  );
}

function addChangeRoutes(api: Router, { groups, audit }: GroupRoutesDeps): void {
  api.post(
    "/groups",
    route({
      id: "createGroup",
      tag,
      summary: "Create a group",
      allow: "manage",
      status: 201,
      returns: GroupJson,
      errors: ["not_found", "already_exists", "group_too_deep", "too_many_groups"],
    }),
    body(GroupDraftSchema),
    (c) => {
      const group = groupJson(groups, groups.create(c.req.valid("json")));
      audit(actorOf(c), { action: "group.create", target: group.path, after: group });
      return c.json(group, 201);
    },
  );
  api.patch(
    "/groups/:groupId",
    route({
      id: "updateGroup",
      tag,
      summary: "Rename, move or describe a group",
      description: "With `parentId` it moves with all that is in it; it cannot move into itself.",
      allow: "manage",
      returns: GroupJson,
      errors: ["not_found", "already_exists", "group_too_deep", "group_cycle"],
    }),
    params(ById),
    body(GroupPatchSchema),
    (c) => {
      const { groupId } = c.req.valid("param");
      const before = groupJson(groups, groups.get(groupId));
      const after = groupJson(groups, groups.update(groupId, c.req.valid("json")));
      audit(actorOf(c), { action: "group.update", target: before.path, before, after });
      return c.json(after);
    },
  );
  api.delete(
    "/groups/:groupId",
    route({
      id: "deleteGroup",
      tag,
      summary: "Delete a group",
      description:
        "Refused while devices or groups are in it; with `rehome` they go up to the group that it stands in.",
      allow: "manage",
      status: 204,
      errors: ["not_found", "in_use", "already_exists"],
    }),
    params(ById),
    query(v.object({ rehome: v.optional(BooleanText, "false") })),
    (c) => {
      const { groupId } = c.req.valid("param");
      const before = groupJson(groups, groups.get(groupId));
      const moved = groups.remove(groupId, { isRehoming: c.req.valid("query").rehome });
      audit(actorOf(c), { action: "group.delete", target: before.path, before, after: { moved } });
      return c.body(null, 204);
    },
  );
}

function groupJson(groups: DeviceGroups, group: DeviceGroup): v.InferOutput<typeof GroupJson> {
  const path = groups.pathOf(group.id);
  const { id, parentId, name, kind, order, notes } = group;
  return { id, parentId, name, kind, order, notes, depth: path.length, path: path.join(" / ") };
}
