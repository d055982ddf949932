// What the crash tests hold against each other: what was acknowledged, and what is stored.

import { expect } from "bun:test";
import type { ApiClient } from "../harness/api-client.ts";
import { until } from "../harness/until.ts";
import type { FloodDevice } from "./flood.ts";

const DEVICES = 4;
const PAGE = 1_000;
const CATCH_UP_MS = 30_000;

export const identities = Array.from({ length: DEVICES }, (_, index) => ({
  productKey: "crash",
  deviceName: `d${index}`,
  deviceSecret: `secret-of-device-${index}-0123456789`,
}));
export const document = {
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
export async function untilCaughtUp(api: ApiClient, device: FloodDevice, baseMs: number): Promise<void> {
  const newest = device.acked.reduce((most, n) => Math.max(most, n), -1);
  if (newest < 0) return;
  const range = { baseMs, from: newest, to: newest };
  const isThere = async () => (await storedCounters(api, device, range)).length > 0;
  await until(isThere, `report ${newest} of ${device.identity.deviceName}`, CATCH_UP_MS);
}

/** Fails when an acknowledged report is not stored, or one is stored twice. */
export async function checkStored(
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
