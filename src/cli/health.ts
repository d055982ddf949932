import { resolve } from "node:path";
import type { Config } from "../config.ts";
import { callGantry } from "./local-call.ts";
import { readHolder } from "./lock-store.ts";
import { EXIT, type Shell } from "./shell.ts";

const ANSWER_MS = 3_000;

/** `gantry health`: asks the Gantry that runs on the data folder whether it is ready; for containers and scripts. */
export async function health(config: Config, shell: Shell): Promise<number> {
  const holder = readHolder(resolve(config.data));
  if (holder?.url === undefined) {
    shell.err("no Gantry with an HTTP listener runs on this data folder\n");
    return EXIT.failed;
  }
  const late = new AbortController();
  const timer = shell.clock.after(ANSWER_MS, () => late.abort());
  try {
    const response = await callGantry(new URL("/readyz", holder.url), { signal: late.signal });
    shell.out(`${response.ok ? "ok" : `answered ${response.status}`}\n`);
    return response.ok ? EXIT.ok : EXIT.failed;
  } catch {
    shell.err(`${holder.url} does not answer\n`);
    return EXIT.failed;
  } finally {
    timer.cancel();
  }
}
