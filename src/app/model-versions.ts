import type { Db } from "../db/db.ts";
import type { Devices } from "../devices/devices.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Log } from "../log/log.ts";
import type { Products } from "../products/products.ts";
import { CONVERSION_KIND, makeConversionKind } from "../products/versions/conversion-job.ts";
import { openSeparations } from "../products/versions/separations.ts";
import type { SeparationRow } from "../products/versions/store.ts";
import { openModelVersions } from "../products/versions/versions.ts";
import type { Clock } from "../spine/clock.ts";
import type { Separation, Telemetry } from "../telemetry/telemetry.ts";
import { historyIdsOf, StoredNames } from "./stored-names.ts";

interface Rooms {
  readonly db: Db;
  readonly clock: Clock;
  readonly products: Products;
  readonly devices: Devices;
  readonly jobs: Jobs;
  readonly log: Log;
  readonly telemetry: Telemetry;
}

/** Histories that a version put under another name, as telemetry takes them. */
export function separationsOf(db: Db, devices: Devices) {
  const list = openSeparations(db);
  const toTelemetry = ({ id, productKey, property, into, afterSeq }: SeparationRow): Separation => ({
    ...{ id, property, into, afterSeq },
    deviceIds: () => historyIdsOf(devices, productKey),
    onDone: () => list.remove(id),
  });
  return { pending: () => list.pending().map(toTelemetry), toTelemetry };
}

/** Versions of thing models, which ask for stored values: telemetry knows devices, and only the registry products. */
export function openVersions({ db, clock, products, devices, jobs, log, telemetry }: Rooms) {
  const { toTelemetry } = separationsOf(db, devices);
  const cutSeq = () => {
    const { lastSeq, pendingEvents } = log.stats();
    return lastSeq + pendingEvents;
  };
  jobs.define(
    makeConversionKind({
      idsOf: (productKey, page) => devices.historyIdsOf(productKey, page),
      countDevices: (productKey) => devices.countByProduct([productKey]).get(productKey) ?? 0,
      settled: () => telemetry.reached(cutSeq()),
      convert: (change) => telemetry.convert(change),
    }),
  );
  const stored = new StoredNames({ clock, devices, telemetry });
  const series = {
    survey: (productKeys: readonly string[]) => stored.survey(productKeys),
    hasHistory: (productKey: string, identifier: string) => stored.has(productKey, identifier),
    cutSeq,
    separate: (row: SeparationRow) => telemetry.separate(toTelemetry(row)),
    convert: (input: { productKey: string; identifier: string }, actor: string) =>
      jobs.start(CONVERSION_KIND, { input, actor, title: `${input.productKey} ${input.identifier}` }).id,
  };
  return openModelVersions({ db, clock, products, series });
}
