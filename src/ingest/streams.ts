// Room for data streams: keys that a device reports and its thing model does not know, so many a device and no more.

import { STREAMS_PER_DEVICE } from "../spine/limits.ts";
import type { ThingModel } from "../spine/model.ts";

export interface StreamRoomOptions {
  /** Whether the device has points of the property, and of which it has any. */
  readonly hasSeries: (deviceId: number, property: string) => boolean;
  readonly listSeries: (deviceId: number) => readonly { readonly property: string }[];
}

interface Owner {
  readonly id: number;
  readonly product: { readonly model: ThingModel };
}

/** Devices with new keys lately; of others the stored series are counted again. */
const DEVICES = 1_000;

/** What was stored once stays admitted, also after a restart: the count is that of the stored series. */
export class StreamRoom {
  /** Streams of devices that had new ones, oldest first. */
  readonly #devices = new Map<number, { model: ThingModel; keys: Set<string> }>();
  #refused = 0;

  constructor(readonly options: StreamRoomOptions) {}

  /** New keys that found no room. */
  get refused(): number {
    return this.#refused;
  }

  /** Whether a key that the model does not know may be stored. */
  admit(device: Owner, key: string): boolean {
    if (this.options.hasSeries(device.id, key)) return true;
    const { keys } = this.#streamsOf(device);
    if (keys.has(key)) return true;
    if (keys.size >= STREAMS_PER_DEVICE) {
      this.#refused++;
      return false;
    }
    keys.add(key);
    return true;
  }

  #streamsOf({ id, product }: Owner): { keys: Set<string> } {
    const known = this.#devices.get(id);
    if (known?.model === product.model) return known;
    const { model } = product;
    const properties = new Set(model.properties.map((property) => property.identifier));
    const stored = this.options.listSeries(id).map(({ property }) => property);
    // What was admitted a moment ago may not be stored yet.
    const all = [...stored, ...(known?.keys ?? [])];
    const fresh = { model, keys: new Set(all.filter((key) => !properties.has(key))) };
    this.#devices.delete(id);
    this.#devices.set(id, fresh);
    if (this.#devices.size > DEVICES) {
      const oldest = this.#devices.keys().next();
      if (!oldest.done) this.#devices.delete(oldest.value);
    }
    return fresh;
  }
}
