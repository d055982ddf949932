import { expect, test } from "bun:test";
import { CLIENT_STATE, makeFieldRig, PORT_STATE } from "../field-rig.ts";

const EXPOSURE = {
  ...{ unit: 1, productKey: "meter", deviceName: "m1" },
  point: { identifier: "power", area: "holding", address: 0, type: "float32" },
};

test("what is exposed is replaced as a whole, shown with the listener, and on record", async () => {
  const { api, actions, entries } = makeFieldRig();
  const put = (exposures: object[], role: "developer" | "operator" = "developer") =>
    api.call("PUT", "/modbus-server", { role, body: { exposures } });
  const listener = {
    ...{ state: "listening", host: "0.0.0.0", port: 5020, error: null, connections: 2, isAllowed: true },
    turnedAway: { address: 0, number: 1 },
  };
  expect((await put([EXPOSURE])).body).toMatchObject({ listener, exposures: [EXPOSURE] });
  expect((await api.call("GET", "/modbus-server", { role: "viewer" })).body).toMatchObject({
    listener,
    exposures: [EXPOSURE],
  });
  expect([
    (await put([EXPOSURE], "operator")).status,
    (await put([EXPOSURE, EXPOSURE])).status,
    (await put([{ ...EXPOSURE, deviceName: "m9" }])).status,
    (await put([{ ...EXPOSURE, unit: 256 }])).status,
    (await api.call("PUT", "/modbus-server", { role: "developer", body: {} })).status,
  ]).toEqual([403, 422, 404, 400, 400]);
  expect((await put([])).body).toMatchObject({ exposures: [] });
  expect([actions(), entries[1]?.[1]]).toMatchObject([
    ["modbus-server.update", "modbus-server.update"],
    { before: { count: 1 }, after: { count: 0 } },
  ]);
});

test("how they are served is changed by itself, shown with the lines, and on record", async () => {
  const { api, entries } = makeFieldRig();
  const put = (settings: object) =>
    api.call("PUT", "/modbus-server", { role: "developer", body: { settings } });
  await api.call("PUT", "/modbus-server", {
    ...{ role: "developer", body: { exposures: [{ ...EXPOSURE, stale: "exception", statusAddress: 9 }] } },
  });
  const answer = await put({
    allowed: ["10.1.0.0/16"],
    ports: [{ path: "/dev/ttyS1", baud: 19_200 }],
  });
  const body = answer.body as Record<string, unknown>;
  expect([answer.status, body.exposures]).toMatchObject([
    200,
    [{ ...EXPOSURE, stale: "exception", statusAddress: 9 }],
  ]);
  expect(body.settings).toEqual({
    ...{
      allowed: ["10.1.0.0/16"],
      maxConnections: 32,
      idleMs: 300_000,
      maxRequestsPerS: 500,
      maxWritesPerS: 20,
    },
    ...{ missing: "exception", stale: "last", writeAnswer: "taken", writeWaitMs: 800 },
    ...{ writes: "changes", writeRefreshMs: 600_000, readOnly: "exception" },
    ports: [
      {
        ...{ path: "/dev/ttyS1", baud: 19_200, dataBits: 8, parity: "none", stopBits: 1 },
        ...{ hasFlowControl: false, isEnabled: true },
      },
    ],
  });
  expect([body.ports, body.clients]).toEqual([
    [{ ...PORT_STATE, lastRequestAt: null }],
    [{ ...CLIENT_STATE, lastRequestAt: null }],
  ]);
  expect([
    (await put({ allowed: ["anybody"] })).status,
    (await put({ ports: [{ path: "COM0" }] })).status,
    (await put({ ports: [{ path: "/dev/ttyS1" }, { path: "/dev/ttyS1" }] })).status,
  ]).toEqual([400, 400, 400]);
  expect(entries.at(-1)?.[1]).toMatchObject({
    action: "modbus-server.update",
    before: { count: 1, settings: { ports: [] } },
    after: { count: 1, settings: { ports: [{ path: "/dev/ttyS1" }] } },
  });
});
