// One device on one connection, with what decoding needs to know of it; the object is reused for every message.

import { routeOf } from "../codec/codec.ts";
import type { ChildName, DecodeContext, DeviceName, Dialect, Route } from "../codec/dialect.ts";
import type { Device } from "../devices/devices.ts";
import type { Cadence } from "../log/log.ts";
import type { DeviceSession } from "../sessions/sessions.ts";
import type { Failure } from "../spine/error.ts";
import type { Mapping } from "../spine/mapping.ts";
import type { ThingModel, ValidationLevel } from "../spine/model.ts";
import type { KeyMode } from "../spine/product.ts";
import type { Result } from "../spine/result.ts";

/** More topics than this from one device are not remembered, only resolved again each time. */
const ROUTES_PER_SOURCE = 256;

/** Who may speak through a gateway's connection. */
export interface Speakers {
  /** The child that the gateway names, when it may be spoken for just now. */
  admit(gateway: DeviceSource, name: ChildName): Result<Device, Failure>;
}

/** The connection that a source belongs to. */
export interface Via {
  readonly dialect: Dialect;
  readonly protocol: string;
  readonly address: string;
  /** The session that the device has there; undefined where children are not to be spoken for. */
  readonly session?: DeviceSession | undefined;
}

/** Whether a key that the device's model does not know may be stored. */
export interface StreamGate {
  admit(device: Device, key: string): boolean;
}

export interface SourceLimits {
  readonly retentionDays: number;
  /** How soon what is to be acknowledged is committed. */
  readonly cadence: Cadence;
}

/** What a topic leads to. */
export interface Path {
  readonly route: Route | undefined;
  /** The source itself, or the child whose topic it is; undefined when that may not be spoken for. */
  readonly speaker: DeviceSource | undefined;
  /** The child whose topic it is. */
  readonly owner: ChildName | undefined;
  /** Why there is no route, where that is known. */
  readonly refusal?: Failure | undefined;
}

/** `recvTs` is that of the message at hand, UTC ms. */
export class DeviceSource implements DecodeContext {
  readonly deviceId: number;
  readonly productKey: string;
  readonly deviceName: string;
  readonly dialect: string;
  readonly protocol: string;
  readonly address: string;
  readonly session: DeviceSession | undefined;
  readonly retentionDays: number;
  readonly cadence: Cadence;
  recvTs = 0;
  touchedAt = 0;
  /** Devices that this gateway had created since then. */
  readonly creations = { sinceMs: 0, count: 0 };
  readonly #paths = new Map<string, Path>();
  /** That the paths were found with. */
  #mapping: Mapping;
  #memory: Map<string, unknown> | undefined;
  /** Of the children that spoke. */
  #children: Map<number, DeviceSource> | undefined;
  readonly #speakers: Speakers | undefined;

  constructor(
    readonly device: Device,
    readonly via: Via,
    readonly port: SourceLimits & {
      readonly speakers: Speakers | undefined;
      readonly streams: StreamGate | undefined;
      /** Told of each child that speaks. */
      readonly onSpeech: (child: DeviceSource) => void;
    },
  ) {
    this.deviceId = device.id;
    this.productKey = device.productKey;
    this.deviceName = device.deviceName;
    this.dialect = via.dialect.name;
    this.protocol = via.protocol;
    this.address = via.address;
    this.session = via.session;
    this.retentionDays = port.retentionDays;
    this.cadence = port.cadence;
    this.#speakers = port.speakers;
    this.#mapping = device.product.mapping;
  }

  get memory(): Map<string, unknown> {
    this.#memory ??= new Map();
    return this.#memory;
  }

  /** Live: an edit of the thing model holds from the next message on. */
  get model(): ThingModel {
    return this.device.product.model;
  }

  get validation(): ValidationLevel {
    return this.device.product.validation;
  }

  get dataMode(): KeyMode {
    return this.device.product.dataMode;
  }

  admitStream(key: string): boolean {
    return this.port.streams?.admit(this.device, key) ?? true;
  }

  pathOf(topic: string): Path {
    const { mapping, nodeType } = this.device.product;
    if (mapping !== this.#mapping) this.#paths.clear();
    this.#mapping = mapping;
    const known = this.#paths.get(topic);
    if (known !== undefined) return known;
    const { dialect } = this.via;
    const owner = nodeType === "gateway" && this.#speakers ? dialect.ownerOf?.(topic) : undefined;
    if (owner && !this.#isOwn(owner)) return this.#pathOfChild(topic, owner);
    const found = routeOf(topic, dialect, this.device);
    const path: Path = isFailure(found)
      ? { route: undefined, speaker: this, owner: undefined, refusal: found }
      : { route: found, speaker: this, owner: undefined };
    if (this.#paths.size < ROUTES_PER_SOURCE) this.#paths.set(topic, path);
    return path;
  }

  /** The source of a child that the gateway may speak for just now; undefined, and why by `childRefusal`. */
  child(name: ChildName): DeviceSource | undefined {
    const admitted = this.#speakers?.admit(this, name);
    return admitted?.ok ? this.#sourceOf(admitted.value) : undefined;
  }

  childRefusal(name: ChildName): Failure {
    const admitted = this.#speakers?.admit(this, name);
    if (admitted && !admitted.ok) return admitted.error;
    const { productKey, deviceName } = this;
    return {
      code: "child_not_bound",
      params: { device: name.deviceName, gateway: `${productKey}/${deviceName}` },
    };
  }

  #sourceOf(device: Device): DeviceSource {
    this.#children ??= new Map();
    let source = this.#children.get(device.id);
    if (source?.device !== device) {
      source = new DeviceSource(device, this.via, { ...this.port, speakers: undefined });
      this.#children.set(device.id, source);
    }
    source.recvTs = this.recvTs;
    this.port.onSpeech(source);
    return source;
  }

  #isOwn({ productKey, deviceName }: DeviceName): boolean {
    return productKey === this.productKey && deviceName === this.deviceName;
  }

  /** Whether the child may be spoken for changes; its routes are remembered with it. */
  #pathOfChild(topic: string, owner: DeviceName): Path {
    const speaker = this.child(owner);
    const route = speaker
      ? speaker.pathOf(topic).route
      : this.via.dialect.route(topic, owner.productKey, owner.deviceName);
    return { route, speaker, owner };
  }
}

function isFailure(found: Route | Failure | undefined): found is Failure {
  return found !== undefined && "code" in found;
}
