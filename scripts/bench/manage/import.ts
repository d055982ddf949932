// How long a table of devices takes to be imported, and whether the server goes on answering meanwhile.

import type { ApiClient } from "../../../test/harness/api-client.ts";
import { round } from "../proc.ts";
import type { Report, Verdict } from "../verdict.ts";

export interface ImportTimes {
  readonly rows: number;
  readonly checkSec: number;
  readonly importSec: number;
  /** Of a small request that is sent again and again while the import runs. */
  readonly answerMsP50: number;
  readonly answerMsP99: number;
  readonly answerMsMax: number;
}

const PRODUCT = "bench-import";
const GOAL_SEC = 60;
const PAUSE_MS = 10;

function table(rows: number): Blob {
  const lines = ["productKey,deviceName,name,group,tags,latitude,longitude"];
  for (let at = 0; at < rows; at++)
    lines.push(`${PRODUCT},IMP${at},Device ${at},Import/Line ${at % 50},batch=${at % 9};n=${at},31.2,121.4`);
  return new Blob([lines.join("\n")], { type: "text/csv" });
}

/** Runs one import to its end; returns the times of the requests that were answered meanwhile, ms. */
async function run(
  api: ApiClient,
  file: Blob,
  dryRun: boolean,
): Promise<{ sec: number; answersMs: number[] }> {
  const startMs = performance.now();
  const started = await api.post(`/devices/import?dryRun=${dryRun}`, file);
  if (started.status !== 202) throw new Error(`the import is refused: ${JSON.stringify(started.body)}`);
  const answersMs: number[] = [];
  for (;;) {
    const askedMs = performance.now();
    const { body } = await api.get(`/jobs/${started.body.id}`);
    answersMs.push(performance.now() - askedMs);
    if (body.state === "done" && body.errors === 0) break;
    if (body.state !== "running" && body.state !== "queued") throw new Error(JSON.stringify(body));
    await Bun.sleep(PAUSE_MS);
  }
  return { sec: (performance.now() - startMs) / 1_000, answersMs };
}

/** The upload is part of it, as for a person. */
export async function measureImport(api: ApiClient, rows: number, report: Report): Promise<ImportTimes> {
  await api.post("/products", { productKey: PRODUCT, name: PRODUCT });
  const file = table(rows);
  const check = await run(api, file, true);
  const { sec, answersMs } = await run(api, file, false);
  const sorted = answersMs.toSorted((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0, 1);
  const times = {
    ...{ rows, checkSec: round(check.sec, 2), importSec: round(sec, 2) },
    ...{ answerMsP50: at(0.5), answerMsP99: at(0.99), answerMsMax: at(1) },
  };
  report(
    `import of ${rows}: check ${times.checkSec} s, import ${times.importSec} s, answers p99 ${times.answerMsP99} ms`,
  );
  return times;
}

export function judgeImport({ rows, importSec, answerMsP99 }: ImportTimes): Verdict[] {
  return [
    {
      goal: `${rows} rows imported under ${GOAL_SEC} s`,
      measured: `${importSec} s, other requests p99 ${answerMsP99} ms`,
      isMet: importSec < GOAL_SEC,
    },
  ];
}
