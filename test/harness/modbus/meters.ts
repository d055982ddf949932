// Meters on a running Gantry: a product with registers of every area, what they read, and what is written to them.

import type { ApiClient } from "../api-client.ts";
import { until } from "../until.ts";

const NUMBER = { type: "double" };
const FLAG = { type: "bool" };

const MODEL = {
  properties: [
    { identifier: "power", name: "Power", accessMode: "rw", dataType: NUMBER },
    { identifier: "level", name: "Level", dataType: NUMBER },
    { identifier: "relay", name: "Relay", accessMode: "rw", dataType: FLAG },
    { identifier: "alarm", name: "Alarm", dataType: FLAG },
    { identifier: "nowhere", name: "Nowhere", accessMode: "rw", dataType: NUMBER },
  ],
};

/** A property in each area, and one whose register no slave has: it is only ever written. */
const POINTS = [
  {
    ...{ identifier: "power", area: "holding", address: 7, type: "uint16" },
    ...{ access: "rw", write: { isVerified: true } },
  },
  { identifier: "level", area: "input", address: 2, type: "uint16" },
  { identifier: "relay", area: "coil", address: 3, type: "bool", access: "rw", write: { isVerified: true } },
  { identifier: "alarm", area: "discrete", address: 4, type: "bool" },
  { identifier: "nowhere", area: "holding", address: 500, type: "uint16", access: "w" },
];

export interface Reading {
  readonly value: unknown;
  readonly ts: number;
}

export class Meters {
  constructor(readonly api: ApiClient) {}

  /** A product whose registers are polled ten times a second; `points` in place of those of every area. */
  async addProduct(productKey: string, points: readonly object[] = POINTS): Promise<void> {
    await this.#ok(this.api.post("/products", { productKey, name: productKey }));
    await this.#ok(this.api.put(`/products/${productKey}/thing-model`, MODEL));
    const map = {
      points: points.map((point) => ({ ...point, group: "fast" })),
      groups: [{ name: "fast", periodMs: 100 }],
    };
    await this.#ok(this.api.put(`/products/${productKey}/register-map`, map));
  }

  /** The new link's id. */
  async addLink(name: string, transport: object): Promise<number> {
    const { id } = (await this.#ok(this.api.post("/links", { name, transport, timeoutMs: 500 }))) as {
      id: number;
    };
    return id;
  }

  async addDevice(key: string, slave: { readonly linkId: number; readonly unit: number }): Promise<void> {
    const [productKey, deviceName] = key.split("/");
    await this.#ok(this.api.post("/devices", { productKey, deviceName }));
    await this.#ok(this.api.put(`/devices/${key}/slave`, slave));
  }

  /** The newest values of a device, by property. */
  async latest(key: string): Promise<Readonly<Record<string, Reading>>> {
    const { body } = await this.api.get(`/devices/${key}/latest`);
    return Object.fromEntries(body.items.map((one: Reading & { property: string }) => [one.property, one]));
  }

  async values(key: string): Promise<Readonly<Record<string, unknown>>> {
    return Object.fromEntries(
      Object.entries(await this.latest(key)).map(([name, { value }]) => [name, value]),
    );
  }

  async state(key: string): Promise<string> {
    return (await this.api.get(`/devices/${key}`)).body.state;
  }

  /** Waits until a property has this value. */
  async see(key: string, property: string, value: unknown): Promise<void> {
    await until(
      async () => (await this.latest(key))[property]?.value === value,
      `${key} ${property} is ${value}`,
      30_000,
    );
  }

  /** Sets properties, and waits for what becomes of it. */
  async write(key: string, params: object) {
    return (await this.api.post(`/devices/${key}/properties`, { params, waitMs: 15_000 })).body;
  }

  async #ok(call: Promise<{ readonly status: number; readonly body: unknown }>): Promise<unknown> {
    const { status, body } = await call;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  }
}
