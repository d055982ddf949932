// Field buses: the links of this machine to them, and which devices are slaves on which link.
// Owns: tables field_links, field_slaves and field_exposures, and all of them in memory.
// Promises: a device is a slave on one link at most, and has its place back out of the trash; changes are announced once stored.
// Must never: open a port or a socket (the adapter does), or know what a register is.

import * as v from "valibot";
import { type Db, migrate } from "../db/db.ts";
import type { Device, Devices } from "../devices/devices.ts";
import type { Clock } from "../spine/clock.ts";
import { AppError } from "../spine/error.ts";
import {
  type LinkSettings,
  LinkSettingsSchema,
  type SlaveSettings,
  SlaveSettingsSchema,
} from "../spine/fieldbus.ts";
import { type Exposures, openExposures } from "./exposures/exposures.ts";
import { FieldbusStore, type SlaveRow } from "./fieldbus-store.ts";
import { FIELDBUS_MIGRATIONS } from "./migrations.ts";

/** A link as people set it. Replaced by each change, never mutated. */
export interface FieldLink {
  readonly id: number;
  readonly settings: LinkSettings;
  /** UTC ms. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A device on a link. */
export interface FieldSlave {
  readonly device: Device;
  readonly linkId: number;
  readonly settings: SlaveSettings;
}

export interface Fieldbus {
  /** What others read of Gantry as registers; changes are announced with all others. */
  readonly exposures: Exposures;
  /** In order of creation. */
  links(): readonly FieldLink[];
  /** Throws `not_found`. */
  link(id: number): FieldLink;
  /** Throws `serial_port_taken`, `serial_port_name`. */
  create(settings: LinkSettings): FieldLink;
  /** Throws `not_found`, `serial_port_taken`, `serial_port_name`. Announces nothing when nothing changes. */
  update(id: number, settings: LinkSettings): FieldLink;
  /** Its devices stay, as slaves of no link. Throws `not_found`. */
  remove(id: number): void;
  /** Of one link, or of all, by unit. */
  slaves(linkId?: number): readonly FieldSlave[];
  slaveOf(device: Device): FieldSlave | undefined;
  /** Puts a device on a link, or changes how it is there; takes it from another link. Throws `not_found`. */
  bind(linkId: number, device: Device, settings: SlaveSettings): FieldSlave;
  /** Takes the device from its link; nothing when it is on none. */
  unbind(device: Device): void;
  /** Calls `listener` after each stored change; returns its removal. */
  onChange(listener: () => void): () => void;
}

export interface FieldbusOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly devices: Devices;
  /** What a serial port is called in the end, where it has several names; absent: as it is written. */
  readonly portNamed?: (path: string) => string;
  /** Whether a serial port may be called so on this system; absent: by any name. */
  readonly isPortName?: (path: string) => boolean;
}

/** Opens the room: creates or migrates its tables and loads every link. Devices open before it. */
export function openFieldbus(options: FieldbusOptions): Fieldbus {
  migrate(options.db, "fieldbus", FIELDBUS_MIGRATIONS);
  return new FieldbusRegistry(options, new FieldbusStore(options.db));
}

class FieldbusRegistry implements Fieldbus {
  readonly exposures: Exposures;
  readonly #links = new Map<number, FieldLink>();
  readonly #slaves = new Map<number, FieldSlave>();
  readonly #listeners = new Set<() => void>();

