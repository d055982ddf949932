import { isDeep, requireShallow } from "./bounded-json.ts";

/** A text that is neither JSON nor YAML; `detail` names the place, and never quotes the text. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  constructor(readonly detail: string) {
    super(`the document cannot be read: ${detail}`);
  }
}

export type DocumentFormat = "json" | "yaml";

/**
 * The value of a JSON or YAML text. Without `format` it is taken for JSON when it begins like an object or a list.
 * Throws DocumentError.
 */
export async function parseDocument(text: string, format?: DocumentFormat): Promise<unknown> {
  const isJson = format === undefined ? /^\s*[[{]/.test(text.replace(/^\uFEFF/, "")) : format === "json";
  return isJson ? readJson(text) : parseYaml(text);
}

async function readJson(text: string): Promise<unknown> {
  const plain = text.replace(/^\uFEFF/, "");
  try {
    requireShallow(plain);
  } catch (cause) {
    throw new DocumentError(`not JSON: ${cause instanceof Error ? cause.message : ""}`);
  }
  try {
    return JSON.parse(plain);
  } catch {
    // The engine says neither where nor, without quoting, what; what breaks JSON mostly breaks YAML at the same place.
    const { place } = await readYaml(plain);
    throw new DocumentError(place === undefined ? "not JSON" : `not JSON: see ${place}`);
  }
}

async function parseYaml(text: string): Promise<unknown> {
  const { document, problem, place } = await readYaml(text);
  if (problem !== undefined) throw new DocumentError(`not YAML: ${problem} at ${place}`);
  let value: unknown;
  try {
    // An alias that stands for others that stand for others ... is cut off by yaml's own count.
    value = document.toJS({ maxAliasCount: 1_000 });
  } catch {
    throw new DocumentError("not YAML: too many aliases, or one without an anchor");
  }
  if (isDeep(value)) throw new DocumentError("not YAML: it is nested too deep, or holds itself");
  return value;
}

/** The library is loaded when first needed: most processes never read YAML. */
async function readYaml(text: string) {
  const { LineCounter, parseDocument: parse } = await import("yaml");
  const lines = new LineCounter();
  const document = parse(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const error = document.errors[0];
  if (error === undefined) return { document, problem: undefined, place: undefined };
  const { line, col } = lines.linePos(error.pos[0]);
  const problem = error.code.toLowerCase().replaceAll("_", " ");
  return { document, problem, place: `line ${line}, column ${col}` };
}
