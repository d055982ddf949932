// The routes of telemetry over a real store with one device that has reported.

import type { TelemetryRoutesDeps } from "../../../src/telemetry/routes/deps.ts";
import { telemetryRoutes } from "../../../src/telemetry/routes.ts";
import { makeApiClient, makeAuditLog } from "../../harness/room-api.ts";
import { removeTempDirs, tempDir } from "../../log/sample.ts";
import { makeRig, NOON, point, store } from "../rig.ts";

const DEVICES = [1, 2, 3].map((id) => ({ id, productKey: "press", deviceName: `d${id}` }));

/** Device press/d1 with five temperatures a millisecond apart from NOON, a big integer and a structure. */
export async function makeTelemetryApi(change: Partial<TelemetryRoutesDeps> = {}) {
  const rig = await makeRig(tempDir());
  const points = Array.from({ length: 5 }, (_, n) => point(NOON + n, n + 0.5));
  const lastSeq = await store(rig.log, rig.telemetry, points, [
    point(NOON, 2n ** 60n, "total"),
    point(NOON, { a: true }, "box"),
  ]);
  const { audit, entries } = makeAuditLog();
  const deps: TelemetryRoutesDeps = {
    telemetry: rig.telemetry,
    clock: rig.clock,
    audit,
    site: { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, startMin: 0, shiftMins: [] },
    lastSeq: () => lastSeq,
    resolveDevice: (productKey, deviceName) =>
      DEVICES.find((one) => one.productKey === productKey && one.deviceName === deviceName)?.id,
    listDevices: ({ productKey = "press", after = 0, limit }) => {
      const all = DEVICES.filter((one) => one.productKey === productKey && one.id > after);
      return { items: all.slice(0, limit), next: all.length > limit ? all[limit - 1]?.id : undefined };
    },
    describeProperty: (_, property) => (property === "t" ? { name: "Temperature", unit: "°C" } : undefined),
    ...change,
  };
  const client = makeApiClient(telemetryRoutes(deps));
  return {
    ...{ ...rig, ...client, deps, lastSeq, audited: entries },
    get: (path: string) => client.call("GET", path, { role: "viewer" }),
    async [Symbol.asyncDispose]() {
      await rig.close();
      removeTempDirs();
    },
  };
}
