// Which devices stand behind which gateway. A child has one gateway, a gateway at most 1,500 children.

import type { Db } from "../../db/db.ts";
import type { Products } from "../../products/products.ts";
import type { Clock } from "../../spine/clock.ts";
import { type Failure, failure } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import { CHILDREN_PER_GATEWAY } from "../../spine/limits.ts";
import type { Device } from "../device-entry.ts";
import type { Devices } from "../registry/contract.ts";
import type { TopologyStore } from "./topology-store.ts";

export interface TopologyChange {
  readonly action: "bound" | "unbound";
  readonly gateway: Device;
  readonly child: Device;
  /** Who did it: a user name, or the dialect in which the gateway did. */
  readonly actor: string;
}

/** A child to be bound; `isProven`: its own secret was shown, so it may be taken from another gateway. */
export interface BindingClaim {
  readonly child: Device;
  readonly isProven: boolean;
}

/** A child as its gateway names it; without a product key where its dialect has only names. */
export interface BoundName {
  readonly productKey: string | undefined;
  readonly deviceName: string;
}

export interface Topology {
  gatewayOf(child: Device): Device | undefined;
  /** From memory after the first time. Of several of one name the oldest, where no product is named. */
  childOf(gateway: Device, name: BoundName): Device | undefined;
  /** In order of their creation, but those bound by this process last. */
  childrenOf(gateway: Device): readonly Device[];
  /**
   * Binds each that may be, in one transaction; returns, in order, why one was not. Binding again changes nothing.
   * Throws DbError.
   */
  bind(gateway: Device, claims: readonly BindingClaim[], actor: string): readonly (Failure | undefined)[];
  /** As `bind`; of a child that is not bound to this gateway: `child_not_bound`. Throws DbError. */
  unbind(gateway: Device, children: readonly Device[], actor: string): readonly (Failure | undefined)[];
  /** Calls `listener` after each committed change; returns its removal. A deleted device is no change. */
  onChange(listener: (change: TopologyChange) => void): () => void;
}

export interface TopologyOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly devices: Devices;
  readonly products: Products;
  readonly store: TopologyStore;
}

/** Makes the topology of a migrated database, and guards the node types of products that have a part in it. */
export function makeTopology(options: TopologyOptions): Topology {
  const topology = new BindingTable(options);
  options.devices.onChange(({ action, device }) => {
    if (action === "deleted") topology.forget(device);
    if (action === "restored") topology.forgetAll();
  });
  options.products.addNodeTypeGuard((productKey) => {
    const count = options.store.countByProduct(productKey);
    return count === 0 ? undefined : `${count} binding${count === 1 ? "" : "s"} of gateways and sub-devices`;
  });
  return topology;
}

/** The children of one gateway. */
class Children {
  readonly byKey = new Map<string, Device>();
  readonly #byName = new Map<string, Device>();

  find({ productKey, deviceName }: BoundName): Device | undefined {
    return productKey === undefined
      ? this.#byName.get(deviceName)
      : this.byKey.get(deviceKey(productKey, deviceName));
  }

