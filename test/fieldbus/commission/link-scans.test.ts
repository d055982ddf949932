import { expect, test } from "bun:test";
import type { ScanOrder } from "../../../src/fieldbus/commission/field-engine.ts";
import { failure } from "../../../src/spine/error.ts";
import { err } from "../../../src/spine/result.ts";
import { makeFieldRig, TCP_LINK } from "../field-rig.ts";

const SERIAL_LINK = { name: "bus", transport: { kind: "serial", path: "/dev/ttyS0" } };

test("a scan is begun, followed and stopped, and both are on record", async () => {
  const orders: ScanOrder[] = [];
  const steps: string[] = [];
  const { api, actions } = makeFieldRig({
    scan: (_, order) => {
      orders.push(order);
      return undefined;
    },
    scanProgress: () => ({
      ...{ state: "running", done: 3, total: 10 },
      found: [
        {
          ...{ unit: 3, answer: "value", raw: "0007", durationMs: 4, exception: undefined },
          ...{ baud: 9_600, parity: "even" },
          identity: { vendor: "Acme", product: "PM-5", revision: "2" },
        },
        {
          ...{ unit: 4, answer: "exception", raw: "", durationMs: undefined, exception: 2 },
          ...{ baud: undefined, parity: undefined, identity: undefined },
        },
      ],
    }),
    cancelScan: (id) => void steps.push(`cancel ${id}`),
  });
  await api.call("POST", "/links", { body: SERIAL_LINK });
  const begun = await api.call("POST", "/links/1/scan", { body: { toUnit: 10, bauds: [9_600] } });
  expect([begun.status, orders]).toEqual([
    202,
    [{ fromUnit: 1, toUnit: 10, timeoutMs: 300, isIdentified: true, bauds: [9_600] }],
  ]);
  expect((await api.call("GET", "/links/1/scan", { role: "viewer" })).body).toEqual({
    ...{ state: "running", done: 3, total: 10 },
    found: [
      {
        ...{ unit: 3, answer: "value", raw: "0007", durationMs: 4, exception: null },
        ...{ baud: 9_600, parity: "even" },
        identity: { vendor: "Acme", product: "PM-5", revision: "2" },
      },
      {
        ...{ unit: 4, answer: "exception", raw: "", durationMs: null, exception: 2 },
        ...{ baud: null, parity: null, identity: null },
      },
    ],
  });
  expect((await api.call("DELETE", "/links/1/scan")).status).toBe(204);
  expect([steps, actions()]).toEqual([["cancel 1"], ["link.create", "link.scan", "link.cancel-scan"]]);
});

test("what cannot be scanned is refused with the reason", async () => {
  const { api, actions } = makeFieldRig({ scan: () => failure("field_scan_running") });
  await api.call("POST", "/links", { body: TCP_LINK });
  const post = (body: object) => api.call("POST", "/links/1/scan", { body });
  expect([
    (await post({ parities: ["even"] })).status,
    (await post({ fromUnit: 9, toUnit: 3 })).status,
    (await post({})).status,
    (await api.call("POST", "/links/1/scan", { body: {}, role: "operator" })).status,
    actions(),
  ]).toEqual([400, 400, 409, 403, ["link.create"]]);
});

test("registers are read by hand", async () => {
  const { api } = makeFieldRig();
  await api.call("POST", "/links", { body: TCP_LINK });
  const order = { unit: 1, area: "holding", address: 0, count: 1 };
  const read = (body: object) => api.call("POST", "/links/1/read", { body });
  expect((await read(order)).body).toEqual({ hex: "0007", durationMs: 3 });
  expect([
    (await read({ ...order, count: 126 })).status,
    (await read({ ...order, area: "coil", count: 2_000 })).status,
    (await read({ ...order, address: 65_535, count: 2 })).status,
  ]).toEqual([400, 200, 400]);
  const failing = makeFieldRig({
    read: async () =>
      err(failure("field_read_failed", { property: "holding 0", detail: "@modbus_exception_02" })),
  });
  await failing.api.call("POST", "/links", { body: TCP_LINK });
  expect(await failing.api.call("POST", "/links/1/read", { body: order })).toMatchObject({
    status: 502,
    body: {
      code: "field_read_failed",
      detail: "Reading holding 0 failed on the field bus: exception 02 illegal data address.",
    },
  });
});
