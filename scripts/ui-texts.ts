// Divides the UI's texts in two: those that the modules of the first page name, and the rest, which comes after it.
// Nobody keeps a list: what the first page imports at once is walked, and the keys in it are looked up.

import { dirname, join } from "node:path";
import type { BunPlugin } from "bun";
import { en } from "../web/src/locales/en.ts";
import { zhCN } from "../web/src/locales/zh-CN.ts";

type Texts = { readonly [key: string]: string | Texts };
type Draft = { [key: string]: string | Draft };

const LANGUAGES: Readonly<Record<string, Texts>> = { en, zh: zhCN };
/** A key in quotes, whole or, in a template, up to where something is put in. */
const KEY = /["'`]([a-z]\w*(?:\.\w+)*)(\.\$\{|["'`])/gi;
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** The sources under web/src that `entry` imports at once, itself too; paths are absolute. */
export async function modulesOf(entry: string): Promise<string[]> {
  const loaders = { ts: new Bun.Transpiler({ loader: "ts" }), tsx: new Bun.Transpiler({ loader: "tsx" }) };
  const seen = new Set([entry]);
  for (const path of seen) {
    const source = await Bun.file(path).text();
    for (const found of loaders[path.endsWith("x") ? "tsx" : "ts"].scanImports(source)) {
      const isModule = found.kind === "import-statement" && /^\.{1,2}\/.*\.tsx?$/.test(found.path);
      if (isModule) seen.add(join(dirname(path), found.path));
    }
  }
  return [...seen];
}

/** The keys that a source names (among them words that are none); a group of which it takes one or another as `group.*`. */
export function keysIn(source: string): string[] {
  return [...source.matchAll(KEY)].map(([, key = "", end]) => (end === ".${" ? `${key}.*` : key));
}

/** `texts` in two: what `keys` name (a group with all that is in it, a plural with its forms), and what is left. */
export function divide(texts: Texts, keys: ReadonlySet<string>): { first: Draft; later: Draft } {
  const first: Draft = {};
  const later: Draft = {};
  const visit = (part: Texts, at: string, into: { first: Draft; later: Draft }) => {
    for (const [name, value] of Object.entries(part)) {
      const key = at === "" ? name : `${at}.${name}`;
      // A single word is in a source for many reasons, and names no group.
      const isNamed = at !== "" && (keys.has(key) || keys.has(key.replace(PLURAL, "")));
      if (isNamed || keys.has(`${key}.*`)) into.first[name] = value as Draft;
      else if (typeof value === "string") into.later[name] = value;
      else {
        const inside = { first: {} as Draft, later: {} as Draft };
        visit(value, key, inside);
        if (Object.keys(inside.first).length > 0) into.first[name] = inside.first;
        if (Object.keys(inside.later).length > 0) into.later[name] = inside.later;
      }
    }
  };
  visit(texts, "", { first, later });
  return { first, later };
}

/** Fills web/src/locales/{en,zh}-{first,later}.ts, which hold all texts where nobody divides them. */
export function textPacks(entry: string): BunPlugin {
  return {
    name: "text-packs",
    async setup(build) {
      const sources = await Promise.all((await modulesOf(entry)).map((path) => Bun.file(path).text()));
      const keys = new Set(sources.flatMap(keysIn));
      build.onLoad({ filter: /[\\/]locales[\\/](en|zh)-(first|later)\.ts$/ }, ({ path }) => {
        const [, language = "", part] = /(en|zh)-(first|later)\.ts$/.exec(path) ?? [];
        const divided = divide(LANGUAGES[language] ?? {}, keys);
        const texts = part === "first" ? divided.first : divided.later;
        return { contents: `export const texts = ${JSON.stringify(texts)};`, loader: "ts" };
      });
    },
  };
}