  add(child: Device): void {
    this.byKey.set(deviceKey(child.productKey, child.deviceName), child);
    if (!this.#byName.has(child.deviceName)) this.#byName.set(child.deviceName, child);
  }

  remove(child: Device): void {
    const { deviceName } = child;
    if (!this.byKey.delete(deviceKey(child.productKey, deviceName))) return;
    if (this.#byName.get(deviceName) !== child) return;
    this.#byName.delete(deviceName);
    const next = this.byKey.values().find((other) => other.deviceName === deviceName);
    if (next) this.#byName.set(deviceName, next);
  }
}

class BindingTable implements Topology {
  /** Of gateways that were asked about. */
  readonly #children = new Map<number, Children>();
  readonly #listeners = new Set<(change: TopologyChange) => void>();

  constructor(readonly options: TopologyOptions) {}

  gatewayOf(child: Device): Device | undefined {
    const id = this.options.store.gatewayIdOf(child.id);
    return id === undefined ? undefined : this.options.devices.byId(id);
  }

  childOf(gateway: Device, name: BoundName): Device | undefined {
    return this.#childrenOf(gateway).find(name);
  }

  childrenOf(gateway: Device): readonly Device[] {
    return [...this.#childrenOf(gateway).byKey.values()];
  }

  bind(gateway: Device, claims: readonly BindingClaim[], actor: string): readonly (Failure | undefined)[] {
    const changes: TopologyChange[] = [];
    const staged = new Set<Device>();
    const failures = claims.map(({ child, isProven }) => {
      const older = this.gatewayOf(child);
      if (older === gateway || staged.has(child)) return undefined;
      const why = this.#barrierOf(gateway, child, staged.size);
      if (why) return why;
      if (older && !isProven)
        return failure("child_bound_elsewhere", { device: keyOf(child), gateway: keyOf(older) });
      if (older) changes.push({ action: "unbound", gateway: older, child, actor });
      changes.push({ action: "bound", gateway, child, actor });
      staged.add(child);
      return undefined;
    });
    this.#commit(changes);
    return failures;
  }

  unbind(gateway: Device, children: readonly Device[], actor: string): readonly (Failure | undefined)[] {
    const bound = this.#childrenOf(gateway).byKey;
    const isBound = (child: Device) => bound.get(keyOf(child)) === child;
    const failures = children.map((child) => (isBound(child) ? undefined : notBound(gateway, child)));
    const leaving = new Set(children.filter(isBound));
    this.#commit([...leaving].map((child) => ({ action: "unbound", gateway, child, actor })));
    return failures;
  }

  onChange(listener: (change: TopologyChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Its bindings went with its row. */
  forget(device: Device): void {
    this.#children.delete(device.id);
    for (const children of this.#children.values()) children.remove(device);
  }

  /** A device that came back from the trash brought its bindings; they are read again when asked for. */
  forgetAll(): void {
    this.#children.clear();
  }

  #childrenOf(gateway: Device): Children {
    const known = this.#children.get(gateway.id);
    if (known !== undefined) return known;
    const children = new Children();
    for (const id of this.options.store.childIdsOf(gateway.id)) {
      const child = this.options.devices.byId(id);
      if (child) children.add(child);
    }
    this.#children.set(gateway.id, children);
    return children;
  }

  #barrierOf(gateway: Device, child: Device, stagedCount: number): Failure | undefined {
    if (gateway.product.nodeType !== "gateway") return failure("not_a_gateway", { device: keyOf(gateway) });
    if (child.product.nodeType !== "sub") return failure("not_a_sub_device", { device: keyOf(child) });
    if (this.#childrenOf(gateway).byKey.size + stagedCount < CHILDREN_PER_GATEWAY) return undefined;
    return failure("too_many_children", { gateway: keyOf(gateway), limit: CHILDREN_PER_GATEWAY });
  }

  #commit(changes: readonly TopologyChange[]): void {
    if (changes.length === 0) return;
    const { db, store, clock } = this.options;
    const at = clock.now();
    db.transaction(() => {
      for (const { action, gateway, child } of changes) {
        if (action === "bound") store.bind(child.id, gateway.id, at);
        else store.unbind(child.id);
      }
    });
    for (const { action, gateway, child } of changes) {
      const children = this.#childrenOf(gateway);
      if (action === "bound") children.add(child);
      else children.remove(child);
    }
    for (const change of changes) for (const listener of this.#listeners) listener(change);
  }
}

/** Why a child may not be spoken for by `gateway`. */
export function notBound(gateway: Device, child: BoundName): Failure {
  const { productKey, deviceName } = child;
  const device = productKey === undefined ? deviceName : deviceKey(productKey, deviceName);
  return failure("child_not_bound", { device, gateway: keyOf(gateway) });
}

function keyOf({ productKey, deviceName }: Device): string {
  return deviceKey(productKey, deviceName);
}
