import * as v from "valibot";
import type { Db } from "../db/db.ts";
import {
  type ApiContext,
  type Audit,
  actorOf,
  BooleanText,
  body,
  InvalidRequest,
  makeRouter,
  named,
  params,
  query,
  type Router,
  reachOf,
  requireMay,
  requireReached,
  route,
} from "../http/http.ts";
import { DocumentError, type DocumentFormat, parseDocument } from "../kit/document-text.ts";
import { entryOf } from "../kit/scalar.ts";
import type { Products } from "../products/products.ts";
import type { Clock } from "../spine/clock.ts";
import { AppError } from "../spine/error.ts";
import { deviceKey } from "../spine/ids.ts";
import { DeviceJson, makeDeviceJson } from "./device-json.ts";
import { DeviceDraftSchema, type DevicePatch, DevicePatchSchema } from "./device-schema.ts";
import {
  applyDocument,
  type Device,
  type DeviceGroups,
  type Devices,
  type DeviceTags,
  type DeviceTrash,
  type DeviceViews,
  type Topology,
} from "./devices.ts";
import { addGroupRoutes } from "./groups/routes.ts";
import { addListingRoutes } from "./listing/routes.ts";
import { addChildRoutes, addTagRoutes } from "./topology/routes.ts";
import { addTrashRoutes } from "./trash/routes.ts";
import { addViewRoutes } from "./views/routes.ts";

export interface DeviceRoutesDeps {
  readonly db: Db;
  readonly products: Products;
  readonly devices: Devices;
  readonly topology: Topology;
  readonly tags: DeviceTags;
  readonly groups: DeviceGroups;
  readonly views: DeviceViews;
  readonly trash: DeviceTrash;
  readonly audit: Audit;
  readonly clock: Pick<Clock, "now">;
}

const ByName = v.object({ productKey: v.string(), deviceName: v.string() });
const ApplyReportJson = named(
  "ApplyReport",
  v.object({
    dryRun: v.boolean(),
    changes: v.array(
      v.object({
        action: v.picklist(["create", "update", "unchanged"]),
        kind: v.picklist(["product", "device"]),
        key: v.string(),
        fields: v.array(v.string()),
      }),
    ),
    summary: v.object({ created: v.number(), updated: v.number(), unchanged: v.number() }),
  }),
);
const APPLY_BYTES = 32 * 1024 * 1024;
const APPLY_FORMATS: Readonly<Record<string, DocumentFormat>> = {
  "application/json": "json",
  "application/yaml": "yaml",
  "application/x-yaml": "yaml",
  "text/yaml": "yaml",
};
/** What an operator may change; the rest takes a developer. */
const OPERATOR_FIELDS: ReadonlySet<string> = new Set<keyof DevicePatch>(["isEnabled", "notes"]);

/** `/devices`, `/groups`, `/device-views`, `/device-trash` and `/apply`. */
export function devicesRoutes(deps: DeviceRoutesDeps): Router {
  const api = makeRouter();
  addListingRoutes(api, deps);
  addGroupRoutes(api, deps);
  addViewRoutes(api, deps);
  addTrashRoutes(api, deps);
  addCreateRoute(api, deps);
  addDeviceRoutes(api, deps);
  addChildRoutes(api, deps);
  addTagRoutes(api, deps);
  addRegistrationRoute(api, deps);
  addApplyRoute(api, deps);
  return api;
}

function addCreateRoute(api: Router, { devices, topology, audit }: DeviceRoutesDeps): void {
  const tag = "devices";
  const deviceJson = makeDeviceJson(topology);
  api.post(
    "/devices",
    route({
      id: "createDevice",
      tag,
      summary: "Register a device",
      description: "Name and secret are made up when they are not given.",
      allow: "manage",
      status: 201,
      returns: DeviceJson,
      reach: "filtered",
      errors: ["unknown_product", "already_exists", "not_found"],
    }),
    body(DeviceDraftSchema),
    (c) => {
      const actor = actorOf(c);
      const draft = c.req.valid("json");
      requirePlace(c, draft.productKey, draft.groupId ?? null);
      const device = devices.create(draft, actor.username);
      audit(actor, { action: "device.create", target: keyOf(device), after: settingsOf(device) });
      return c.json(deviceJson(device), 201);
    },
  );
}

const DEVICE_PATH = "/devices/:productKey/:deviceName";

