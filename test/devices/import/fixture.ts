import { join } from "node:path";
import { defineDeviceWork } from "../../../src/app/device-work.ts";
import { makeGroupTree } from "../../../src/app/group-tree.ts";
import { openDatabase } from "../../../src/db/db.ts";
import { openDevices, openRelations } from "../../../src/devices/devices.ts";
import { makeReach, type Reach } from "../../../src/http/http.ts";
import { type Job, type JobStarter, openJobs } from "../../../src/jobs/jobs.ts";
import { openProducts } from "../../../src/products/products.ts";
import { systemClock } from "../../../src/spine/clock.ts";
import type { Scope } from "../../../src/spine/permission.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

/** The registry with products press (direct), gw (gateway) and meter (sub), and the room of jobs, on a folder. */
export function openImporting(
  dir: string,
  { isTimed = false, reachOf }: { isTimed?: boolean; reachOf?: (starter: JobStarter) => Reach } = {},
) {
  const db = openDatabase(join(dir, "gantry.db"));
  const clock = isTimed ? systemClock : makeManualClock();
  const products = openProducts({ db, clock });
  const nodeTypes = { press: "direct", gw: "gateway", meter: "sub" } as const;
  for (const [productKey, nodeType] of Object.entries(nodeTypes))
    if (products.find(productKey) === undefined)
      products.create({ productKey, name: productKey, nodeType }, "test");
  const devices = openDevices({ db, products, clock });
  const relations = openRelations({ db, clock, products, devices });
  const bugs: unknown[] = [];
  const tree = makeGroupTree(() => ({ devices, groups: relations.groups }));
  const jobs = openJobs({
    ...{ db, clock, dir: join(dir, "jobs"), onBug: (error) => void bugs.push(error) },
    reachOf: reachOf ?? (({ scopes }) => makeReach(scopes, tree)),
  });
  const uploads = defineDeviceWork({ db, clock, jobs, products, devices, ...relations, dataDir: dir });
  return {
    ...{ db, products, devices, ...relations, jobs, uploads, bugs },
    async close() {
      await jobs.close();
      devices.close();
      db.close();
    },
  };
}
export type Importing = ReturnType<typeof openImporting>;

const SETTINGS = { mode: "upsert", key: "name", makesGroups: true } as const;

/** Uploads `text` and runs the import, or the check, to its end. */
export async function runImport(
  room: Importing,
  text: string | Uint8Array,
  settings: Readonly<Record<string, unknown>> = {},
  kind = "device.import",
  scopes: readonly Scope[] = [{ kind: "all" }],
): Promise<Job> {
  const { id } = await startImport(room, text, settings, kind, scopes);
  return room.jobs.ended(id);
}

export async function startImport(
  { jobs, uploads }: Pick<Importing, "jobs" | "uploads">,
  text: string | Uint8Array,
  settings: Readonly<Record<string, unknown>> = {},
  kind = "device.import",
  scopes: readonly Scope[] = [{ kind: "all" }],
): Promise<Job> {
  const fileId = await uploads.keep(Buffer.from(text));
  const { headings, columns, rowCount } = await uploads.preview(fileId);
  const files = kind === "device.import" ? { files: { input: uploads.path(fileId) } } : {};
  const input = { ...SETTINGS, fileId, headings, columns, rowCount, ...settings };
  return jobs.start(kind, { input, actor: "ann", scopes, title: "devices.csv", ...files });
}

/** `row: code` of each refused row. */
export async function errorsOf({ jobs }: Importing, { id }: Job): Promise<string[]> {
  const errors = await Array.fromAsync(jobs.errorsOf(id));
  return errors.map(({ row, column, code }) => `${row} ${column}: ${code}`);
}
