import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Node, SourceFile } from "typescript/unstable/ast";
import { isImportTypeNode, SyntaxKind } from "typescript/unstable/ast";
import { API } from "typescript/unstable/async";

/** The tree as the checks see it: every file that git would commit, and the syntax of what is TypeScript. */
export interface House {
  /** Text by path from the root; empty for files that are not text. */
  readonly texts: ReadonlyMap<string, string>;
  /** Syntax trees of .ts and .tsx files, by the same path. */
  readonly sources: ReadonlyMap<string, SourceFile>;
}

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** Path from the root for a relative import; undefined for a package. */
  readonly path: string | undefined;
}

const ROOT = "/house";
const TEXT_FILE =
  /\.(ts|tsx|json|md|sh|css|html|toml|yaml|yml|svg|lock|txt)$|(^|\/)(Dockerfile|LICENSE|run|\.gitignore)$/;

/** Files that git tracks or would track, that exist. */
export function readTree(root: string): Map<string, string> {
  const git = Bun.spawnSync(["git", "ls-files", "-co", "--exclude-standard", "-z"], { cwd: root });
  if (!git.success) throw new Error(`git ls-files: ${git.stderr}`);
  const texts = new Map<string, string>();
  for (const path of git.stdout.toString().split("\0").sort()) {
    if (path === "" || !existsSync(join(root, path))) continue;
    texts.set(path, TEXT_FILE.test(path) ? readFileSync(join(root, path), "utf8") : "");
  }
  return texts;
}

/** A file system that holds only `files` under ROOT, so that a made-up house is parsed like the real one. */
function virtualFiles(files: ReadonlyMap<string, string>) {
  const paths = [...files.keys()];
  return {
    readFile: (path: string) => files.get(path) ?? null,
    fileExists: (path: string) => files.has(path),
    directoryExists: (folder: string) => paths.some((path) => path.startsWith(`${folder}/`)),
    realpath: (path: string) => path,
    getAccessibleEntries(folder: string) {
      const inside = paths
        .filter((path) => path.startsWith(`${folder}/`))
        .map((p) => p.slice(folder.length + 1));
      return {
        files: inside.filter((path) => !path.includes("/")),
        directories: [
          ...new Set(inside.filter((path) => path.includes("/")).map((p) => p.split("/")[0] ?? "")),
        ],
      };
    },
  };
}

export async function parseHouse(texts: ReadonlyMap<string, string>): Promise<House> {
  const config = {
    compilerOptions: { noLib: true, noResolve: true, types: [], jsx: "preserve", module: "preserve" },
    include: ["**/*.ts", "**/*.tsx"],
  };
  const files = new Map([[`${ROOT}/tsconfig.json`, JSON.stringify(config)]]);
  const isSource = (path: string) => /\.tsx?$/.test(path);
  for (const [path, text] of texts) if (isSource(path)) files.set(`${ROOT}/${path}`, text);
  const api = new API({ cwd: ROOT, fs: virtualFiles(files) });
  try {
    const snapshot = await api.updateSnapshot({ openProjects: [`${ROOT}/tsconfig.json`] });
    const project = snapshot.getProjects()[0];
    const sources = new Map<string, SourceFile>();
    for (const path of texts.keys()) {
      const source = isSource(path) ? await project?.program.getSourceFile(`${ROOT}/${path}`) : undefined;
      if (source !== undefined) sources.set(path, source);
    }
    return { texts, sources };
  } finally {
    await api.close();
  }
}

/** Calls `visit` for every node below `node`, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  node.forEachChild((child) => {
    visit(child);
    walk(child, visit);
  });
}

/** `path:line` of a node, for messages. */
export function placeOf(path: string, source: SourceFile, node: Node): string {
  return `${path}:${lineOf(source, node.getStart(source))}`;
}

export function lineOf(source: SourceFile, position: number): number {
  let line = 1;
  for (let i = source.text.indexOf("\n"); i !== -1 && i < position; i = source.text.indexOf("\n", i + 1))
    line++;
  return line;
}

function resolvePath(from: string, specifier: string): string {
  return join(from, "..", specifier).replaceAll("\\", "/");
}

function specifierOf(node: Node): string | undefined {
  if (isImportTypeNode(node)) {
    return node.argument.getText().slice(1, -1);
  }
  if (node.kind === SyntaxKind.ImportDeclaration || node.kind === SyntaxKind.ExportDeclaration) {
    let found: string | undefined;
    node.forEachChild((child) => {
      if (child.kind === SyntaxKind.StringLiteral) found = child.getText().slice(1, -1);
    });
    return found;
  }
  if (node.kind === SyntaxKind.CallExpression || node.kind === SyntaxKind.NewExpression) {
    // import("./x.ts") and new URL("./x.worker.ts", import.meta.url)
    const text = node.getText();
    return /^(?:import|new URL)\(\s*["']([^"']+)["']/.exec(text)?.[1];
  }
  return undefined;
}

/** Everything a file imports: values, types, `import("...")` in both meanings, re-exports and worker URLs. */
export function importsOf(path: string, source: SourceFile): Import[] {
  const imports: Import[] = [];
  walk(source, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return;
    imports.push({ specifier, path: /^\.\.?\//.test(specifier) ? resolvePath(path, specifier) : undefined });
  });
  return imports;
}
