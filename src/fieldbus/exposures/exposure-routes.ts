import * as v from "valibot";
import type { Devices } from "../../devices/devices.ts";
import { type Audit, actorOf, body, makeRouter, named, type Router, route } from "../../http/http.ts";
import { ExposureTermsSchema, ServerSettingsSchema } from "../../spine/fieldbus.ts";
import { RegisterPointSchema } from "../../spine/register-map.ts";
import type { Exposures, FieldExposure } from "./exposures.ts";

/** The listener for those who read Gantry's own registers. */
export interface ServerState {
  /** `off`: nothing is exposed, or the configuration has it off. */
  readonly state: "off" | "listening" | "failed";
  readonly host: string;
  readonly port: number;
  /** Why it failed. */
  readonly error: string | undefined;
  readonly connections: number;
  /** False: the configuration has it off (`modbus.server`). */
  readonly isAllowed: boolean;
  /** Connections that were not let in: their address is not on the list, or there were enough. */
  readonly turnedAway: { readonly address: number; readonly number: number };
  readonly writes: WriteCounts;
  /** TCP clients, the first that came first. */
  readonly clients: readonly ClientState[];
  /** In the order of the settings. */
  readonly ports: readonly PortState[];
}

/** What became of values that clients wrote, since the start. */
export interface WriteCounts {
  readonly commands: number;
  /** Answered without a command: the device has the value already. */
  readonly unchanged: number;
  /** Writes of which something was dropped, as it can only be read. */
  readonly readOnly: number;
}

/** Who is connected. */
export interface ClientState {
  readonly address: string;
  readonly since: number;
  readonly answered: number;
  readonly refused: number;
  readonly lastException: number | undefined;
  readonly lastRequestAt: number | undefined;
}

/** A serial line on which others are the master. */
export interface PortState {
  readonly path: string;
  /** `off`: nothing is exposed, or it is switched off. */
  readonly state: "off" | "listening" | "failed";
  readonly error: string | undefined;
  readonly answered: number;
  readonly refused: number;
  readonly foreign: number;
  readonly garbled: number;
  readonly lastRequestAt: number | undefined;
}

export interface ExposureRoutesDeps {
  readonly exposures: Exposures;
  readonly devices: Devices;
  readonly audit: Audit;
  readonly serverState: () => ServerState;
}

const EXPOSURES_MOST = 10_000;
const BODY_BYTES = 8 * 1024 * 1024;
/** A change of more is on record by its number alone. */
const AUDITED_MOST = 200;

const ExposureJson = v.strictObject({
  unit: v.pipe(
    v.number(),
    v.integer("must be a whole number"),
    v.minValue(0),
    v.maxValue(255),
    v.description("Address of the slave that Gantry is there"),
  ),
  productKey: v.string(),
  deviceName: v.string(),
  point: RegisterPointSchema,
  ...ExposureTermsSchema.entries,
});
const STATES = v.picklist(["off", "listening", "failed"]);
const PortJson = v.object({
  path: v.string(),
  state: STATES,
  error: v.nullable(v.string()),
  answered: v.number(),
  refused: v.pipe(v.number(), v.description("Requests that were answered with an exception")),
  foreign: v.pipe(v.number(), v.description("Frames that were for other slaves on the line")),
  garbled: v.pipe(
    v.number(),
    v.description("What was heard and was no frame: noise, another speed or parity"),
  ),
  lastRequestAt: v.nullable(v.number()),
});
const ClientJson = v.object({
  address: v.string(),
  since: v.number(),
  answered: v.number(),
  refused: v.number(),
  lastException: v.pipe(v.nullable(v.number()), v.description("Code of the newest refusal")),
  lastRequestAt: v.nullable(v.number()),
});
const ServerJson = named(
  "ModbusServer",
  v.object({
    listener: v.object({
      state: STATES,
      host: v.string(),
      port: v.number(),
      error: v.nullable(v.string()),
      connections: v.number(),
      isAllowed: v.pipe(v.boolean(), v.description("False: switched off by `modbus.server`")),
      turnedAway: v.pipe(
        v.object({ address: v.number(), number: v.number() }),
        v.description("Connections that were not let in: by their address, or because there were enough"),
      ),
    }),
    writes: v.pipe(
      v.object({ commands: v.number(), unchanged: v.number(), readOnly: v.number() }),
      v.description(
        "Values that clients wrote since the start: as commands, without one because nothing changes, and writes of which something was dropped as it can only be read",
      ),
    ),
    clients: v.pipe(v.array(ClientJson), v.description("Who is connected over TCP")),
    ports: v.pipe(v.array(PortJson), v.description("Serial lines, in the order of the settings")),
    settings: ServerSettingsSchema,
    exposures: v.array(ExposureJson),
  }),
);
const tag = "field buses";

