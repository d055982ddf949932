// One Gantry with a few devices, and how the clients that others wrote reach it.

import type { DeviceIdentity, Login } from "../../src/simulate/login.ts";
import { makeLogin } from "../../src/simulate/login.ts";
import type { ApiClient } from "../harness/api-client.ts";
import { type Gantry, type GantryOptions, startGantry } from "../harness/gantry.ts";
import { until } from "../harness/until.ts";

export const PRODUCT_KEY = "e2e";

const THING_MODEL = {
  properties: [
    {
      identifier: "temperature",
      name: "Temperature",
      dataType: { type: "float", min: -40, max: 120, unit: "°C" },
    },
    { identifier: "count", name: "Count", dataType: { type: "long" } },
    { identifier: "isOpen", name: "Valve", accessMode: "rw", dataType: { type: "bool" } },
    { identifier: "label", name: "Label", dataType: { type: "text", length: 32 } },
  ],
  events: [
    {
      identifier: "overheated",
      name: "Overheated",
      level: "error",
      output: [{ identifier: "temperature", name: "Temperature", dataType: { type: "float" } }],
    },
  ],
};

/** A device of its own for each test, so that none takes another's connection over. */
export function identityOf(deviceName: string, productKey = PRODUCT_KEY): DeviceIdentity {
  return { productKey, deviceName, deviceSecret: `secret-of-${deviceName}-0123456789abcdef` };
}

export function documentOf(deviceNames: readonly string[]) {
  const product = { productSecret: "product-secret-0123456789", thingModel: THING_MODEL };
  return {
    products: [
      { productKey: PRODUCT_KEY, name: "End to end", validation: "warn", ...product },
      { productKey: "strict", name: "Strict", validation: "strict", ...product },
    ],
    devices: [...deviceNames.map((name) => identityOf(name)), identityOf("s1", "strict")],
  };
}

export interface Plant extends AsyncDisposable {
  readonly gantry: Gantry;
  readonly api: ApiClient;
}

export async function startPlant(
  deviceNames: readonly string[],
  options: GantryOptions = {},
): Promise<Plant> {
  const gantry = await startGantry(options);
  const api = await gantry.signIn();
  const applied = await api.post("/apply", documentOf(deviceNames));
  if (applied.status !== 200) throw new Error(`apply: ${applied.status} ${JSON.stringify(applied.body)}`);
  return { gantry, api, [Symbol.asyncDispose]: () => gantry[Symbol.asyncDispose]() };
}

/** Arguments by which mosquitto_pub, _sub and _rr sign in as a device. */
export function mosquittoArgs(gantry: Gantry, login: Login): string[] {
  const { clientId, username, password } = login;
  return [
    "-h",
    "127.0.0.1",
    "-p",
    String(gantry.ready.mqttPort),
    "-i",
    clientId,
    "-u",
    username,
    "-P",
    password,
  ];
}

export function alinkLogin(deviceName: string): Login {
  return makeLogin(identityOf(deviceName), "alink", false);
}

export function plainLogin(deviceName: string): Login {
  return makeLogin(identityOf(deviceName), "plain", false);
}

export function topicOf(deviceName: string, rest: string, productKey = PRODUCT_KEY): string {
  return `/sys/${productKey}/${deviceName}/${rest}`;
}

/** The newest value of each property of a device. */
export async function latestOf(api: ApiClient, deviceName: string): Promise<Record<string, unknown>> {
  const { body } = await api.get(`/devices/${PRODUCT_KEY}/${deviceName}/latest`);
  return Object.fromEntries(
    body.items.map((item: { property: string; value: unknown }) => [item.property, item.value]),
  );
}

/** Waits until these are among the newest values: telemetry follows the log a moment after the acknowledgement. */
export async function untilLatest(
  api: ApiClient,
  deviceName: string,
  expected: Readonly<Record<string, unknown>>,
): Promise<void> {
  let latest: Record<string, unknown> = {};
  const isThere = async () => {
    latest = await latestOf(api, deviceName);
    return Object.entries(expected).every(([property, value]) => latest[property] === value);
  };
  await until(isThere, `${deviceName} shows ${JSON.stringify(expected)}`).catch((error: Error) => {
    throw new Error(`${error.message}; it shows ${JSON.stringify(latest)}`);
  });
}

/** An item of the journal as the API gives it. */
export interface JournalItem {
  readonly kind: string;
  readonly title: string;
  readonly code?: string;
  readonly text?: string;
  readonly level?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly output?: Readonly<Record<string, unknown>>;
}

/** Waits for an item that `matches` in the journal of a device (or of all, without one), newest first. */
export async function untilJournal(
  api: ApiClient,
  where: { productKey?: string; deviceName?: string; kind: string },
  matches: (item: JournalItem) => boolean,
): Promise<JournalItem> {
  const { productKey = PRODUCT_KEY, deviceName, kind } = where;
  const path = deviceName === undefined ? "/journal" : `/devices/${productKey}/${deviceName}/journal`;
  return until(async () => {
    const { status, body } = await api.get(`${path}?kind=${kind}&limit=50`);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body.items.find(matches);
  }, `${kind} in ${path}: ${matches}`);
}
