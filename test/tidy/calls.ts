import type { Node } from "typescript/unstable/ast";
import { SyntaxKind } from "typescript/unstable/ast";
import { type House, placeOf, walk } from "./house.ts";

/** Time and randomness come from a Clock that is passed in; only its own file may call these. */
const CLOCK_FILE = "src/spine/clock.ts";
const CLOCK_CALLS: ReadonlySet<string> = new Set([
  "Date.now",
  "Math.random",
  "performance.now",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "Bun.sleep",
  "Bun.sleepSync",
  "Bun.nanoseconds",
  "process.hrtime",
]);
/** The one line of the product that may end the process. */
const EXIT_FILE = "src/main.ts";
/** Files outside tests that may use a clock call, and why. */
const CLOCK_EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ["src/kit/next-turn.ts", "yields to the event loop; no time passes"],
]);
const SQL_FILE = /(^|\/|-)(table|store)\.ts$|\/migrations\.ts$|^src\/db\//;
const SQL_TEXT =
  /^[`"']\s*(SELECT\s|INSERT\s+(OR\s|INTO)|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX|UNIQUE)|DROP\s+TABLE|ALTER\s+TABLE|PRAGMA\s|VACUUM|ATTACH\s)/i;
const SQL_PACKAGE = /^["'](bun:sqlite|node:sqlite|drizzle-orm(\/.*)?)["']$/;

function isCallTo(node: Node, names: ReadonlySet<string>): boolean {
  if (node.kind === SyntaxKind.PropertyAccessExpression) return names.has(node.getText());
  if (node.kind !== SyntaxKind.Identifier || !names.has(node.getText())) return false;
  // `clock.setTimeout` or a property of that name is someone else's.
  const parent = node.parent;
  return parent?.kind === SyntaxKind.CallExpression;
}

export function checkClock(house: House): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    if (!path.startsWith("src/") || path === CLOCK_FILE || CLOCK_EXCEPTIONS.has(path)) continue;
    walk(source, (node) => {
      const isNow = node.kind === SyntaxKind.NewExpression && node.getText() === "new Date()";
      const isClock = isNow || isCallTo(node, CLOCK_CALLS);
      if (isClock) found.push(`${placeOf(path, source, node)}: ${node.getText()}; take a Clock`);
    });
  }
  return found;
}

export function checkExit(house: House): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    if (!path.startsWith("src/") || path === EXIT_FILE) continue;
    walk(source, (node) => {
      const isExit = node.kind === SyntaxKind.PropertyAccessExpression && node.getText() === "process.exit";
      if (isExit) found.push(`${placeOf(path, source, node)}: process.exit belongs to ${EXIT_FILE}`);
    });
  }
  return found;
}

/** `any`, and comments that silence the compiler. */
export function checkTypes(house: House): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    if (path.startsWith("src/kit/")) continue;
    walk(source, (node) => {
      if (node.kind === SyntaxKind.AnyKeyword) found.push(`${placeOf(path, source, node)}: any`);
    });
    for (const [index, line] of source.text.split("\n").entries()) {
      const silenced = /^\s*(?:\/\/|\/\*)\s*@(ts-ignore|ts-expect-error|ts-nocheck)/.exec(line);
      if (silenced) found.push(`${path}:${index + 1}: @${silenced[1]}`);
    }
  }
  return found;
}

/** SQL and its drivers stay in table, store and migration files, so that another engine can take their place. */
export function checkSql(house: House): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    if (!path.startsWith("src/") || SQL_FILE.test(path)) continue;
    walk(source, (node) => {
      const isText =
        node.kind === SyntaxKind.StringLiteral ||
        node.kind === SyntaxKind.NoSubstitutionTemplateLiteral ||
        node.kind === SyntaxKind.TemplateHead;
      if (!isText) return;
      const text = node.getText();
      if (SQL_TEXT.test(text)) found.push(`${placeOf(path, source, node)}: SQL outside a store`);
      if (SQL_PACKAGE.test(text)) found.push(`${placeOf(path, source, node)}: ${text} outside a store`);
    });
  }
  return found;
}
