// The management plane with a full database: how soon each list page answers, and how long a large import takes.

import { parseArgs } from "node:util";
import { startGantry } from "../../../test/harness/gantry.ts";
import { makeTempFolder } from "../../../test/harness/temp-folder.ts";
import { round, rssBytes } from "../proc.ts";
import type { Report, Verdict } from "../verdict.ts";
import { buildEstate, type EstateSize } from "./estate.ts";
import { type ImportTimes, judgeImport, measureImport } from "./import.ts";
import { type ListTimes, measureLists } from "./lists.ts";

export interface ManageOptions extends EstateSize {
  /** Of each list. */
  readonly requests: number;
  /** A data folder that was filled before, to keep; a new one is made and removed unless given. */
  readonly dataDir: string | undefined;
}

export interface ManageResults {
  readonly seedMs: number;
  readonly startMs: number;
  readonly rssBytes: number;
  readonly lists: readonly ListTimes[];
  readonly imported: ImportTimes;
}

export function parseManageOptions(args: readonly string[]): ManageOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      devices: { type: "string", default: "100000" },
      products: { type: "string", default: "2000" },
      requests: { type: "string", default: "200" },
      data: { type: "string" },
    },
  });
  const [devices, products, requests] = [values.devices, values.products, values.requests].map(Number);
  if (!devices || !products || !requests) throw new Error("sizes must be numbers above 0");
  return { devices, products, requests, dataDir: values.data };
}

export async function runManage(
  options: ManageOptions,
  report: Report,
): Promise<{ results: ManageResults; verdicts: Verdict[] }> {
  using folder = options.dataDir === undefined ? makeTempFolder("manage") : undefined;
  const dataDir = folder?.path ?? options.dataDir ?? "";
  const startMs = performance.now();
  if (folder !== undefined) await buildEstate(dataDir, options);
  const seedMs = round(performance.now() - startMs, 0);
  if (folder !== undefined) report(`${options.devices} devices seeded in ${seedMs} ms`);
  await using gantry = await startGantry({ dataDir });
  const api = await gantry.signIn();
  const lists = await measureLists(api, options, { requests: options.requests, report });
  const imported = await measureImport(api, IMPORT_ROWS, report);
  const results = {
    seedMs,
    startMs: round(gantry.startMs, 0),
    rssBytes: rssBytes(gantry.pid),
    lists,
    imported,
  };
  return { results, verdicts: [...judgeLists(lists), ...judgeImport(imported)] };
}

const GOAL_MS = 100;
const IMPORT_ROWS = 50_000;

export function judgeLists(lists: readonly ListTimes[]): Verdict[] {
  return lists.map(({ list, msP95, failed }) => ({
    goal: `${list} under ${GOAL_MS} ms p95`,
    measured: failed === 0 ? `${msP95} ms` : `${msP95} ms, ${failed} failed`,
    isMet: msP95 < GOAL_MS && failed === 0,
  }));
}
