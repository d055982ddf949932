// How soon a Gantry with years of points and a day of log is back: after a good stop, and after a kill under load.

import { startGantry } from "../../test/harness/gantry.ts";
import type { Dataset } from "./dataset.ts";
import type { Generator } from "./load.ts";
import { median, round, rssBytes } from "./proc.ts";
import { CONNECTIONS, metric, readMetrics, startGantryServer, writeLoadFiles } from "./servers.ts";

export interface Start {
  /** Spawn to the line that says which ports listen, ms. */
  readonly listeningMs: number;
  /** Spawn until `/readyz` says yes. */
  readonly readyMs: number;
  /** Spawn until every point that was acknowledged can be queried. */
  readonly caughtUpMs: number;
  readonly rssBytes: number;
}

export interface Restart {
  readonly clean: Start;
  readonly cleanRuns: readonly Start[];
  /** Points that had not reached their day files when it was killed. */
  readonly unwrittenPoints: number;
  readonly afterKill: Start;
  readonly logBytes: number;
  readonly logEvents: number;
}

async function startOnce(dataDir: string, signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<Start> {
  const spawnedMs = performance.now();
  await using gantry = await startGantry({ dataDir });
  const listeningMs = round(gantry.startMs);
  while ((await fetch(`${gantry.origin}/readyz`)).status !== 200) await Bun.sleep(5);
  const readyMs = round(performance.now() - spawnedMs);
  while (metric(await readMetrics(gantry), "gantry_telemetry_lag_events") > 0) await Bun.sleep(5);
  const caughtUpMs = round(performance.now() - spawnedMs);
  const start = { listeningMs, readyMs, caughtUpMs, rssBytes: rssBytes(gantry.pid) };
  await gantry.kill(signal);
  return start;
}

/** Loads until about `wanted` points wait in memory for their day files, then kills; resolves to how many did. */
async function killUnderLoad(
  dataDir: string,
  wanted: number,
  load: { generator: Generator; folder: string },
) {
  await using server = await startGantryServer(dataDir);
  const files = await writeLoadFiles(load.folder);
  const waiting = async () => metric(await readMetrics(server.gantry), "gantry_telemetry_memory_points");
  for (let points = 0; points < wanted; points = await waiting()) {
    await load.generator.run({
      ...{ port: server.port, qos: 1, ratePerSec: 40_000, seconds: 2, connections: CONNECTIONS, window: 20 },
      ...{ payloadFile: files.withoutReply, credentialsFile: files.credentials, serverPid: server.pid },
    });
  }
  const points = await waiting();
  await server.gantry.kill("SIGKILL");
  return points;
}

const RUNS = 3;
/** A flush begins at a million. */
const UNWRITTEN = 700_000;

export async function measureRestart(
  dataset: Dataset,
  load: { generator: Generator; folder: string },
): Promise<Restart> {
  const cleanRuns: Start[] = [];
  for (let run = 0; run < RUNS; run++) cleanRuns.push(await startOnce(dataset.dataDir));
  const of = (pick: (start: Start) => number) => median(cleanRuns.map(pick));
  const unwrittenPoints = await killUnderLoad(dataset.dataDir, UNWRITTEN, load);
  const afterKill = await startOnce(dataset.dataDir);
  await using gantry = await startGantry({ dataDir: dataset.dataDir });
  const metrics = await readMetrics(gantry);
  await gantry.kill("SIGTERM");
  return {
    clean: {
      listeningMs: of(({ listeningMs }) => listeningMs),
      readyMs: of(({ readyMs }) => readyMs),
      caughtUpMs: of(({ caughtUpMs }) => caughtUpMs),
      rssBytes: of((start) => start.rssBytes),
    },
    ...{ cleanRuns, unwrittenPoints, afterKill, logEvents: dataset.logEvents },
    logBytes: metric(metrics, "gantry_log_size_bytes"),
  };
}
