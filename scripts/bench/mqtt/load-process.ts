// Runs the load in processes of its own.

import { join } from "node:path";
import type { CrowdPlan, CrowdResult, RelayPlan, RelayResult } from "../../../test/bench/relay/plan.ts";
import { readLines } from "../../../test/harness/lines.ts";
import { until } from "../../../test/harness/until.ts";

const LOAD = join(import.meta.dir, "../../../test/bench/relay/load.bench.ts");
const CROWD_TIMEOUT_MS = 90_000;

export async function runRelayLoad(plan: RelayPlan): Promise<RelayResult> {
  const child = Bun.spawn([process.execPath, LOAD, JSON.stringify(plan)], { stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if ((await child.exited) !== 0) throw new Error(`the load failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** Clients that are logged in and do nothing. */
export interface Crowd extends AsyncDisposable {
  readonly result: CrowdResult;
}

export async function openCrowd(plan: CrowdPlan): Promise<Crowd> {
  const child = Bun.spawn([process.execPath, LOAD, JSON.stringify(plan)], {
    ...{ stdin: "pipe", stdout: "pipe", stderr: "inherit" },
  });
  let result: CrowdResult | undefined;
  void readLines(child.stdout, (line) => {
    result = JSON.parse(line);
  });
  const isUp = await until(
    () => result ?? (child.exitCode === null ? undefined : "ended"),
    "the crowd is logged in",
    CROWD_TIMEOUT_MS,
  );
  if (isUp === "ended") throw new Error("the load failed");
  return {
    result: isUp,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await child.exited;
    },
  };
}
