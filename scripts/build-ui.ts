// Builds the admin UI into a folder: minified, split, hashed, each file also as .br and .gz.

import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const WEB = join(import.meta.dir, "..", "web");
/** Below this a compressed copy is not worth a second file. */
const COMPRESS_FROM_BYTES = 512;
const COMPRESSIBLE = /\.(html|js|css|svg|json)$/;

export interface UiSizes {
  /** Brotli bytes of what the browser loads before it can show login or overview. */
  readonly firstPageBytes: number;
  /** Brotli bytes of everything. */
  readonly totalBytes: number;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly brotliBytes: number }[];
}

async function bundle(outDir: string): Promise<void> {
  const built = await Bun.build({
    entrypoints: [join(WEB, "index.html")],
    outdir: outDir,
    root: WEB,
    minify: true,
    splitting: true,
    target: "browser",
    define: { "process.env.NODE_ENV": '"production"' },
    publicPath: "/",
    naming: {
      chunk: "assets/[name]-[hash].[ext]",
      asset: "assets/[name]-[hash].[ext]",
      entry: "[name].[ext]",
    },
  });
  if (!built.success) throw new AggregateError(built.logs, "the UI does not build");
}

/** The colour-scheme script must run before the first paint, so it is a classic script outside the module graph. */
async function addSchemeScript(outDir: string): Promise<void> {
  const built = await Bun.build({
    entrypoints: [join(WEB, "src", "scheme.ts")],
    minify: true,
    format: "iife",
    target: "browser",
  });
  const code = await built.outputs[0]?.text();
  if (code === undefined) throw new Error("scheme.ts does not build");
  const name = `assets/scheme-${Bun.hash(code).toString(36).slice(0, 8)}.js`;
  await Bun.write(join(outDir, name), code);
  const page = join(outDir, "index.html");
  const html = await Bun.file(page).text();
  const script = `<script src="/${name}"></script>`;
  const withScript = html.includes("<!--scheme-->")
    ? html.replace("<!--scheme-->", script)
    : html.replace(/<title>/, `${script}<title>`);
  await Bun.write(page, withScript.replace(/\n\s+/g, "\n"));
}

async function compress(outDir: string): Promise<UiSizes["files"]> {
  const files: { path: string; bytes: number; brotliBytes: number }[] = [];
  for (const path of (await readdir(outDir, { recursive: true })).sort()) {
    if (!/\.\w+$/.test(path)) continue;
    const content = Buffer.from(await Bun.file(join(outDir, path)).arrayBuffer());
    if (!COMPRESSIBLE.test(path) || content.length < COMPRESS_FROM_BYTES) {
      files.push({ path, bytes: content.length, brotliBytes: content.length });
      continue;
    }
    const brotli = brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    });
    await Bun.write(join(outDir, `${path}.br`), brotli);
    await Bun.write(join(outDir, `${path}.gz`), gzipSync(content, { level: 9 }));
    files.push({ path, bytes: content.length, brotliBytes: brotli.length });
  }
  return files;
}

/** What index.html names, what those chunks import statically, and the overview page with its own imports. */
async function firstPageFiles(outDir: string, files: UiSizes["files"]): Promise<Set<string>> {
  const seen = new Set<string>(["index.html"]);
  const queue = [
    "index.html",
    ...files.map((f) => f.path).filter((path) => /\/(overview|login|en)-/.test(path)),
  ];
  for (const path of queue) {
    seen.add(path);
    const text = await Bun.file(join(outDir, path)).text();
    const found =
      path === "index.html"
        ? text.matchAll(/(?:src|href)="\/([^"]+)"/g)
        : text.matchAll(/(?:from|import)\s*"(?:\.|\/assets)\/([^"]+\.js)"/g);
    for (const match of found) {
      const name = match[1] ?? "";
      const target = path === "index.html" ? name : `assets/${name}`;
      if (!seen.has(target) && files.some((file) => file.path === target)) queue.push(target);
      seen.add(target);
    }
  }
  return seen;
}

/** Builds the UI into `outDir` (emptied first). Throws when it does not build. */
export async function buildUi(outDir: string): Promise<UiSizes> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await bundle(outDir);
  await addSchemeScript(outDir);
  const files = await compress(outDir);
  const first = await firstPageFiles(outDir, files);
  const sum = (list: UiSizes["files"]) => list.reduce((total, file) => total + file.brotliBytes, 0);
  return { firstPageBytes: sum(files.filter((f) => first.has(f.path))), totalBytes: sum(files), files };
}

if (import.meta.main) {
  const outDir = process.argv[2] ?? join(import.meta.dir, "..", "dist", "ui");
  const sizes = await buildUi(outDir);
  const inKb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  for (const file of sizes.files) console.log(`${inKb(file.brotliBytes).padStart(10)}  ${file.path}`);
  console.log(`first page ${inKb(sizes.firstPageBytes)}, everything ${inKb(sizes.totalBytes)} (brotli)`);
}
