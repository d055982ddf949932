import * as v from "valibot";
import type { Devices } from "../../devices/devices.ts";
import { type Audit, actorOf, body, makeRouter, named, type Router, route } from "../../http/http.ts";
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
});
const ServerJson = named(
  "ModbusServer",
  v.object({
    listener: v.object({
      state: v.picklist(["off", "listening", "failed"]),
      host: v.string(),
      port: v.number(),
      error: v.nullable(v.string()),
      connections: v.number(),
      isAllowed: v.pipe(v.boolean(), v.description("False: switched off by `modbus.server`")),
    }),
    exposures: v.array(ExposureJson),
  }),
);
const tag = "field buses";

/** `/modbus-server`: what others read of Gantry as registers. */
export function exposureRoutes(deps: ExposureRoutesDeps): Router {
  const { exposures, devices, audit } = deps;
  const api = makeRouter();
  api.get(
    "/modbus-server",
    route({
      id: "getModbusServer",
      tag,
      summary: "The properties that are served as Modbus registers, and the listener for them",
      allow: "viewer",
      returns: ServerJson,
    }),
    (c) => c.json(serverJson(deps)),
  );
  api.put(
    "/modbus-server",
    route({
      id: "putModbusServer",
      tag,
      summary: "Replace the properties that are served as Modbus registers",
      description:
        "Modbus knows no passwords: whoever reaches the port reads them, and writes those whose access is `rw`. With the first one the listener starts, with none it ends.",
      allow: "developer",
      bodyBytes: BODY_BYTES,
      returns: ServerJson,
      errors: ["not_found", "exposure_overlap", "exposure_unfit"],
    }),
    body(v.strictObject({ exposures: v.pipe(v.array(ExposureJson), v.maxLength(EXPOSURES_MOST)) })),
    (c) => {
      const before = exposures.all();
      const wanted = c.req.valid("json").exposures.map(
        ({ unit, productKey, deviceName, point }): FieldExposure => ({
          ...{ unit, point },
          device: devices.get(productKey, deviceName),
        }),
      );
      exposures.replace(wanted);
      const after = exposures.all();
      audit(actorOf(c), {
        action: "modbus-server.update",
        target: "",
        before: summaryOf(before),
        after: summaryOf(after),
      });
      return c.json(serverJson(deps));
    },
  );
  return api;
}

function serverJson({ exposures, serverState }: ExposureRoutesDeps): v.InferOutput<typeof ServerJson> {
  const { error, ...listener } = serverState();
  return {
    listener: { ...listener, error: error ?? null },
    exposures: exposures.all().map(exposureJson),
  };
}

function exposureJson({ unit, device, point }: FieldExposure): v.InferOutput<typeof ExposureJson> {
  const { productKey, deviceName } = device;
  return { unit, productKey, deviceName, point };
}

function summaryOf(exposures: readonly FieldExposure[]) {
  const count = exposures.length;
  return count > AUDITED_MOST ? { count } : { count, exposures: exposures.map(exposureJson) };
}
