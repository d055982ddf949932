import type { Node } from "typescript/unstable/ast";
import { SyntaxKind } from "typescript/unstable/ast";
import { type House, placeOf, walk } from "./house.ts";

/** Words that say nothing of what a thing is. */
const BANNED = [
  "manager",
  "helper",
  "util",
  "common",
  "misc",
  "base",
  "impl",
  "service",
  "handler",
  "data",
  "info",
  "processor",
];
/** Names that are the field's own, or another's: path or type -> why. */
const ALLOWED_NAMES: ReadonlyMap<string, string> = new Map([
  ["DataType", "the thing model's own word (TSL dataType)"],
  ["DataTypeSchema", "the thing model's own word (TSL dataType)"],
  ["ServiceSpec", "services are one of the three features of a thing model"],
  ["ServiceSchema", "services are one of the three features of a thing model"],
]);
/** `web/src/base/` is the design's name for the shared widgets; the folder is exempt, its files are not. */
const FILE_NAME = /^(\.?[a-z0-9]+(-[a-z0-9]+)*)(\.(test|bench|worker|gen|d|module))?\.(ts|tsx|sh|css)$/;
const TYPE_KINDS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.ClassDeclaration,
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
]);

/** Words of a camelCase, PascalCase or kebab-case name, singular, in lower case. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/s$/, ""));
}

function bannedIn(name: string): string | undefined {
  const words = wordsOf(name);
  return BANNED.find((word) => words.includes(word));
}

export function checkFileNames(house: House): string[] {
  const found: string[] = [];
  for (const path of house.texts.keys()) {
    if (!/^(src|web\/src|scripts|test)\/.*\.(ts|tsx|sh|css)$/.test(path)) continue;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const isLocale = /\/locales\/[a-z]{2}(-[A-Z]{2})?\.ts$/.test(path);
    if (!FILE_NAME.test(name) && !isLocale) found.push(`${path}: a file name is kebab-case`);
    const banned = bannedIn(name.replace(/\..*$/, ""));
    if (banned !== undefined) found.push(`${path}: "${banned}" says nothing`);
  }
  return found;
}

function isExported(node: Node): boolean {
  const modifiers = (node as Node & { readonly modifiers?: readonly Node[] }).modifiers ?? [];
  return modifiers.some((modifier) => modifier.kind === SyntaxKind.ExportKeyword);
}

export function checkTypeNames(house: House): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    // Made from the API document, whose names are there for good.
    if (path.endsWith(".gen.ts")) continue;
    source.forEachChild((node) => {
      if (!TYPE_KINDS.has(node.kind) || !isExported(node)) return;
      const name = (node as Node & { readonly name?: Node }).name?.getText() ?? "";
      const banned = ALLOWED_NAMES.has(name) ? undefined : bannedIn(name);
      if (banned !== undefined)
        found.push(`${placeOf(path, source, node)} ${name}: "${banned}" says nothing`);
    });
  }
  return found;
}

const isImportOrExport = (node: Node) =>
  node.kind === SyntaxKind.ExportDeclaration || node.kind === SyntaxKind.ImportDeclaration;

/** No default exports, enums, namespaces, decorators, `export *` and files that only pass on. */
export function checkForms(house: House): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    // A declaration file says how someone else wrote it.
    if (path.endsWith(".d.ts")) continue;
    walk(source, (node) => {
      const why = bannedForm(node);
      if (why !== undefined) found.push(`${placeOf(path, source, node)}: ${why}`);
    });
    const statements = [...source.statements];
    const isPassingOn = statements.some((statement) => statement.kind === SyntaxKind.ExportDeclaration);
    if (isPassingOn && statements.every(isImportOrExport))
      found.push(`${path}: a barrel; import from the files themselves`);
  }
  return found;
}

function bannedForm(node: Node): string | undefined {
  if (node.kind === SyntaxKind.DefaultKeyword && node.parent?.kind !== SyntaxKind.DefaultClause)
    return "default export";
  if (node.kind === SyntaxKind.ExportAssignment) return "default export";
  if (node.kind === SyntaxKind.EnumDeclaration) return "enum";
  if (node.kind === SyntaxKind.Decorator) return "decorator";
  if (node.kind === SyntaxKind.ModuleDeclaration && !node.getText().startsWith("declare")) return "namespace";
  if (node.kind === SyntaxKind.ExportDeclaration && /^export\s+(type\s+)?\*/.test(node.getText()))
    return "export *";
  return undefined;
}
