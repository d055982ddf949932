// A change to more devices than one request may do, as a job that goes on where it was interrupted.

import type { JobContext, Jobs } from "../../jobs/jobs.ts";
import { type BulkDeps, type BulkTally, changeItems, countTarget, nextOf } from "./bulk.ts";
import { actionFor, type BulkChange, BulkSchema } from "./bulk-schema.ts";

/** Kinds by who may start them: whoever may not start one may not resume it either. */
const KINDS = { command: "device.bulk", manage: "device.bulk-manage" } as const;

/** The kind of job that makes this change. */
export function bulkKindOf(change: BulkChange): string {
  return KINDS[actionFor(change)];
}

interface Place {
  /** As `nextOf` counts. */
  readonly after: number;
  readonly seen: number;
  readonly total: number;
}

/** So many take a few ms, in one commit. */
const PORTION = 50;

/** Makes the kinds known. */
export function defineBulk(jobs: Jobs, deps: BulkDeps): void {
  for (const action of ["command", "manage"] as const) {
    jobs.define({
      ...{ kind: KINDS[action], input: BulkSchema, needs: { area: "devices", action } },
      run: (context: JobContext<BulkChange, Place>) => run(context, deps),
    });
  }
}

async function run(context: JobContext<BulkChange, Place>, deps: BulkDeps): Promise<void> {
  const { input, actor: username } = context;
  const { target } = input;
  // Asked for each portion: a device that has left the starter's reach meanwhile is not there for him.
  const asker = () => ({ username, reach: context.reach });
  context.header(["device"]);
  let place = context.checkpoint ?? { after: 0, seen: 0, total: countTarget(deps, target, asker()) };
  context.progress(place.seen, place.total);
  while (true) {
    await context.turn();
    const now = asker();
    const { items, last } = nextOf(deps, target, { after: place.after, limit: PORTION, asker: now });
    if (last === place.after) break;
    const seen = place.seen + items.length;
    place = { after: last, seen, total: Math.max(place.total, seen) };
    const next = place;
    const alongside = (tally: BulkTally) => {
      note(context, tally, seen);
      context.progress(seen, next.total);
      context.save(next);
    };
    changeItems(deps, input, { items, asker: now, alongside });
  }
  context.progress(place.total, place.total);
}

function note(
  context: JobContext<BulkChange, Place>,
  { changed, unchanged, failed }: BulkTally,
  row: number,
): void {
  if (changed > 0) context.count("changed", changed);
  if (unchanged > 0) context.count("unchanged", unchanged);
  for (const { device, code, params } of failed)
    context.rowError({ row, column: "device", code, params, cells: [device] });
}
