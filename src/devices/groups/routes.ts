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
import { GroupDraftSchema, GroupJson, GroupPatchSchema, StateCountsJson } from "./group-schema.ts";
import type { DeviceGroup, DeviceGroups } from "./groups.ts";
import { changeableGroup, reachedGroup, requireParent } from "./placing.ts";

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
  addCreateRoute(api, deps);
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
      return c.json(groupJson(groups, reachedGroup(groups, groupId, reachOf(c))));
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

function addCreateRoute(api: Router, { groups, audit }: GroupRoutesDeps): void {
  api.post(
    "/groups",
    route({
      id: "createGroup",
      tag,
      summary: "Create a group",
      description: "Who reaches only certain groups creates groups below these.",
      allow: "manage",
      reach: "filtered",
      status: 201,
      returns: GroupJson,
      errors: ["not_found", "already_exists", "group_too_deep", "too_many_groups"],
    }),
    body(GroupDraftSchema),
    (c) => {
      const draft = c.req.valid("json");
      requireParent(groups, draft.parentId, reachOf(c));
      const group = groupJson(groups, groups.create(draft));
      audit(actorOf(c), { action: "group.create", target: group.path, after: group });
      return c.json(group, 201);
    },
  );
}

function addChangeRoutes(api: Router, { groups, audit }: GroupRoutesDeps): void {
  api.patch(
    "/groups/:groupId",
    route({
      id: "updateGroup",
      tag,
      summary: "Rename, move or describe a group",
      description:
        "With `parentId` it moves with all that is in it; it cannot move into itself. Who reaches only certain groups " +
        "changes what is below these, and moves it within them.",
      allow: "manage",
      reach: "filtered",
      returns: GroupJson,
      errors: ["not_found", "already_exists", "group_too_deep", "group_cycle"],
    }),
    params(ById),
    body(GroupPatchSchema),
    (c) => {
      const { groupId } = c.req.valid("param");
      const patch = c.req.valid("json");
      const before = groupJson(groups, changeableGroup(groups, groupId, reachOf(c)));
      if (patch.parentId !== undefined) requireParent(groups, patch.parentId, reachOf(c));
      const after = groupJson(groups, groups.update(groupId, patch));
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
        "Refused while devices or groups are in it; with `rehome` they go up to the group that it stands in. Who " +
        "reaches only certain groups deletes what is below these.",
      allow: "manage",
      reach: "filtered",
      status: 204,
      errors: ["not_found", "in_use", "already_exists"],
    }),
    params(ById),
    query(v.object({ rehome: v.optional(BooleanText, "false") })),
    (c) => {
      const { groupId } = c.req.valid("param");
      const before = groupJson(groups, changeableGroup(groups, groupId, reachOf(c)));
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
