import { expect, test } from "bun:test";
import { makeFieldRig } from "../field-rig.ts";

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
  ]).toEqual([403, 422, 404, 400]);
  expect((await put([])).body).toMatchObject({ exposures: [] });
  expect([actions(), entries[1]?.[1]]).toMatchObject([
    ["modbus-server.update", "modbus-server.update"],
    { before: { count: 1 }, after: { count: 0 } },
  ]);
});
