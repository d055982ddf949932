// Builds the UI and the executable.
//   bun scripts/build.ts                     this machine            -> dist/gantry
//   bun scripts/build.ts --target linux-arm64  one named target      -> dist/gantry-linux-arm64
//   bun scripts/build.ts --all               every target, with SHA256SUMS
//   --skip-ui                                keeps dist/ui as it is

import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import type { BunPlugin } from "bun";
import { buildUi } from "./build-ui.ts";

const ROOT = join(import.meta.dir, "..");
const SRC = join(ROOT, "src");
const DIST = join(ROOT, "dist");
const TARGETS = ["linux-x64", "linux-arm64", "linux-x64-musl", "linux-arm64-musl", "windows-x64"] as const;
type Target = (typeof TARGETS)[number];

/**
 * Points `new URL("./x.worker.ts", import.meta.url)` at where the worker lies in the executable.
 * All code of the main thread is one file at the executable's root, so a path that is relative to the
 * source file would miss. Throws where a worker is named in another way, which would fail only at run time.
 */
function workerPaths(found: Set<string>): BunPlugin {
  const reference = /new URL\("\.\/([\w.-]+\.worker\.ts)", import\.meta\.url\)/g;
  return {
    name: "worker-paths",
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
        const source = await Bun.file(path).text();
        const contents = source.replace(reference, (_, name: string) => {
          const inside = relative(SRC, join(dirname(path), name)).replaceAll("\\", "/");
          found.add(inside);
          return `new URL("./${inside}", import.meta.url)`;
        });
        return { contents, loader: "ts" };
      });
    },
  };
}

async function commitOf(root: string): Promise<string> {
  if (process.env.GANTRY_COMMIT) return process.env.GANTRY_COMMIT;
  const git = Bun.spawnSync(["git", "rev-parse", "--short=12", "HEAD"], { cwd: root, stderr: "ignore" });
  return git.success ? git.stdout.toString().trim() : "";
}

/** Compiles for `target` (this machine when undefined) and moves the finished file into place in one step. */
async function buildExecutable(target: Target | undefined): Promise<string> {
  const name =
    target === undefined ? "gantry" : `gantry-${target}${target.startsWith("windows") ? ".exe" : ""}`;
  const workers = [...new Bun.Glob("**/*.worker.ts").scanSync(SRC)].sort();
  const found = new Set<string>();
  const staging = join(DIST, `.staging-${name}`);
  const outfile = join(staging, name);
  await rm(staging, { recursive: true, force: true });
  const built = await Bun.build({
    entrypoints: [join(SRC, "main.ts"), ...workers.map((worker) => join(SRC, worker))],
    root: SRC,
    target: "bun",
    format: "esm",
    bytecode: true,
    sourcemap: "linked",
    // Identifiers stay: stack traces and `constructor.name` speak the names of the source, for under 1 % of the file.
    minify: { whitespace: true, syntax: true, identifiers: false },
    define: {
      "process.env.NODE_ENV": '"production"',
      "process.env.GANTRY_COMMIT": JSON.stringify(await commitOf(ROOT)),
    },
    plugins: [workerPaths(found)],
    compile: {
      ...(target === undefined ? {} : { target: `bun-${target}` as const }),
      outfile,
      assets: [join(DIST, "ui")],
      // The product's settings come from its own file, environment and flags, not from what lies in the folder.
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
  });
  if (!built.success) throw new AggregateError(built.logs, `${name} does not build`);
  const missed = workers.filter((worker) => !found.has(worker));
  if (missed.length > 0) throw new Error(`no \`new URL("./…", import.meta.url)\` names ${missed.join(", ")}`);
  await rename(outfile, join(DIST, name));
  await rm(staging, { recursive: true, force: true });
  return name;
}

async function sha256(path: string): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  for await (const chunk of Bun.file(path).stream()) hash.update(chunk);
  return hash.digest("hex");
}

/** Parses the targets asked for; [undefined] is this machine. Exits with the list when a name is unknown. */
function targetsFrom(options: {
  all?: boolean | undefined;
  target?: string[] | undefined;
}): (Target | undefined)[] {
  if (options.all) return [undefined, ...TARGETS];
  if (options.target === undefined) return [undefined];
  return options.target.map((name) => {
    const target = TARGETS.find((known) => known === name);
    if (target === undefined) throw new Error(`unknown target ${name}; known are ${TARGETS.join(", ")}`);
    return target;
  });
}

const { values } = parseArgs({
  args: Bun.argv.slice(2),
  options: {
    all: { type: "boolean" },
    target: { type: "string", multiple: true },
    "skip-ui": { type: "boolean" },
  },
});
const targets = targetsFrom(values);
await mkdir(DIST, { recursive: true });
if (!values["skip-ui"]) await buildUi(join(DIST, "ui"));
const sums: string[] = [];
for (const target of targets) {
  const startedAt = performance.now();
  const name = await buildExecutable(target);
  sums.push(`${await sha256(join(DIST, name))}  ${name}\n`);
  const megabytes = (Bun.file(join(DIST, name)).size / 1e6).toFixed(1);
  console.log(`dist/${name}  ${megabytes} MB  ${Math.round(performance.now() - startedAt)} ms`);
}
if (values.all) await Bun.write(join(DIST, "SHA256SUMS"), sums.join(""));
