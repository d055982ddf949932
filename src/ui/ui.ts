// The admin UI: serves the built web/ from inside the executable, or from dist/ui while developing.
// Owns: the addresses `/`, `/ui/*`, `/assets/*` and the page's icon.
// Promises: each file in the smallest form the browser takes; hashed files cached for ever, the page always asked for.
// Must never: answer an address of the API or of a device dialect, or touch the disk on a hot path.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ApiContext, makeRouter, type Router } from "../http/http.ts";
import { chooseEncoding, type Encoding } from "./encoding.ts";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
  png: "image/png",
  woff2: "font/woff2",
};
const COPIES = { br: ".br", gzip: ".gz", identity: "" } as const;
const IMMUTABLE = "public, max-age=31536000, immutable";
const PAGE = "index.html";

interface UiFile {
  readonly path: string;
  readonly type: string;
  readonly encodings: readonly Encoding[];
  /** Content by encoding, read at its first use and kept: the files never change while we run. */
  readonly content: Map<Encoding, { body: Uint8Array<ArrayBuffer>; etag: string }>;
}

/** Where the built UI is: beside the code in the executable, in dist/ui of the checkout otherwise. */
export function findUiFolder(): string {
  const embedded = join(import.meta.dir, "ui");
  if (existsSync(join(embedded, PAGE))) return embedded;
  return join(import.meta.dir, "..", "..", "dist", "ui");
}

function listFiles(folder: string): Map<string, UiFile> {
  const files = new Map<string, UiFile>();
  if (!existsSync(join(folder, PAGE))) return files;
  const names = new Set(
    readdirSync(folder, { recursive: true }).map((name) => String(name).replaceAll("\\", "/")),
  );
  for (const name of names) {
    const type = TYPES[name.slice(name.lastIndexOf(".") + 1)];
    if (type === undefined) continue;
    const encodings = (["br", "gzip", "identity"] as const).filter((one) => names.has(name + COPIES[one]));
    files.set(name, { path: join(folder, name), type, encodings, content: new Map() });
  }
  return files;
}

function readContent(file: UiFile, encoding: Encoding) {
  const known = file.content.get(encoding);
  if (known !== undefined) return known;
  const body = new Uint8Array(readFileSync(file.path + COPIES[encoding]));
  const made = { body, etag: `"${Bun.hash(body).toString(36)}"` };
  file.content.set(encoding, made);
  return made;
}

const NOT_BUILT = "The admin UI is not built. Run: bun scripts/build-ui.ts\n";

export interface UiOptions {
  /** Folder of the built UI; found by itself unless given. */
  readonly folder?: string;
}

/** The UI's routes for `Api.mountRoot`. Nothing is read before the first request. */
export function uiRoutes({ folder = findUiFolder() }: UiOptions = {}): Router {
  let known: Map<string, UiFile> | undefined;
  const files = () => {
    known ??= listFiles(folder);
    return known;
  };
  const serve = (c: ApiContext, name: string): Response | Promise<Response> => {
    if (files().size === 0) return c.text(NOT_BUILT, 503);
    const file = files().get(name);
    if (file === undefined) return c.notFound();
    const encoding = chooseEncoding(c.req.header("accept-encoding"), file.encodings);
    const { body, etag } = readContent(file, encoding);
    const headers: Record<string, string> = {
      "content-type": file.type,
      "cache-control": name.startsWith("assets/") ? IMMUTABLE : "no-cache",
      vary: "accept-encoding",
      etag,
    };
    if (encoding !== "identity") headers["content-encoding"] = encoding;
    // RFC 9110 §13.1.2: compared weakly, any of a list.
    const held = c.req
      .header("if-none-match")
      ?.split(",")
      .map((one) => one.trim().replace(/^W\//, ""));
    if (held?.includes(etag)) return c.body(null, 304, headers);
    return c.body(body, 200, headers);
  };
  const router = makeRouter();
  router.get("/", (c) => serve(c, PAGE));
  router.get("/ui", (c) => serve(c, PAGE));
  router.get("/assets/:name", (c) => serve(c, `assets/${c.req.param("name")}`));
  router.get("/favicon.ico", (c) => serve(c, iconName(files())));
  // Every address of the single page; a script or image that is missing must be a 404, not the page.
  router.get("/ui/*", (c) => (isNavigation(c) ? serve(c, PAGE) : c.notFound()));
  return router;
}

function iconName(files: ReadonlyMap<string, UiFile>): string {
  return [...files.keys()].find((name) => /^assets\/favicon-.*\.svg$/.test(name)) ?? "favicon.svg";
}

/** Someone opening a page, not a page fetching a part: the browser says so, or at least wants HTML. */
function isNavigation(c: ApiContext): boolean {
  const mode = c.req.header("sec-fetch-mode");
  if (mode !== undefined) return mode === "navigate";
  return (c.req.header("accept") ?? "").includes("text/html");
}
