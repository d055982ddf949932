import * as v from "valibot";
import type { Device, Devices } from "../devices/devices.ts";
import {
  type ApiContext,
  type Audit,
  actorOf,
  body,
  decodeCursor,
  integerText,
  makePage,
  makeRouter,
  pageOf,
  pageQuery,
  params,
  query,
  type Reach,
  type Router,
  type RouteSpec,
  reachOf,
  requireReached,
  route,
} from "../http/http.ts";
import { wholeRecord } from "../kit/whole-record.ts";
import { AppError } from "../spine/error.ts";
import { FEATURE_PATTERN } from "../spine/ids.ts";
import { COMMAND_STATES, CommandJson, commandJson } from "./command-json.ts";
import type { Command, CommandRequest, Downlink } from "./contract.ts";

export interface DownlinkRoutesDeps {
  readonly downlink: Downlink;
  readonly devices: Pick<Devices, "get">;
  readonly audit: Audit;
}

const DAY_S = 86_400;
const EXPIRES_MAX_S = 31 * DAY_S;
const TIMEOUT_MAX_S = 300;
const WAIT_MAX_MS = 30_000;

const whole = (min: number, max: number) =>
  v.pipe(
    v.number(),
    v.integer("must be a whole number"),
    v.minValue(min, `must be at least ${min}`),
    v.maxValue(max, `must be at most ${max}`),
  );
const Terms = {
  expiresInS: v.pipe(
    v.optional(whole(0, EXPIRES_MAX_S), DAY_S),
    v.description("How long it may wait for the device; 0: it fails at once where it cannot be sent"),
  ),
  timeoutS: v.pipe(
    v.optional(whole(1, TIMEOUT_MAX_S), 10),
    v.description("How long the device's answer may take"),
  ),
  waitMs: v.pipe(
    v.optional(whole(0, WAIT_MAX_MS), 0),
    v.description("Waits so long for the outcome; 200 when it is settled, else 202"),
  ),
};
const Values = wholeRecord(v.pipe(v.string(), v.regex(FEATURE_PATTERN)), v.unknown());
const SetBody = v.strictObject({
  params: v.pipe(
    Values,
    v.check((values) => Object.keys(values).length > 0, "must name a property"),
    v.check((values) => Object.keys(values).length <= 200, "at most 200 properties"),
    v.description("Values by property; all of them are held against the thing model"),
  ),
  ...Terms,
});
const CallBody = v.strictObject({ input: v.optional(Values, {}), ...Terms });
const RawBody = v.strictObject({
  payload: v.string(),
  encoding: v.optional(v.picklist(["text", "hex", "base64"]), "text"),
  ...Terms,
});
const ByDevice = v.object({ productKey: v.string(), deviceName: v.string() });
const ByService = v.object({ ...ByDevice.entries, identifier: v.string() });
const ById = v.object({ id: integerText(1, Number.MAX_SAFE_INTEGER) });
const ListQuery = v.object({ ...pageQuery, state: v.optional(v.picklist(COMMAND_STATES)) });

const DEVICE = "/devices/:productKey/:deviceName";
const tag = "commands";
const DESCRIPTION =
  "It is stored before this answers, sent in order, one at a time, and settled by the device's answer. An offline device gets it when it is back.";
const SENDING: Omit<RouteSpec, "id" | "summary"> = {
  tag,
  description: DESCRIPTION,
  allow: "command",
  status: 202,
  atOnce: "Settled already: within `waitMs`, or because it cannot be sent",
  returns: CommandJson,
  errors: ["not_found", "device_disabled", "product_disabled", "too_many_commands", "payload_too_large"],
};

/** What a value can be refused for before it is sent. */
const VALUE_ERRORS = ["property_type", "property_range", "property_length", "property_step"] as const;
const SET_ERRORS = [...VALUE_ERRORS, "property_unknown", "property_read_only"] as const;
const CALL_ERRORS = [
  ...VALUE_ERRORS,
  "service_unknown",
  "service_input_unknown",
  "service_input_missing",
] as const;

type Terms = { readonly expiresInS: number; readonly timeoutS: number; readonly waitMs: number };

/** Properties set, services called, bytes sent; and what became of it. */
export function downlinkRoutes(deps: DownlinkRoutesDeps): Router {
  const api = makeRouter();
  addSet(api, deps);
  addCall(api, deps);
  addRaw(api, deps);
  addReads(api, deps);
  addCancel(api, deps);
  return api;
}

function addSet(api: Router, deps: DownlinkRoutesDeps): void {
  api.post(
    `${DEVICE}/properties`,
    route({
      ...{ ...SENDING, id: "setProperties", summary: "Set properties of a device", reach: "touches" },
      errors: [...(SENDING.errors ?? []), ...SET_ERRORS],
    }),
    params(ByDevice),
    body(SetBody),
    (c) => {
      const { params: values, ...terms } = c.req.valid("json");
      const device = deviceOf(deps, c.req.valid("param"));
      requireReached(coversAll(reachOf(c), device, Object.keys(values)));
      return send(c, deps, { device, wish: { kind: "property_set", params: values }, terms });
    },
  );
}

function addCall(api: Router, deps: DownlinkRoutesDeps): void {
  api.post(
    `${DEVICE}/services/:identifier`,
    route({
      ...{ ...SENDING, id: "callService", summary: "Call a service of a device" },
      errors: [...(SENDING.errors ?? []), ...CALL_ERRORS],
    }),
    params(ByService),
    body(CallBody),
    (c) => {
      const { identifier, ...key } = c.req.valid("param");
      const { input, ...terms } = c.req.valid("json");
      return send(c, deps, {
        device: deviceOf(deps, key),
        wish: { kind: "service", identifier, input },
        terms,
      });
    },
  );
}

