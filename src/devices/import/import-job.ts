// The import as a job: every row once, whatever interrupts it; or the same without writing, as a check.

import type { Reach } from "../../http/http.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import type { TableRow } from "../../kit/table-file.ts";
import type { Clock } from "../../spine/clock.ts";
import type { Devices } from "../registry/contract.ts";
import type { Topology } from "../topology/topology.ts";
import { bindRows, checkBindings } from "./bindings.ts";
import { type CommitDeps, type CommitPorts, commitPlans, type PendingTags, SECRETS_HEAD } from "./commit.ts";
import { type ImportContext, ImportInput, type ImportPlace } from "./import-input.ts";
import { LineReader, type ReaderDeps } from "./line-reader.ts";
import type { PlanDeps, RowPlan } from "./rows/plan.ts";
import { asAppError, readTable, type Uploads } from "./uploads.ts";

/** `device.import` writes; `device.import-check` does the same without. */
export const IMPORT_KIND = "device.import";
export const CHECK_KIND = "device.import-check";
/** The upload's name among the files of the job. */
export const IMPORT_FILE = "input";

export interface ImportJobDeps extends Omit<CommitDeps, "devices" | "tags" | "groups"> {
  readonly devices: CommitDeps["devices"] & PlanDeps["devices"] & Pick<Devices, "findByName">;
  readonly tags: CommitDeps["tags"] & PlanDeps["tags"];
  readonly groups: CommitDeps["groups"] & ReaderDeps["groups"];
  readonly products: PlanDeps["products"];
  readonly topology: Pick<Topology, "bind" | "gatewayOf">;
  readonly uploads: Uploads;
  readonly clock: Pick<Clock, "monotonicMs">;
}

const START: ImportPlace = { phase: "devices", row: 0, pending: [] };

/** Makes both kinds known. */
export function defineImport(jobs: Jobs, deps: ImportJobDeps): void {
  const needs = { area: "devices", action: "manage" } as const;
  // Secrets stand in it.
  const inputFiles = [IMPORT_FILE];
  jobs.define({
    ...{ kind: IMPORT_KIND, input: ImportInput, needs, resultName: "secrets.csv", inputFiles },
    run: (context: ImportContext) => runImport(context, deps),
  });
  jobs.define({
    ...{ kind: CHECK_KIND, input: ImportInput, needs, inputFiles },
    run: (context: ImportContext) => runCheck(context, deps),
  });
}

async function runImport(context: ImportContext, deps: ImportJobDeps): Promise<void> {
  const place = context.checkpoint ?? START;
  const bytes = await Bun.file(context.path(IMPORT_FILE)).bytes();
  context.header(context.input.headings);
  context.resultHead(SECRETS_HEAD);
  const reader = new LineReader(context, deps);
  if (place.phase === "devices") await writeDevices(bytes, { context, reader, place }, deps);
  if (!context.input.columns.includes("gateway")) return;
  const from = place.phase === "bindings" ? place.row : 0;
  for await (const lines of new Portions(deps.clock).of(bytes, context)) {
    const fresh = lines.filter(({ row }) => row > from);
    const bindable = fresh.flatMap((line) => reader.bindable(line) ?? []);
    if (bindable.length === 0) continue;
    bindRows(bindable, context, deps);
    context.save({ phase: "bindings", row: lines.at(-1)?.row ?? from, pending: [] });
  }
}

interface Walk {
  readonly context: ImportContext;
  readonly reader: LineReader;
  readonly place: ImportPlace;
}

async function writeDevices(
  bytes: Uint8Array,
  { context, reader, place }: Walk,
  deps: ImportJobDeps,
): Promise<void> {
  let { row, pending } = place;
  const commit = (plans: readonly RowPlan[], reach: Reach) => {
    const save = (next: PendingTags) => context.save({ phase: "devices", row, pending: next });
    pending = commitPlans({ plans, pending }, deps, portsOf(context, { reach, save }));
  };
  for await (const lines of new Portions(deps.clock).of(bytes, context)) {
    const fresh = lines.filter((line) => reader.isFresh(line, place.row));
    if (fresh.length === 0) continue;
    row = fresh.at(-1)?.row ?? row;
    const reach = reader.begin();
    commit(
      fresh.flatMap((line) => reader.plan(line) ?? []),
      reach,
    );
  }
  // Tags of the last portion, and a checkpoint where no row was there at all.
  commit([], reader.begin());
}

async function runCheck(context: ImportContext, deps: ImportJobDeps): Promise<void> {
  const own = Bun.file(context.path(IMPORT_FILE));
  // Of one call the job has the file; else it waits for the import that may follow.
  const bytes = await ((await own.exists())
    ? own
    : Bun.file(deps.uploads.path(context.input.fileId))
  ).bytes();
  context.header(context.input.headings);
  const reader = new LineReader(context, deps);
  for await (const lines of new Portions(deps.clock).of(bytes, context)) {
    reader.begin();
    for (const line of lines) {
      const plan = reader.isFresh(line, 0) ? reader.plan(line) : undefined;
      if (plan !== undefined) context.count(COUNTED[plan.action]);
    }
    context.progress(reader.seenRows, context.input.rowCount);
  }
  if (!context.input.columns.includes("gateway")) return;
  for await (const lines of new Portions(deps.clock).of(bytes, context))
    checkBindings(
      lines.flatMap((line) => reader.bindable(line) ?? []),
      context,
      { ...deps, coming: reader.products },
    );
}

const COUNTED = { create: "created", update: "updated", unchanged: "unchanged" } as const;

function portsOf(context: ImportContext, own: Pick<CommitPorts, "reach" | "save">) {
  return {
    actor: context.actor,
    count: (name: string) => context.count(name),
    result: (text: string) => context.result(text),
    ...own,
  };
}

/** What a portion should take. A commit on a slow disk alone takes more: it is no reason for smaller portions still. */
const PORTION_MS = 10;
const LINES_MIN = 100;
const LINES_MAX = 400;

/** Lines in portions that take a few ms each: their number follows what the last one took. */
class Portions {
  #lines = LINES_MIN;

  constructor(readonly clock: Pick<Clock, "monotonicMs">) {}

  async *of(bytes: Uint8Array, context: ImportContext): AsyncGenerator<TableRow[]> {
    const batches = readTable(bytes, context.input.sheet);
    try {
      while (true) {
        const { done, value } = await asAppError(() => batches.next());
        if (done) return;
        // A batch without any row took its time all the same.
        await context.turn();
        for (let at = 0; at < value.length; ) {
          await context.turn();
          const size = this.#lines;
          const startMs = this.clock.monotonicMs();
          yield value.slice(at, at + size);
          this.#adapt(this.clock.monotonicMs() - startMs);
          at += size;
        }
      }
    } finally {
      await batches.return(undefined);
    }
  }

  #adapt(tookMs: number): void {
    if (tookMs > PORTION_MS) this.#lines = Math.max(LINES_MIN, Math.floor(this.#lines / 2));
    else if (tookMs < PORTION_MS / 3) this.#lines = Math.min(LINES_MAX, Math.ceil(this.#lines * 1.5));
  }
}
