import * as v from "valibot";
import type { Device, Devices } from "../devices/devices.ts";
import {
  type Audit,
  actorOf,
  body,
  integerText,
  makeRouter,
  named,
  params,
  type Router,
  route,
} from "../http/http.ts";
import { type LinkSettings, LinkSettingsSchema, SlaveSettingsSchema } from "../spine/fieldbus.ts";
import { deviceKey } from "../spine/ids.ts";
import type { FieldEngine } from "./commission/field-engine.ts";
import { linkReports } from "./commission/link-reports.ts";
import { linkScans } from "./commission/link-scans.ts";
import { pointStates } from "./commission/point-states.ts";
import { exposureRoutes, type ServerState } from "./exposures/exposure-routes.ts";
import type { Fieldbus, FieldLink, FieldSlave } from "./fieldbus.ts";

export interface SerialPortEntry {
  readonly path: string;
  readonly device: string;
  readonly title: string;
}

const PORT_NAMES = ["path", "com"] as const;
export type PortNames = (typeof PORT_NAMES)[number];

export interface FieldbusRoutesDeps {
  readonly fieldbus: Fieldbus;
  readonly devices: Devices;
  readonly audit: Audit;
  readonly engine: FieldEngine;
  readonly serverState: () => ServerState;
  readonly listSerialPorts: () => readonly SerialPortEntry[];
  /** How ports are called on this system. */
  readonly portNames: PortNames;
}

const Time = v.pipe(v.number(), v.description("UTC ms"));
const StateJson = v.object({
  state: v.picklist(["down", "dialling", "up", "off"]),
  since: v.nullable(Time),
  reason: v.pipe(v.string(), v.description("Why it is down")),
  connects: v.pipe(v.number(), v.description("How often it stood since the start")),
});
const LinkJson = named(
  "FieldLink",
  v.object({
    id: v.number(),
    settings: LinkSettingsSchema,
    status: StateJson,
    slaveCount: v.number(),
    createdAt: Time,
    updatedAt: Time,
  }),
);
const SlaveJson = named(
  "FieldSlave",
  v.object({
    productKey: v.string(),
    deviceName: v.string(),
    name: v.string(),
    linkId: v.number(),
    settings: SlaveSettingsSchema,
  }),
);
const ById = v.object({ id: integerText(1, Number.MAX_SAFE_INTEGER) });
const ByDevice = v.object({ productKey: v.string(), deviceName: v.string() });
const SLAVE_PATH = "/devices/:productKey/:deviceName/slave";
const tag = "field buses";

/** `/links`, the slaves of each, what brings them into service, and the serial ports of this machine. */
export function fieldbusRoutes(deps: FieldbusRoutesDeps): Router {
  const api = makeRouter();
  addLinkRoutes(api, deps);
  addLinkChangeRoutes(api, deps);
  addSlaveRoutes(api, deps);
  addSlaveRemoval(api, deps);
  addPortRoute(api, deps);
  for (const more of [
    linkReports(deps),
    linkScans(deps),
    pointStates(deps),
    exposureRoutes({ ...deps, exposures: deps.fieldbus.exposures }),
  ])
    api.route("/", more);
  return api;
}

function addLinkRoutes(api: Router, deps: FieldbusRoutesDeps): void {
  const { fieldbus, audit } = deps;
  api.get(
    "/links",
    route({
      id: "listLinks",
      tag,
      summary: "Links to field buses, oldest first",
      allow: "read",
      returns: v.object({ items: v.array(LinkJson) }),
    }),
    (c) => c.json({ items: fieldbus.links().map((link) => linkJson(link, deps)) }),
  );
  api.post(
    "/links",
    route({
      id: "createLink",
      tag,
      summary: "Add a link",
      description: "It is dialled at once, and again whenever it is lost.",
      allow: "manage",
      status: 201,
      returns: LinkJson,
      errors: ["serial_port_taken", "serial_port_name"],
    }),
    body(LinkSettingsSchema),
    (c) => {
      const link = fieldbus.create(c.req.valid("json"));
      audit(actorOf(c), { action: "link.create", target: nameOf(link), after: link.settings });
      return c.json(linkJson(link, deps), 201);
    },
  );
  api.get(
    "/links/:id",
    route({
      id: "getLink",
      tag,
      summary: "One link",
      allow: "read",
      returns: LinkJson,
      etag: { except: ["status", "slaveCount"] },
      errors: ["not_found"],
    }),
    params(ById),
    (c) => c.json(linkJson(fieldbus.link(c.req.valid("param").id), deps)),
  );
}

