// The executable under load, killed without warning again and again: what was acknowledged must be there afterwards.
//   CRASH_CYCLES (50) and CRASH_SEED make it longer, or repeat a failure.

import { expect, test } from "bun:test";
import { makeRandom } from "../../src/kit/random.ts";
import type { ApiClient } from "../harness/api-client.ts";
import { type Gantry, hasBinary, startGantry } from "../harness/gantry.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";
import { Flood, type FloodDevice } from "./flood.ts";

const CYCLES = Number(process.env.CRASH_CYCLES ?? 50);
const SEED = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
const DEVICES = 4;
const PAGE = 1_000;
const CATCH_UP_MS = 30_000;

const identities = Array.from({ length: DEVICES }, (_, index) => ({
  productKey: "crash",
  deviceName: `d${index}`,
  deviceSecret: `secret-of-device-${index}-0123456789`,
}));
const document = {
  products: [
    {
      productKey: "crash",
      productSecret: "product-secret-0123456789",
      name: "Crash test",
      validation: "strict",
      thingModel: { properties: [{ identifier: "n", name: "n", dataType: { type: "int", min: 0 } }] },
    },
  ],
  devices: identities,
};

/** Counters stored for a device in [from, to], in order of time, as the API lists them. */
async function storedCounters(
  api: ApiClient,
  device: FloodDevice,
  range: { baseMs: number; from: number; to: number },
): Promise<number[]> {
  const counters: number[] = [];
  const { productKey, deviceName } = device.identity;
  let cursor = "";
  do {
    const query = new URLSearchParams({
      property: "n",
      from: String(range.baseMs + range.from),
      to: String(range.baseMs + range.to),
      limit: String(PAGE),
      order: "asc",
      ...(cursor === "" ? {} : { cursor }),
    });
    const { status, body } = await api.get(`/devices/${productKey}/${deviceName}/points?${query}`);
    if (status !== 200) throw new Error(`points: ${status} ${JSON.stringify(body)}`);
    for (const item of body.items) {
      if (item.ts !== range.baseMs + item.value) throw new Error(`point ${item.value} has time ${item.ts}`);
      counters.push(item.value);
    }
    cursor = body.nextCursor ?? "";
  } while (cursor !== "");
  return counters;
}

/** What is wrong with what is stored, given what was acknowledged: lost or doubled counters. */
function compare(acked: readonly number[], stored: readonly number[]): { lost: number[]; doubled: number[] } {
  const seen = new Set<number>();
  const doubled = stored.filter((n) => seen.size === seen.add(n).size);
  return { lost: acked.filter((n) => !seen.has(n)).slice(0, 5), doubled: doubled.slice(0, 5) };
}

/** Telemetry reads the log from where its blocks end: waits until it has come to the newest acknowledged report. */
async function untilCaughtUp(api: ApiClient, device: FloodDevice, baseMs: number): Promise<void> {
  const newest = device.acked.reduce((most, n) => Math.max(most, n), -1);
  if (newest < 0) return;
  const range = { baseMs, from: newest, to: newest };
  const isThere = async () => (await storedCounters(api, device, range)).length > 0;
  await until(isThere, `report ${newest} of ${device.identity.deviceName}`, CATCH_UP_MS);
}

async function check(
  api: ApiClient,
  device: FloodDevice,
  expected: { acked: readonly number[]; baseMs: number },
): Promise<void> {
  const { acked, baseMs } = expected;
  const first = acked.reduce((least, n) => Math.min(least, n), device.next);
  const range = { baseMs, from: Math.max(0, first - 1_000), to: device.next };
  const found = compare(acked, await storedCounters(api, device, range));
  const { deviceName } = device.identity;
  expect({ deviceName, ...found }).toEqual({ deviceName, lost: [], doubled: [] });
}

test.if(hasBinary)(
  `${CYCLES} kills under load: everything acknowledged is stored, nothing twice`,
  async () => {
    using folder = makeTempFolder("crash");
    const random = makeRandom(SEED);
    const baseMs = Date.now() - 6 * 3_600_000;
    const flood = new Flood(identities, { baseMs, window: 64 });
    const restartsMs: number[] = [];
    const catchUpsMs: number[] = [];
    const everAcked = new Map<FloodDevice, number[]>(flood.devices.map((device) => [device, []]));
    let gantry: Gantry = await startGantry({ dataDir: folder.path });
    try {
      const applied = await (await gantry.signIn()).post("/apply", document);
      expect(applied.status).toBe(200);
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        await flood.start(gantry.ready.mqttPort);
        await until(() => flood.ackedCount > 0, "the first acknowledgement");
        await Bun.sleep(random.between(0, 700));
        await gantry.kill("SIGKILL");
        flood.stop();
        if (random.chance(0.2)) {
          // A second crash while the first is being recovered from.
          const signal = AbortSignal.timeout(Math.floor(random.between(1, 150)));
          const doomed = await startGantry({ dataDir: folder.path, signal }).catch(() => undefined);
          await doomed?.exited;
        }
        gantry = await startGantry({ dataDir: folder.path });
        restartsMs.push(gantry.startMs);
        const api = await gantry.signIn();
        const sinceMs = performance.now();
        for (const device of flood.devices) await untilCaughtUp(api, device, baseMs);
        catchUpsMs.push(performance.now() - sinceMs);
        for (const [device, ever] of everAcked) {
          const acked = device.acked;
          device.acked = [];
          for (const n of acked) ever.push(n);
          await check(api, device, { acked, baseMs });
        }
      }
      const api = await gantry.signIn();
      for (const [device, acked] of everAcked) await check(api, device, { acked, baseMs });
      expect(flood.problems).toEqual([]);
    } catch (error) {
      throw new Error(`CRASH_SEED=${SEED} CRASH_CYCLES=${CYCLES}: ${error}\n${gantry.stderr()}`, {
        cause: error,
      });
    } finally {
      flood.stop();
      await gantry.kill("SIGKILL");
    }
    const total = [...everAcked.values()].reduce((sum, acked) => sum + acked.length, 0);
    const middle = (values: number[]) =>
      values.sort((x, y) => x - y)[Math.floor(values.length / 2)]?.toFixed(0);
    console.log(
      `crash: ${total} acknowledged reports over ${CYCLES} kills, all stored once; ` +
        `restart ${middle(restartsMs)} ms, telemetry caught up after ${middle(catchUpsMs)} ms (medians)`,
    );
    expect(total).toBeGreaterThan(CYCLES * 10);
  },
  Math.max(240_000, CYCLES * 10_000),
);
