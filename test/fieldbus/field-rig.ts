// The room of field buses with two devices of one product, and an engine that says what a test tells it.

import * as v from "valibot";
import { openDatabase } from "../../src/db/db.ts";
import { openDevices, openRelations } from "../../src/devices/devices.ts";
import type { FieldEngine } from "../../src/fieldbus/commission/field-engine.ts";
import type { ClientState, PortState } from "../../src/fieldbus/exposures/exposure-routes.ts";
import { openFieldbus } from "../../src/fieldbus/fieldbus.ts";
import { fieldbusRoutes } from "../../src/fieldbus/routes.ts";
import { openProducts } from "../../src/products/products.ts";
import { ThingModelSchema } from "../../src/spine/model.ts";
import { makeManualClock } from "../harness/manual-clock.ts";
import { makeApiClient, makeAuditLog } from "../harness/room-api.ts";

const MODEL = v.parse(ThingModelSchema, {
  properties: [
    { identifier: "power", name: "Power", accessMode: "rw", dataType: { type: "float" } },
    { identifier: "total", name: "Total", dataType: { type: "int" } },
  ],
});
export const ENGINE: FieldEngine = {
  stateOf: () => ({ state: "up", since: 5, reason: "", connects: 1 }),
  figures: () => undefined,
  frames: () => [],
  capture: () => "",
  scan: () => undefined,
  scanProgress: () => ({ state: "idle", done: 0, total: 0, found: [] }),
  cancelScan: () => {},
  read: async () => ({ ok: true, value: { hex: "0007", durationMs: 3 } }),
  guess: () => [],
  points: () => undefined,
  readPoints: async () => undefined,
  strangers: () => [],
};

export const PORT_STATE: PortState = {
  ...{ path: "/dev/ttyS1", state: "failed", error: "/dev/ttyS1 is not there" },
  ...{ answered: 5, refused: 1, foreign: 2, garbled: 3, lastRequestAt: undefined },
};

export const CLIENT_STATE: ClientState = {
  ...{ address: "10.0.0.9:40001", since: 5, answered: 7, refused: 1, lastException: 2 },
  lastRequestAt: undefined,
};

export function makeFieldRig(engine: Partial<FieldEngine> = {}) {
  const clock = makeManualClock();
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  const devices = openDevices({ db, products, clock });
  const { trash } = openRelations({ db, clock, products, devices });
  products.create({ productKey: "meter", name: "Meter", model: MODEL }, "test");
  const [m1, m2] = ["m1", "m2"].map((deviceName) =>
    devices.create({ productKey: "meter", deviceName }, "test"),
  );
  if (!m1 || !m2) throw new Error("there are two");
  const { entries, audit } = makeAuditLog();
  const fieldbus = openFieldbus({ db, clock, devices });
  const api = makeApiClient(
    fieldbusRoutes({
      ...{ fieldbus, devices, audit, engine: { ...ENGINE, ...engine } },
      serverState: () => ({
        ...{ state: "listening", host: "0.0.0.0", port: 5020, error: undefined },
        ...{
          connections: 2,
          isAllowed: true,
          turnedAway: { address: 0, number: 1 },
          writes: { commands: 3, unchanged: 8, readOnly: 2 },
          ports: [PORT_STATE],
          clients: [CLIENT_STATE],
        },
      }),
      portNames: "path",
      listSerialPorts: () => [{ path: "/dev/serial/by-id/x", device: "/dev/ttyUSB0", title: "x" }],
    }),
  );
  const actions = () => entries.map(([, { action }]) => action);
  return { api, entries, actions, fieldbus, devices, trash, db, clock, m1, m2 };
}

export const TCP_LINK = { name: "cabinet", transport: { kind: "tcp", host: "10.0.0.5" } };
