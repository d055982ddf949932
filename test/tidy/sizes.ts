import type { Node, SourceFile } from "typescript/unstable/ast";
import { isCallExpression, SyntaxKind } from "typescript/unstable/ast";
import { type House, lineOf, placeOf, walk } from "./house.ts";

export const LIMITS = { fileLines: 400, testFileLines: 600, functionLines: 70, parameters: 3 } as const;

/** Functions that are the rows of a table: named columns would hide the table. */
const ROW_MAKERS: ReadonlySet<string> = new Set(["src/spine/error-entry.ts:entry"]);
/** Suites are outlines, not functions: `describe(...)` and its kin, and contract suites, named describe*. */
const OUTLINE = /^describe/;
const FUNCTIONS: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

export function checkFileSizes(house: House): string[] {
  const long: string[] = [];
  for (const [path, text] of house.texts) {
    if (!/^(src|web|scripts|test)\/.*\.(ts|tsx|css)$/.test(path) || /\.gen\.\w+$/.test(path)) continue;
    const limit = path.startsWith("test/") ? LIMITS.testFileLines : LIMITS.fileLines;
    const lines = text.split("\n").length - 1;
    if (lines > limit) long.push(`${path}: ${lines} lines, at most ${limit}`);
  }
  return long;
}

function isOutline(node: Node): boolean {
  const call = node.parent;
  if (call !== undefined && isCallExpression(call)) return OUTLINE.test(call.expression.getText());
  return OUTLINE.test(nameOfFunction(node));
}

function isWithBody(node: Node): boolean {
  return FUNCTIONS.has(node.kind) && "body" in node && node.body !== undefined;
}

export function nameOfFunction(node: Node): string {
  const named = "name" in node && node.name !== undefined ? node : node.parent;
  const name = named !== undefined && "name" in named ? (named.name as Node | undefined) : undefined;
  return name?.getText() ?? "(anonymous)";
}

/** Parameters of our own choosing: those without a type are dictated by the API that calls the function. */
function countParameters(node: Node): number {
  const parameters = (node as Node & { readonly parameters?: readonly Node[] }).parameters ?? [];
  const isOurs = (parameter: Node) => "type" in parameter && parameter.type !== undefined;
  // `this: T` is erased.
  return parameters.filter((parameter) => isOurs(parameter) && !parameter.getText().startsWith("this:"))
    .length;
}

export function checkFunctions(house: House): string[] {
  const found: string[] = [];
  for (const [path, source] of house.sources) {
    if (/\.gen\.\w+$/.test(path)) continue;
    walk(source, (node) => {
      if (!isWithBody(node)) return;
      const name = nameOfFunction(node);
      const lines = countLines(source, node);
      if (lines > LIMITS.functionLines && !isOutline(node)) {
        found.push(`${placeOf(path, source, node)} ${name}: ${lines} lines, at most ${LIMITS.functionLines}`);
      }
      const parameters = countParameters(node);
      const isHeld = !path.startsWith("test/") && !ROW_MAKERS.has(`${path}:${name}`);
      if (isHeld && parameters > LIMITS.parameters) {
        found.push(
          `${placeOf(path, source, node)} ${name}: ${parameters} parameters, at most ${LIMITS.parameters}`,
        );
      }
    });
  }
  return found;
}

function countLines(source: SourceFile, node: Node): number {
  return lineOf(source, node.end) - lineOf(source, node.getStart(source)) + 1;
}