  constructor(
    readonly options: FieldbusOptions,
    readonly store: FieldbusStore,
  ) {
    // Read by the schema again: settings that are younger than the row get their defaults.
    for (const { settings, ...row } of store.links())
      this.#links.set(row.id, { ...row, settings: v.parse(LinkSettingsSchema, JSON.parse(settings)) });
    for (const row of store.slaves()) this.#adopt(row);
    options.devices.onChange(({ action, device }) => {
      if (action === "deleted" && this.#slaves.delete(device.id)) this.#announce();
      else if (action === "restored" && this.#adopt(store.slaveOf(device.id))) this.#announce();
      else if (action === "purged") store.removeSlave(device.id);
    });
    this.exposures = openExposures({
      ...{ ...options, announce: () => this.#announce() },
      linkOn: (path) => this.#linkOn(path),
    });
  }

  links(): readonly FieldLink[] {
    return [...this.#links.values()];
  }

  link(id: number): FieldLink {
    const link = this.#links.get(id);
    if (link === undefined) throw new AppError("not_found", { what: `link ${id}` });
    return link;
  }

  create(settings: LinkSettings): FieldLink {
    this.#requirePort(settings);
    const now = this.options.clock.now();
    const id = this.store.insertLink(JSON.stringify(settings), now);
    const link = { id, settings, createdAt: now, updatedAt: now };
    this.#links.set(id, link);
    this.#announce();
    return link;
  }

  update(id: number, settings: LinkSettings): FieldLink {
    const before = this.link(id);
    if (Bun.deepEquals(before.settings, settings, true)) return before;
    this.#requirePort(settings);
    const updatedAt = this.options.clock.now();
    this.store.updateLink(id, JSON.stringify(settings), updatedAt);
    const link = { ...before, settings, updatedAt };
    this.#links.set(id, link);
    this.#announce();
    return link;
  }

  remove(id: number): void {
    this.link(id);
    this.store.removeLink(id);
    this.#links.delete(id);
    for (const slave of this.slaves(id)) this.#slaves.delete(slave.device.id);
    this.#announce();
  }

  slaves(linkId?: number): readonly FieldSlave[] {
    const all = [...this.#slaves.values()];
    const wanted = linkId === undefined ? all : all.filter((slave) => slave.linkId === linkId);
    return wanted.sort((a, b) => a.settings.unit - b.settings.unit || a.device.id - b.device.id);
  }

  slaveOf(device: Device): FieldSlave | undefined {
    return this.#slaves.get(device.id);
  }

  bind(linkId: number, device: Device, settings: SlaveSettings): FieldSlave {
    this.link(linkId);
    const before = this.slaveOf(device);
    const slave = { device, linkId, settings };
    if (before?.linkId === linkId && Bun.deepEquals(before.settings, settings, true)) return before;
    this.store.putSlave({ deviceId: device.id, linkId, settings: JSON.stringify(settings) });
    this.#slaves.set(device.id, slave);
    this.#announce();
    return slave;
  }

  unbind(device: Device): void {
    if (!this.#slaves.has(device.id)) return;
    this.store.removeSlave(device.id);
    this.#slaves.delete(device.id);
    this.#announce();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** False of a device that is not there: it is in the trash, perhaps. */
  #adopt(row: SlaveRow | undefined): boolean {
    if (row === undefined) return false;
    const device = this.options.devices.byId(row.deviceId);
    if (device === undefined) return false;
    const settings = v.parse(SlaveSettingsSchema, JSON.parse(row.settings));
    this.#slaves.set(device.id, { device, linkId: row.linkId, settings });
    return true;
  }

  /** A line has one master: where we are slaves of another's we cannot be it. */
  #requirePort(settings: LinkSettings): void {
    const path = portOf(settings);
    if (path === undefined) return;
    if (this.options.isPortName?.(path) === false) throw new AppError("serial_port_name", { path });
    const { ports } = this.exposures.settings();
    if (ports.some((port) => port.isEnabled && this.#isSame(port.path, path)))
      throw new AppError("serial_port_taken", { path, owner: "@serial_port_of_server" });
  }

  #linkOn(path: string): string | undefined {
    return this.links().find(({ settings }) => this.#isSame(portOf(settings) ?? "", path))?.settings.name;
  }

  #isSame(one: string, other: string): boolean {
    const { portNamed = (path: string) => path } = this.options;
    return one === other || portNamed(one) === portNamed(other);
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The serial port that a link has; undefined of one that is switched off, or has none. */
function portOf({ isEnabled, transport }: LinkSettings): string | undefined {
  return isEnabled && transport.kind === "serial" ? transport.path : undefined;
}