/** `/modbus-server`: what others read of Gantry as registers. */
export function exposureRoutes(deps: ExposureRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/modbus-server",
    route({
      id: "getModbusServer",
      tag,
      summary: "The properties that are served as Modbus registers, and the listener for them",
      allow: "read",
      returns: ServerJson,
      etag: { except: ["listener", "clients", "ports"] },
    }),
    (c) => c.json(serverJson(deps)),
  );
  addChange(api, deps);
  return api;
}

const PutBody = v.pipe(
  v.strictObject({
    exposures: v.optional(v.pipe(v.array(ExposureJson), v.maxLength(EXPOSURES_MOST))),
    settings: v.optional(ServerSettingsSchema),
  }),
  v.check(
    (wanted) => wanted.exposures !== undefined || wanted.settings !== undefined,
    "must change something",
  ),
);

function addChange(api: Router, deps: ExposureRoutesDeps): void {
  const { exposures, audit } = deps;
  api.put(
    "/modbus-server",
    route({
      id: "putModbusServer",
      tag,
      summary: "Replace the properties that are served as Modbus registers, or how they are served",
      description:
        "What is absent stays as it is. Modbus knows no passwords: whoever reaches the port reads them, and writes those whose access is `rw`; `settings.allowed` names who may connect. With the first exposure the server starts, with none it ends. A write becomes a command of `modbus-server` to the device, unless `writes` is `changes` and nothing would change: exception 02 where nothing may be written (or, with `readOnly` as `ignore`, an answer as if it had been), 03 for a value that the thing model does not allow or half of one, 06 while too many commands wait, 0B where the device is not online, 04 for any other failure.",
      allow: "manage",
      bodyBytes: BODY_BYTES,
      returns: ServerJson,
      errors: ["not_found", "exposure_overlap", "exposure_unfit", "serial_port_taken", "serial_port_name"],
    }),
    body(PutBody),
    (c) => {
      const { exposures: list, settings } = c.req.valid("json");
      const before = { exposures: exposures.all(), settings: exposures.settings() };
      exposures.change({ exposures: list?.map((one) => wantedExposure(one, deps)), settings });
      audit(actorOf(c), {
        action: "modbus-server.update",
        target: "",
        before: { ...summaryOf(before.exposures), ...(settings && { settings: before.settings }) },
        after: { ...summaryOf(exposures.all()), ...(settings && { settings }) },
      });
      return c.json(serverJson(deps));
    },
  );
}

function wantedExposure(
  { unit, productKey, deviceName, point, ...terms }: v.InferOutput<typeof ExposureJson>,
  { devices }: Pick<ExposureRoutesDeps, "devices">,
): FieldExposure {
  return { unit, point, terms, device: devices.get(productKey, deviceName) };
}

function serverJson({ exposures, serverState }: ExposureRoutesDeps): v.InferOutput<typeof ServerJson> {
  const { error, ports, clients, writes, ...listener } = serverState();
  return {
    listener: { ...listener, error: error ?? null },
    writes,
    clients: clients.map(({ lastException, lastRequestAt, ...client }) => ({
      ...{ ...client, lastException: lastException ?? null, lastRequestAt: lastRequestAt ?? null },
    })),
    ports: ports.map(({ error: why, lastRequestAt, ...port }) => ({
      ...{ ...port, error: why ?? null, lastRequestAt: lastRequestAt ?? null },
    })),
    settings: exposures.settings(),
    exposures: exposures.all().map(exposureJson),
  };
}

function exposureJson({ unit, device, point, terms }: FieldExposure): v.InferOutput<typeof ExposureJson> {
  const { productKey, deviceName } = device;
  return { unit, productKey, deviceName, point, ...terms };
}

function summaryOf(exposures: readonly FieldExposure[]) {
  const count = exposures.length;
  return count > AUDITED_MOST ? { count } : { count, exposures: exposures.map(exposureJson) };
}
