// One Gantry with a few devices, and how the clients that others wrote reach it.

import type { DeviceIdentity, Login } from "../../src/simulate/login.ts";
import { makeLogin } from "../../src/simulate/login.ts";
import type { ApiClient } from "../harness/api-client.ts";
import { type Gantry, type GantryOptions, startGantry } from "../harness/gantry.ts";

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