function addLinkChangeRoutes(api: Router, deps: FieldbusRoutesDeps): void {
  const { fieldbus, audit } = deps;
  api.put(
    "/links/:id",
    route({
      id: "putLink",
      tag,
      summary: "Replace a link's settings",
      allow: "manage",
      returns: LinkJson,
      errors: ["not_found", "serial_port_taken", "serial_port_name"],
    }),
    params(ById),
    body(LinkSettingsSchema),
    (c) => {
      const { id } = c.req.valid("param");
      const before: LinkSettings = fieldbus.link(id).settings;
      const link = fieldbus.update(id, c.req.valid("json"));
      if (link.settings !== before)
        audit(actorOf(c), { action: "link.update", target: nameOf(link), before, after: link.settings });
      return c.json(linkJson(link, deps));
    },
  );
  api.delete(
    "/links/:id",
    route({
      id: "deleteLink",
      tag,
      summary: "Remove a link",
      description: "Its devices stay, and are polled no more until they are put on another link.",
      allow: "manage",
      status: 204,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const { id } = c.req.valid("param");
      const link = fieldbus.link(id);
      fieldbus.remove(id);
      audit(actorOf(c), { action: "link.delete", target: nameOf(link), before: link.settings });
      return c.body(null, 204);
    },
  );
  api.get(
    "/links/:id/slaves",
    route({
      id: "listSlaves",
      tag,
      summary: "The devices on a link, by unit",
      allow: "read",
      returns: v.object({ items: v.array(SlaveJson) }),
      errors: ["not_found"],
    }),
    params(ById),
    (c) => c.json({ items: fieldbus.slaves(fieldbus.link(c.req.valid("param").id).id).map(slaveJson) }),
  );
}

function addSlaveRoutes(api: Router, { fieldbus, devices, audit }: FieldbusRoutesDeps): void {
  const find = ({ productKey, deviceName }: v.InferOutput<typeof ByDevice>) =>
    devices.get(productKey, deviceName);
  const returns = v.object({ slave: v.nullable(SlaveJson) });
  api.get(
    SLAVE_PATH,
    route({
      id: "getSlave",
      tag,
      summary: "The link that a device is on",
      allow: "read",
      returns,
      etag: { except: [] },
      errors: ["not_found"],
    }),
    params(ByDevice),
    (c) => {
      const slave = fieldbus.slaveOf(find(c.req.valid("param")));
      return c.json({ slave: slave === undefined ? null : slaveJson(slave) });
    },
  );
  api.put(
    SLAVE_PATH,
    route({
      id: "putSlave",
      tag,
      summary: "Put a device on a link",
      description: "It is polled by its product's register map. Another link that it was on lets it go.",
      allow: "manage",
      returns: SlaveJson,
      errors: ["not_found"],
    }),
    params(ByDevice),
    body(v.strictObject({ linkId: v.number(), ...SlaveSettingsSchema.entries })),
    (c) => {
      const device = find(c.req.valid("param"));
      const { linkId, ...settings } = c.req.valid("json");
      const before = fieldbus.slaveOf(device);
      const slave = fieldbus.bind(linkId, device, settings);
      if (slave !== before)
        audit(actorOf(c), {
          action: "device.set-slave",
          target: keyOf(device),
          ...(before && { before: { linkId: before.linkId, ...before.settings } }),
          after: { linkId, ...settings },
        });
      return c.json(slaveJson(slave));
    },
  );
}

function addSlaveRemoval(api: Router, { fieldbus, devices, audit }: FieldbusRoutesDeps): void {
  api.delete(
    SLAVE_PATH,
    route({
      id: "deleteSlave",
      tag,
      summary: "Take a device from its link",
      allow: "manage",
      status: 204,
      errors: ["not_found"],
    }),
    params(ByDevice),
    (c) => {
      const { productKey, deviceName } = c.req.valid("param");
      const device = devices.get(productKey, deviceName);
      const before = fieldbus.slaveOf(device);
      fieldbus.unbind(device);
      if (before) {
        const settings = { linkId: before.linkId, ...before.settings };
        audit(actorOf(c), { action: "device.delete-slave", target: keyOf(device), before: settings });
      }
      return c.body(null, 204);
    },
  );
}

function addPortRoute(api: Router, { listSerialPorts, portNames }: FieldbusRoutesDeps): void {
  api.get(
    "/serial-ports",
    route({
      id: "listSerialPorts",
      tag,
      summary: "The serial ports of this machine",
      allow: "read",
      returns: v.object({
        names: v.pipe(
          v.picklist(PORT_NAMES),
          v.description("How they are called: `path` as /dev/ttyUSB0; `com`: COM1 to COM256, on Windows"),
        ),
        items: v.array(
          v.object({
            path: v.pipe(
              v.string(),
              v.description("The same wherever it is plugged in, where there is such a name"),
            ),
            device: v.string(),
            title: v.string(),
          }),
        ),
      }),
    }),
    (c) => c.json({ names: portNames, items: [...listSerialPorts()] }),
  );
}

function linkJson(
  link: FieldLink,
  { fieldbus, engine }: Pick<FieldbusRoutesDeps, "fieldbus" | "engine">,
): v.InferOutput<typeof LinkJson> {
  // One that was just added or enabled is about to be dialled.
  const state = link.settings.isEnabled ? ("dialling" as const) : ("off" as const);
  const status = engine.stateOf(link.id) ?? { state, since: null, reason: "", connects: 0 };
  return { ...link, status: { ...status }, slaveCount: fieldbus.slaves(link.id).length };
}

function slaveJson({ device, linkId, settings }: FieldSlave): v.InferOutput<typeof SlaveJson> {
  const { productKey, deviceName, name } = device;
  return { productKey, deviceName, name, linkId, settings };
}

function nameOf({ id, settings }: FieldLink): string {
  return `${id} ${settings.name}`;
}

function keyOf({ productKey, deviceName }: Device): string {
  return deviceKey(productKey, deviceName);
}
