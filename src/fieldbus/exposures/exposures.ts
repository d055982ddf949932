// Which properties others may read and write as Modbus registers of slaves that Gantry is, and how they are served.

import * as v from "valibot";
import type { Db } from "../../db/db.ts";
import type { Device, Devices } from "../../devices/devices.ts";
import { AppError, type ErrorCode } from "../../spine/error.ts";
import {
  DEFAULT_SERVER,
  type ExposureTerms,
  ExposureTermsSchema,
  type ServerSettings,
  ServerSettingsSchema,
  statusAreaOf,
} from "../../spine/fieldbus.ts";
import { deviceKey } from "../../spine/ids.ts";
import { findMisfits } from "../../spine/register-fit.ts";
import {
  EMPTY_REGISTER_MAP,
  maskOf,
  type RegisterArea,
  type RegisterPoint,
  RegisterPointSchema,
  sizeOf,
} from "../../spine/register-map.ts";
import { ExposureStore } from "./exposure-store.ts";

/** `point.identifier` is the property's; access `rw` lets others write it. */
export interface FieldExposure {
  /** Address of the slave that Gantry is there, 0 to 255. */
  readonly unit: number;
  readonly device: Device;
  readonly point: RegisterPoint;
  /** Where it differs from the server's settings. */
  readonly terms: ExposureTerms;
}

/** What is absent stays. */
export interface ServerChange {
  readonly exposures?: readonly FieldExposure[] | undefined;
  readonly settings?: ServerSettings | undefined;
}

export interface Exposures {
  /** In the order in which they were given; without those of devices in the trash, which come back with them. */
  all(): readonly FieldExposure[];
  settings(): ServerSettings;
  /**
   * Puts in place what is given, all or nothing. Throws `exposure_overlap`, `exposure_unfit` of what cannot be said in
   * registers, `serial_port_taken` for a port that a link has, `serial_port_name` for one of another system.
   */
  change(wanted: ServerChange): void;
}

const WORD = 0xffff;

export interface ExposuresOptions {
  readonly db: Db;
  readonly devices: Devices;
  readonly announce: () => void;
  readonly isPortName?: (path: string) => boolean;
  /** The link that has a serial port, by name. */
  readonly linkOn: (path: string) => string | undefined;
}

/** The tables are there by then. */
export function openExposures(options: ExposuresOptions): Exposures {
  return new ExposureList(options, new ExposureStore(options.db));
}

class ExposureList implements Exposures {
  #all: readonly FieldExposure[];
  #settings: ServerSettings;

  constructor(
    readonly options: ExposuresOptions,
    readonly store: ExposureStore,
  ) {
    this.#all = this.#load();
    const settings = store.settings();
    this.#settings =
      settings === undefined ? DEFAULT_SERVER : v.parse(ServerSettingsSchema, JSON.parse(settings));
    options.devices.onChange(({ action, device }) => {
      if (action === "restored") this.#set(this.#load());
      else if (action === "deleted") this.#set(this.#all.filter((one) => one.device.id !== device.id));
      else if (action === "purged") store.replace([device.id], []);
    });
  }

  all(): readonly FieldExposure[] {
    return this.#all;
  }

  settings(): ServerSettings {
    return this.#settings;
  }

  change({ exposures, settings }: ServerChange): void {
    for (const exposure of exposures ?? []) requireFit(exposure);
    requireApart(exposures ?? []);
    this.#requirePorts(settings?.ports ?? []);
    if (exposures !== undefined) this.#replace(exposures);
    if (settings !== undefined) {
      this.store.putSettings(JSON.stringify(settings));
      this.#settings = settings;
    }
    this.options.announce();
  }

  /** A line has one master: where a link of ours is it we cannot be slaves of another. */
  #requirePorts(ports: ServerSettings["ports"]): void {
    for (const { path, isEnabled } of ports) {
      if (isEnabled && this.options.isPortName?.(path) === false)
        throw new AppError("serial_port_name", { path });
      const link = isEnabled ? this.options.linkOn(path) : undefined;
      if (link !== undefined) throw new AppError("serial_port_taken", { path, owner: link });
    }
  }

  #replace(exposures: readonly FieldExposure[]): void {
    const rows = exposures.map(({ unit, device, point, terms }) => ({
      ...{ unit, deviceId: device.id, point: JSON.stringify(point), terms: JSON.stringify(terms) },
    }));
    this.store.replace(new Set(this.#all.map(({ device }) => device.id)), rows);
    this.#all = [...exposures];
  }

  #load(): readonly FieldExposure[] {
    return this.store.all().flatMap(({ unit, deviceId, point, terms }) => {
      const device = this.options.devices.byId(deviceId);
      // Read by the schema again: settings that are younger than the row get their defaults.
      if (device === undefined) return [];
      return [
        {
          ...{ unit, device, point: v.parse(RegisterPointSchema, JSON.parse(point)) },
          terms: v.parse(ExposureTermsSchema, JSON.parse(terms)),
        },
      ];
    });
  }

  #set(all: readonly FieldExposure[]): void {
    if (all.length === this.#all.length) return;
    this.#all = all;
    this.options.announce();
  }
}

/** A value is laid out plainly: formulas and exponents are for units whose registers we did not choose. */
function requireFit({ device, point }: FieldExposure): void {
  const detail = misfitOf(device, point);
  if (detail === undefined) return;
  const { productKey, deviceName } = device;
  throw new AppError("exposure_unfit", {
    ...{ property: point.identifier, device: deviceKey(productKey, deviceName), detail: `@${detail}` },
  });
}

function misfitOf({ product: { model } }: Device, point: RegisterPoint): ErrorCode | undefined {
  const hasFormula = "formula" in point && (point.formula ?? point.writeFormula) !== undefined;
  const hasExponent = "exponentAddress" in point && point.exponentAddress !== undefined;
  if (hasFormula || hasExponent) return "exposure_plain";
  // Properties of modules, which cannot be written.
  if (point.identifier.includes(":")) return point.access === "r" ? undefined : "exposure_read_only";
  const property = model.properties.find(({ identifier }) => identifier === point.identifier);
  if (property === undefined) return "exposure_unknown";
  const isReadOnly = property.accessMode === "r" || property.calculated !== undefined;
  if (point.access !== "r" && isReadOnly) return "exposure_read_only";
  const [misfit] = findMisfits({ ...EMPTY_REGISTER_MAP, points: [point] }, model);
  return misfit === undefined ? undefined : "exposure_kind";
}

/** Bits of one register may be those of several values; all else has its registers for itself. */
function requireApart(exposures: readonly FieldExposure[]): void {
  const taken = new Map<string, number>();
  const take = (unit: number, area: RegisterArea, { address, mask }: { address: number; mask: number }) => {
    const place = `${unit} ${area} ${address}`;
    const before = taken.get(place) ?? 0;
    if ((before & mask) !== 0) throw new AppError("exposure_overlap", { unit, area, address });
    taken.set(place, before | mask);
  };
  for (const { unit, point, terms } of exposures) {
    const { area } = point;
    for (let index = 0; index < sizeOf(point); index++)
      take(unit, area, { address: point.address + index, mask: maskOf(point) });
    if (terms.statusAddress !== undefined)
      take(unit, statusAreaOf(area), { address: terms.statusAddress, mask: WORD });
  }
}
