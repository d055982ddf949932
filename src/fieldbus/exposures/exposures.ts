// Which properties others may read and write as Modbus registers of slaves that Gantry is.

import * as v from "valibot";
import type { Db } from "../../db/db.ts";
import type { Device, Devices } from "../../devices/devices.ts";
import { AppError } from "../../spine/error.ts";
import { deviceKey } from "../../spine/ids.ts";
import { type RegisterPoint, RegisterPointSchema, sizeOf } from "../../spine/register-map.ts";
import { ExposureStore } from "./exposure-store.ts";

/** `point.identifier` is the property's; access `rw` lets others write it. */
export interface FieldExposure {
  /** Address of the slave that Gantry is there, 0 to 255. */
  readonly unit: number;
  readonly device: Device;
  readonly point: RegisterPoint;
}

export interface Exposures {
  /** In the order in which they were given; without those of devices in the trash, which come back with them. */
  all(): readonly FieldExposure[];
  /** Throws `exposure_overlap`, and `exposure_unfit` of what cannot be said in registers. */
  replace(exposures: readonly FieldExposure[]): void;
}

export interface ExposuresOptions {
  readonly db: Db;
  readonly devices: Devices;
  readonly announce: () => void;
}

/** The tables are there by then. */
export function openExposures(options: ExposuresOptions): Exposures {
  return new ExposureList(options, new ExposureStore(options.db));
}

class ExposureList implements Exposures {
  #all: readonly FieldExposure[];

  constructor(
    readonly options: ExposuresOptions,
    readonly store: ExposureStore,
  ) {
    this.#all = this.#load();
    options.devices.onChange(({ action, device }) => {
      if (action === "restored") this.#set(this.#load());
      else if (action === "deleted") this.#set(this.#all.filter((one) => one.device.id !== device.id));
      else if (action === "purged") store.replace([device.id], []);
    });
  }

  all(): readonly FieldExposure[] {
    return this.#all;
  }

  replace(exposures: readonly FieldExposure[]): void {
    for (const exposure of exposures) requireFit(exposure);
    requireApart(exposures);
    const rows = exposures.map(({ unit, device, point }) => ({
      ...{ unit, deviceId: device.id, point: JSON.stringify(point) },
    }));
    this.store.replace(new Set(this.#all.map(({ device }) => device.id)), rows);
    this.#all = [...exposures];
    this.options.announce();
  }

  #load(): readonly FieldExposure[] {
    return this.store.all().flatMap(({ unit, deviceId, point }) => {
      const device = this.options.devices.byId(deviceId);
      // Read by the schema again: settings that are younger than the row get their defaults.
      return device === undefined
        ? []
        : [{ unit, device, point: v.parse(RegisterPointSchema, JSON.parse(point)) }];
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
  const { identifier } = point;
  const { properties } = device.product.model;
  const isKnown = identifier.includes(":") || properties.some((one) => one.identifier === identifier);
  const hasFormula = "formula" in point && (point.formula ?? point.writeFormula) !== undefined;
  const hasExponent = "exponentAddress" in point && point.exponentAddress !== undefined;
  if (isKnown && !hasFormula && !hasExponent) return;
  throw new AppError("exposure_unfit", {
    property: identifier,
    device: deviceKey(device.productKey, device.deviceName),
    detail: isKnown ? "@exposure_plain" : "@exposure_unknown",
  });
}

function requireApart(exposures: readonly FieldExposure[]): void {
  const taken = new Set<string>();
  for (const { unit, point } of exposures)
    for (let index = 0; index < sizeOf(point); index++) {
      const { area } = point;
      const address = point.address + index;
      const place = `${unit} ${area} ${address}`;
      if (taken.has(place)) throw new AppError("exposure_overlap", { unit, area, address });
      taken.add(place);
    }
}
