import * as v from "valibot";
import {
  type ApiContext,
  type Audit,
  actorOf,
  body,
  integerText,
  named,
  params,
  type Router,
  reachOf,
  route,
} from "../../http/http.ts";
import { AppError } from "../../spine/error.ts";
import { StateCountsJson } from "../groups/group-schema.ts";
import { askerOf, type QueryDeps, resolveFilter } from "../listing/device-query.ts";
import { DeviceFilterSchema } from "../listing/filter-schema.ts";
import type { Devices } from "../registry/contract.ts";
import { type DeviceView, type DeviceViews, ViewDraftSchema, ViewPatchSchema } from "./views.ts";

const tag = "device views";
const Time = v.pipe(v.number(), v.description("UTC ms"));
const ViewJson = named(
  "DeviceView",
  v.object({
    id: v.number(),
    name: v.string(),
    filter: DeviceFilterSchema,
    createdBy: v.string(),
    createdAt: Time,
    updatedAt: Time,
  }),
);
const ById = v.object({ viewId: integerText(1, Number.MAX_SAFE_INTEGER) });
const VIEW_PATH = "/device-views/:viewId";

export interface ViewRoutesDeps extends QueryDeps {
  readonly devices: Devices;
  readonly views: DeviceViews;
  readonly audit: Audit;
}

/** `/device-views`: saved filters, usable wherever a group is. */
export function addViewRoutes(api: Router, deps: ViewRoutesDeps): void {
  const { devices, views } = deps;
  addChangeRoutes(api, deps);
  api.get(
    VIEW_PATH,
    route({
      id: "getDeviceView",
      tag,
      summary: "One view",
      allow: "read",
      reach: "filtered",
      returns: ViewJson,
      etag: { except: [] },
      errors: ["not_found"],
    }),
    params(ById),
    (c) => c.json(ownView(c, views)),
  );
  api.get(
    "/device-views",
    route({
      id: "listDeviceViews",
      tag,
      summary: "Saved views of devices, by name",
      description: "Who reaches only a part of the devices sees and changes the views that he made himself.",
      allow: "read",
      reach: "filtered",
      returns: v.object({ items: v.array(ViewJson) }),
    }),
    (c) => c.json({ items: views.all().filter((view) => isShown(c, view)) }),
  );
  api.get(
    `${VIEW_PATH}/counts`,
    route({
      id: "countDeviceView",
      tag,
      summary: "How many devices of a view are in which state",
      allow: "read",
      reach: "filtered",
      returns: StateCountsJson,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => c.json(devices.countsOf(resolveFilter(deps, { view: ownView(c, views).id }, askerOf(c)))),
  );
}

function addChangeRoutes(api: Router, deps: ViewRoutesDeps): void {
  const { views, audit } = deps;
  api.post(
    "/device-views",
    route({
      id: "createDeviceView",
      tag,
      summary: "Save a view",
      description: "What its filter names (gateway, group) must be there. A view cannot name another view.",
      allow: "command",
      reach: "filtered",
      status: 201,
      returns: ViewJson,
      errors: ["not_found", "already_exists", "too_many_views", "view_in_view"],
    }),
    body(ViewDraftSchema),
    (c) => {
      const draft = c.req.valid("json");
      resolveFilter(deps, draft.filter, askerOf(c));
      const view = views.create(draft, actorOf(c).username);
      audit(actorOf(c), { action: "view.create", target: view.name, after: draft });
      return c.json(view, 201);
    },
  );
  api.patch(
    VIEW_PATH,
    route({
      id: "updateDeviceView",
      tag,
      summary: "Rename a view or change its filter",
      allow: "command",
      reach: "filtered",
      returns: ViewJson,
      errors: ["not_found", "already_exists", "view_in_view"],
    }),
    params(ById),
    body(ViewPatchSchema),
    (c) => {
      const { viewId } = c.req.valid("param");
      const patch = c.req.valid("json");
      const { name, filter } = ownView(c, views);
      if (patch.filter !== undefined) resolveFilter(deps, patch.filter, askerOf(c));
      const after = views.update(viewId, patch);
      audit(actorOf(c), { action: "view.update", target: name, before: { name, filter }, after: patch });
      return c.json(after);
    },
  );
  api.delete(
    VIEW_PATH,
    route({
      id: "deleteDeviceView",
      tag,
      summary: "Delete a view",
      allow: "command",
      reach: "filtered",
      status: 204,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const { viewId } = c.req.valid("param");
      const { name, filter } = ownView(c, views);
      views.remove(viewId);
      audit(actorOf(c), { action: "view.delete", target: name, before: { name, filter } });
      return c.body(null, 204);
    },
  );
}

/** Names and filters of views tell of devices, so a narrow reach has views of its own. */
function isShown(c: ApiContext, { createdBy }: DeviceView): boolean {
  return reachOf(c).isAll || createdBy === actorOf(c).username;
}

/** The view of the path. Throws `not_found`, also for one that is not shown. */
function ownView(c: ApiContext, views: DeviceViews): DeviceView {
  const viewId = Number(c.req.param("viewId"));
  const view = views.get(viewId);
  if (!isShown(c, view)) throw new AppError("not_found", { what: `view ${viewId}` });
  return view;
}