function addDeviceRoutes(api: Router, { devices, topology, audit }: DeviceRoutesDeps): void {
  const tag = "devices";
  const deviceJson = makeDeviceJson(topology);
  const find = ({ productKey, deviceName }: v.InferOutput<typeof ByName>) =>
    devices.get(productKey, deviceName);
  api.get(
    DEVICE_PATH,
    route({
      id: "getDevice",
      tag,
      summary: "One device",
      allow: "read",
      returns: DeviceJson,
      // What the device itself does is no edit.
      etag: { except: ["state", "stateSince", "stateReason", "address", "activatedAt", "lastSeenAt"] },
      errors: ["not_found"],
    }),
    params(ByName),
    (c) => c.json(deviceJson(find(c.req.valid("param")), reachOf(c))),
  );
  api.patch(
    DEVICE_PATH,
    route({
      id: "updateDevice",
      tag,
      summary: "Change a device",
      description: "An operator may change `isEnabled` and `notes` only.",
      allow: "command",
      returns: DeviceJson,
      errors: ["not_found"],
    }),
    params(ByName),
    body(DevicePatchSchema),
    (c) => {
      const actor = actorOf(c);
      const patch = c.req.valid("json");
      requireFields(c, patch);
      if (patch.groupId !== undefined) requirePlace(c, c.req.valid("param").productKey, patch.groupId);
      const before = settingsOf(find(c.req.valid("param")));
      const device = devices.update(c.req.valid("param"), patch, actor.username);
      audit(actor, { action: "device.update", target: keyOf(device), before, after: settingsOf(device) });
      return c.json(deviceJson(device, reachOf(c)));
    },
  );
  api.delete(
    DEVICE_PATH,
    route({
      id: "deleteDevice",
      tag,
      summary: "Delete a device",
      description: "It goes to the trash for seven days, from where it can be restored with its history.",
      allow: "manage",
      status: 204,
      errors: ["not_found"],
    }),
    params(ByName),
    (c) => {
      const device = find(c.req.valid("param"));
      devices.remove(device.productKey, device.deviceName, actorOf(c).username);
      audit(actorOf(c), { action: "device.delete", target: keyOf(device), before: settingsOf(device) });
      return c.body(null, 204);
    },
  );
}

function addRegistrationRoute(api: Router, { devices, topology, audit }: DeviceRoutesDeps): void {
  api.post(
    `${DEVICE_PATH}/registration`,
    route({
      id: "reopenRegistration",
      tag: "devices",
      summary: "Let the device register once more",
      description:
        "A device that was online before cannot fetch its secret with the product's; this takes it for new again.",
      allow: "manage",
      returns: DeviceJson,
      errors: ["not_found"],
    }),
    params(ByName),
    (c) => {
      const actor = actorOf(c);
      const device = devices.reopen(c.req.valid("param"), actor.username);
      audit(actor, { action: "device.reopen-registration", target: keyOf(device) });
      return c.json(makeDeviceJson(topology)(device));
    },
  );
}

function addApplyRoute(api: Router, deps: DeviceRoutesDeps): void {
  api.post(
    "/apply",
    route({
      id: "applyDocument",
      tag: "apply",
      summary: "Bring products and devices to what one document says",
      description:
        "`{products: [{productKey, productSecret?, accessKey?, name?, description?, nodeType?, dialects?, dataMode?, validation?, offlineRule?, " +
        "retentionDays?, registration?, registrationUntil?, childProductKey?, mapping?, isEnabled?, thingModel?}], " +
        "devices: [{productKey, deviceName, deviceSecret?, name?, notes?, groupId?, latitude?, longitude?, place?, isEnabled?}]}`, as JSON or YAML. " +
        "All or nothing; what is not named stays as it is; applying it again changes nothing.",
      allow: "manage",
      returns: ApplyReportJson,
      bodyBytes: APPLY_BYTES,
      textBody: Object.keys(APPLY_FORMATS),
    }),
    query(v.object({ dryRun: v.optional(BooleanText, "false") })),
    async (c) => {
      const actor = actorOf(c);
      const { dryRun } = c.req.valid("query");
      const document = await readDocument(c);
      const applied = applyDocument(deps, document, { dryRun, actor: actor.username });
      if (!applied.ok) throw new InvalidRequest(applied.error);
      if (!dryRun) deps.audit(actor, { action: "apply", target: "", after: applied.value.summary });
      return c.json(applied.value);
    },
  );
}

/** Throws `out_of_scope` unless a device of the product in the group is reached: none is put where it is lost. */
function requirePlace(c: ApiContext, productKey: string, groupId: number | null): void {
  const reach = reachOf(c);
  requireReached(reach.coversProduct(productKey) || (groupId !== null && reach.coversGroup(groupId)));
}

async function readDocument(c: ApiContext): Promise<unknown> {
  const received = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const format = entryOf(APPLY_FORMATS, received);
  if (format === undefined) {
    const accepted = Object.keys(APPLY_FORMATS).join(", ");
    throw new AppError("unsupported_media_type", {
      received: received === "" ? "nothing" : received,
      accepted,
    });
  }
  try {
    return await parseDocument(await c.req.text(), format);
  } catch (cause) {
    if (cause instanceof DocumentError) throw new InvalidRequest([{ path: "", message: cause.detail }]);
    throw cause;
  }
}

function requireFields(c: ApiContext, patch: DevicePatch): void {
  const isManaging = Object.keys(patch).some((name) => !OPERATOR_FIELDS.has(name));
  if (isManaging) requireMay(actorOf(c), "devices", "manage");
}

function keyOf(device: Device): string {
  return deviceKey(device.productKey, device.deviceName);
}

/** For the audit trail, which masks the secret but shows that it was changed. */
function settingsOf(device: Device) {
  const { name, notes, groupId, latitude, longitude, place, isEnabled, deviceSecret } = device;
  return { name, notes, groupId, latitude, longitude, place, isEnabled, deviceSecret };
}
