// Builds the admin UI into a folder: minified, split, hashed, each file also as .br and .gz.

import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { textPacks } from "./ui-texts.ts";

const WEB = join(import.meta.dir, "..", "web");
/** Below this a compressed copy is not worth a second file. */
const COMPRESS_FROM_BYTES = 512;
const COMPRESSIBLE = /\.(html|js|css|svg|json)$/;

export interface UiSizes {
  /** Brotli bytes of what the browser loads before it shows the login or the overview, in the longer of the languages. */
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
    plugins: [textPacks(join(WEB, "src", "main.tsx"))],
    publicPath: "/",
    naming: {
      chunk: "assets/[name]-[hash].[ext]",
      asset: "assets/[name]-[hash].[ext]",
      entry: "[name].[ext]",
    },
  });
  if (!built.success) throw new AggregateError(built.logs, "the UI does not build");
}

/** Builds one file by itself and writes it under assets/; returns its address. */
async function addAsset(outDir: string, source: string, kind: "js" | "css"): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(WEB, "src", source)],
    minify: true,
    format: kind === "js" ? "iife" : "esm",
    // For browsers of long ago Bun writes every logical property six times; that target is not ours.
    target: kind === "js" ? "browser" : "bun",
  });
  const code = await built.outputs.find(({ path }) => path.endsWith(`.${kind}`))?.text();
  if (code === undefined) throw new Error(`${source} does not build`);
  const stem = source.replace(/\.ts$/, "");
  const name = `assets/${stem}-${Bun.hash(code).toString(36).slice(0, 8)}.${kind}`;
  await Bun.write(join(outDir, name), code);
  return `/${name}`;
}

/**
 * Writes what the page names besides its module: the colour scheme's script, which must run before the first paint and so
 * is a classic one outside the module graph, and the two style sheets, of which the first is awaited.
 */
async function addHead(outDir: string): Promise<void> {
  const [scheme, styles, later] = await Promise.all([
    addAsset(outDir, "scheme.ts", "js"),
    addAsset(outDir, "styles.ts", "css"),
    addAsset(outDir, "styles-later.ts", "css"),
  ]);
  const head =
    `<script src="${scheme}"></script><link rel="stylesheet" href="${styles}">` +
    `<meta name="later-styles" content="${later}">`;
  const page = join(outDir, "index.html");
  const html = await Bun.file(page).text();
  if (!html.includes("<!--head-->")) throw new Error("index.html has no place for its head");
  await Bun.write(page, html.replace("<!--head-->", head).replace(/\n\s+/g, "\n"));
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

/** What index.html names, what those modules import at once, and the first page's texts in one language. */
async function firstPageFiles(
  outDir: string,
  files: UiSizes["files"],
  language: string,
): Promise<Set<string>> {
  const texts = files.find(
    ({ path }) => path.startsWith(`assets/${language}-first-`) && path.endsWith(".js"),
  );
  if (texts === undefined) throw new Error(`no texts of the first page in ${language}`);
  const seen = new Set(["index.html", texts.path]);
  for (const path of seen) {
    if (!/\.(html|js)$/.test(path)) continue;
    const text = await Bun.file(join(outDir, path)).text();
    const found =
      path === "index.html"
        ? text.matchAll(/(?:src|href)="\/([^"]+)"/g)
        : text.matchAll(/(?:from|import)\s*"(?:\.|\/assets)\/([^"]+\.js)"/g);
    for (const [, name = ""] of found) seen.add(path === "index.html" ? name : `assets/${name}`);
  }
  return seen;
}

/** Builds the UI into `outDir` (emptied first). Throws when it does not build. */
export async function buildUi(outDir: string): Promise<UiSizes> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await bundle(outDir);
  await addHead(outDir);
  const files = await compress(outDir);
  const sum = (list: UiSizes["files"]) => list.reduce((total, file) => total + file.brotliBytes, 0);
  const firstPages = await Promise.all(["en", "zh"].map((one) => firstPageFiles(outDir, files, one)));
  const firstPageBytes = Math.max(...firstPages.map((names) => sum(files.filter((f) => names.has(f.path)))));
  return { firstPageBytes, totalBytes: sum(files), files };
}

if (import.meta.main) {
  const outDir = process.argv[2] ?? join(import.meta.dir, "..", "dist", "ui");
  const sizes = await buildUi(outDir);
  const inKb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  for (const file of sizes.files) console.log(`${inKb(file.brotliBytes).padStart(10)}  ${file.path}`);
  console.log(`first page ${inKb(sizes.firstPageBytes)}, everything ${inKb(sizes.totalBytes)} (brotli)`);
}
