// What Gantry costs before any device has come: time to listen, memory, size of the file and of the first page.

import { statSync } from "node:fs";
import { BINARY, startGantry } from "../../test/harness/gantry.ts";
import { makeTempFolder } from "../../test/harness/temp-folder.ts";
import { median, round, rssBytes } from "./proc.ts";

export interface Footprint {
  readonly binaryBytes: number;
  /** Spawn to the ready line with a data folder that exists, ms, median. */
  readonly startMs: number;
  readonly startRunsMs: readonly number[];
  /** The same with an empty folder: database, keys and certificates are made. */
  readonly firstStartMs: number;
  readonly firstStartRunsMs: readonly number[];
  /** Resident memory after a few idle seconds. */
  readonly idleRssBytes: number;
  /** Everything that the first page loads before it shows, as it is sent (compressed). */
  readonly firstPageBytes: number;
  readonly firstPageFiles: readonly {
    readonly path: string;
    readonly sizeBytes: number;
    readonly encoding: string;
  }[];
}

async function startOnce(dataDir: string): Promise<number> {
  await using gantry = await startGantry({ dataDir });
  await gantry.kill("SIGTERM");
  return round(gantry.startMs);
}

async function fetchFile(
  origin: string,
  path: string,
): Promise<{ text: string; sizeBytes: number; encoding: string }> {
  const headers = { "accept-encoding": "br, gzip" };
  const sent = await fetch(`${origin}${path}`, { headers, decompress: false });
  if (!sent.ok) throw new Error(`${path}: ${sent.status}`);
  const sizeBytes = (await sent.arrayBuffer()).byteLength;
  const text = await (await fetch(`${origin}${path}`, { headers })).text();
  return { text, sizeBytes, encoding: sent.headers.get("content-encoding") ?? "identity" };
}

/** What a file makes the browser load at once: of HTML scripts and styles, of a module its static imports and the first texts. */
function references(path: string, text: string): string[] {
  const pattern = path.endsWith(".js")
    ? /(?:^|[;}\s])(?:import|export)\s*(?:[\w*${},\s]+?from\s*)?["']([^"']+\.js)["']|import\("([^"]*zh-first-[^"]+)"\)/g
    : /<(?:script[^>]*\ssrc|link(?=[^>]*rel="?(?:stylesheet|modulepreload))[^>]*\shref)="?([^"\s>]+)/g;
  const base = `http://host${path}`;
  return [...text.matchAll(pattern)].map((match) => new URL(match[1] ?? match[2] ?? "", base).pathname);
}

async function measureFirstPage(origin: string): Promise<Footprint["firstPageFiles"]> {
  const files = new Map<string, { path: string; sizeBytes: number; encoding: string }>();
  const wanted = ["/"];
  for (let path = wanted.shift(); path !== undefined; path = wanted.shift()) {
    if (files.has(path)) continue;
    const { text, sizeBytes, encoding } = await fetchFile(origin, path);
    files.set(path, { path, sizeBytes, encoding });
    if (!path.endsWith(".css")) wanted.push(...references(path, text));
  }
  return [...files.values()];
}

export async function measureFootprint(runs: number): Promise<Footprint> {
  const firstStartRunsMs: number[] = [];
  const startRunsMs: number[] = [];
  using kept = makeTempFolder("bench");
  await startOnce(kept.path);
  for (let i = 0; i < runs; i++) {
    using fresh = makeTempFolder("bench");
    firstStartRunsMs.push(await startOnce(fresh.path));
    startRunsMs.push(await startOnce(kept.path));
  }
  await using gantry = await startGantry({ dataDir: kept.path });
  await Bun.sleep(5_000);
  const idleRssBytes = rssBytes(gantry.pid);
  const firstPageFiles = await measureFirstPage(gantry.origin);
  return {
    binaryBytes: statSync(BINARY).size,
    startMs: round(median(startRunsMs)),
    startRunsMs,
    firstStartMs: round(median(firstStartRunsMs)),
    firstStartRunsMs,
    idleRssBytes,
    firstPageBytes: firstPageFiles.reduce((sum, file) => sum + file.sizeBytes, 0),
    firstPageFiles,
  };
}
