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

interface Rooms {
  readonly db: Db;
  readonly clock: Clock;
  readonly products: Products;
  readonly devices: Devices;
  readonly jobs: Jobs;
  readonly log: Log;
  readonly telemetry: Telemetry;
}

const IDS_AT_ONCE = 1_000;

/** Also of devices in the trash: one that comes back finds its history as its product has it. */
function* idsOf(devices: Devices, productKey: string): Generator<number> {
  for (let after = 0; ; ) {
    const ids = devices.historyIdsOf(productKey, { after, limit: IDS_AT_ONCE });
    yield* ids;
    if (ids.length < IDS_AT_ONCE) return;
    after = ids.at(-1) ?? 0;
  }
}

/** Histories that a version put under another name, as telemetry takes them. */
export function separationsOf(db: Db, devices: Devices) {
  const list = openSeparations(db);
  const toTelemetry = ({ id, productKey, property, into, afterSeq }: SeparationRow): Separation => ({
    ...{ id, property, into, afterSeq },
    deviceIds: () => idsOf(devices, productKey),
    onDone: () => list.remove(id),
  });
  return { pending: () => list.pending().map(toTelemetry), toTelemetry };
}

/** A difference asks for each of its properties; what is found for the first holds for the others. */
const NAMES_KEPT_MS = 2_000;

/** Names of what is stored of a product's devices. */
function makeStoredNames({ clock, devices, telemetry }: Pick<Rooms, "clock" | "devices" | "telemetry">) {
  let last = { productKey: "", untilMs: 0, names: new Set<string>() };
  return (productKey: string): ReadonlySet<string> => {
    const nowMs = clock.monotonicMs();
    if (last.productKey === productKey && nowMs < last.untilMs) return last.names;
    const names = new Set<string>();
    for (const id of idsOf(devices, productKey))
      for (const { property } of telemetry.latest(id)) names.add(property);
    last = { productKey, untilMs: clock.monotonicMs() + NAMES_KEPT_MS, names };
    return names;
  };
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
  const stored = makeStoredNames({ clock, devices, telemetry });
  const series = {
    hasHistory: (productKey: string, identifier: string) => stored(productKey).has(identifier),
    cutSeq,
    separate: (row: SeparationRow) => telemetry.separate(toTelemetry(row)),
    convert: (input: { productKey: string; identifier: string }, actor: string) =>
      jobs.start(CONVERSION_KIND, { input, actor, title: `${input.productKey} ${input.identifier}` }).id,
  };
  return openModelVersions({ db, clock, products, series });
}