function addRaw(api: Router, deps: DownlinkRoutesDeps): void {
  api.post(
    `${DEVICE}/raw`,
    route({
      ...SENDING,
      id: "sendRaw",
      summary: "Send bytes to a device",
      description: `To a device of Alink (\`thing/model/down_raw\`) or OneNET (\`cmd/request\`, \`$creq\`). ${DESCRIPTION}`,
    }),
    params(ByDevice),
    body(RawBody),
    (c) => {
      const { payload: text, encoding, ...terms } = c.req.valid("json");
      const payload = bytesOf(text, encoding);
      return send(c, deps, {
        device: deviceOf(deps, c.req.valid("param")),
        wish: { kind: "raw", payload },
        terms,
      });
    },
  );
}

function bytesOf(text: string, encoding: "text" | "hex" | "base64"): Uint8Array {
  const isHex = encoding === "hex";
  if (isHex && !/^(?:[0-9a-fA-F]{2}\s*)*$/.test(text))
    throw new AppError("invalid_request", { detail: "payload must be pairs of hexadecimal digits" });
  return Buffer.from(isHex ? text.replace(/\s/g, "") : text, encoding === "text" ? "utf8" : encoding);
}

function deviceOf({ devices }: DownlinkRoutesDeps, key: v.InferOutput<typeof ByDevice>): Device {
  return devices.get(key.productKey, key.deviceName);
}

/** Whoever reaches single properties sets those; everything else is asked of the whole device. */
function coversAll(
  reach: Reach,
  device: Pick<Device, "productKey" | "deviceName">,
  names: readonly string[],
) {
  const { productKey, deviceName } = device;
  if (reach.coversDevice(productKey, deviceName)) return true;
  return names.length > 0 && names.every((name) => reach.coversProperty(productKey, deviceName, name));
}

/** Throws AppError `not_found`, also for one that is not within reach. */
function reachedCommand(c: ApiContext, { downlink }: DownlinkRoutesDeps, id: number): Command {
  const command = downlink.get(id);
  const { kind, request } = command;
  const names = kind === "property_set" ? Object.keys(request) : [];
  if (!coversAll(reachOf(c), command, names)) throw new AppError("not_found", { what: `command ${id}` });
  return command;
}

async function send(
  c: ApiContext,
  deps: DownlinkRoutesDeps,
  { device, wish, terms }: { device: Device; wish: CommandRequest["wish"]; terms: Terms },
): Promise<Response> {
  const { downlink, audit } = deps;
  const request = { wish, expiresInMs: terms.expiresInS * 1_000, timeoutMs: terms.timeoutS * 1_000 };
  const actor = actorOf(c);
  const submitted = downlink.submit(device, request, actor.username);
  if (!submitted.ok) throw new AppError(submitted.error.code, submitted.error.params);
  const { id, kind, identifier, request: values } = submitted.value;
  const service = identifier === "" ? {} : { service: identifier };
  const target = `${device.productKey}/${device.deviceName}`;
  audit(actor, { action: "command.send", target, after: { id, kind, ...service, request: values } });
  const command = await downlink.whenSettled(id, terms.waitMs);
  return c.json(show(c, deps, command), command.settledAt === undefined ? 202 : 200);
}

function addReads(api: Router, deps: DownlinkRoutesDeps): void {
  const { downlink } = deps;
  api.get(
    `${DEVICE}/commands`,
    route({
      id: "listCommands",
      tag,
      summary: "Commands of a device, newest first; kept 30 days",
      allow: "read",
      returns: pageOf(CommandJson),
      errors: ["not_found"],
    }),
    params(ByDevice),
    query(ListQuery),
    (c) => {
      const { limit, cursor, state } = c.req.valid("query");
      const before = decodeCursor(cursor, v.tuple([v.number()]))?.[0];
      const { id: deviceId } = deviceOf(deps, c.req.valid("param"));
      const found = downlink.list({ deviceId, state }, { before, limit: limit + 1 });
      const page = makePage(found, limit, ({ id }) => [id]);
      return c.json({ ...page, items: page.items.map((command) => show(c, deps, command)) });
    },
  );
  api.get(
    "/commands/:id",
    route({
      id: "getCommand",
      tag,
      summary: "One command, with its outcome",
      allow: "read",
      reach: "filtered",
      returns: CommandJson,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => c.json(show(c, deps, reachedCommand(c, deps, c.req.valid("param").id))),
  );
}

function addCancel(api: Router, deps: DownlinkRoutesDeps): void {
  const { downlink, audit } = deps;
  api.delete(
    "/commands/:id",
    route({
      id: "cancelCommand",
      tag,
      summary: "Cancel a command that still waits",
      description: "What was sent cannot be taken back.",
      allow: "command",
      reach: "filtered",
      returns: CommandJson,
      errors: ["not_found", "command_state"],
    }),
    params(ById),
    (c) => {
      const command = downlink.cancel(reachedCommand(c, deps, c.req.valid("param").id).id);
      const target = `${command.productKey}/${command.deviceName}`;
      audit(actorOf(c), { action: "command.cancel", target, before: { id: command.id, kind: command.kind } });
      return c.json(show(c, deps, command));
    },
  );
}

function show(c: ApiContext, { downlink }: DownlinkRoutesDeps, command: Command) {
  return commandJson(command, { waiting: downlink.waitOf(command), language: c.get("language") });
}
