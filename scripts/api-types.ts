// The API document as types for the pages: `web/src/api.gen.ts`. Run it after a change of a route:
//   bun scripts/api-types.ts
// A generator of its own: those for OpenAPI repeat every parameter, header and error in each operation (33,000 lines
// here), and want the API of a compiler that this project no longer has.

import type { OpenAPIV3_1 } from "openapi-types";
import { openApp } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { makeTempFolder } from "../test/harness/temp-folder.ts";

type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject | boolean | undefined;

const METHODS = ["get", "post", "put", "patch", "delete"] as const;
const ROOT = "/openapi/v1";
export const TYPES_FILE = new URL("../web/src/api.gen.ts", import.meta.url).pathname;

/**
 * TypeScript of a document: a type for each named schema, and `Routes`: by path, its placeholders `{}`, and method what
 * is sent (`never`: nothing) and what is answered.
 */
export function apiTypes(document: OpenAPIV3_1.Document): string {
  const schemas = Object.entries(document.components?.schemas ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const routes = Object.entries(document.paths ?? {}).map(([path, item]) => {
    const methods = METHODS.flatMap((method) => {
      const operation = item?.[method];
      return operation === undefined ? [] : [`    ${method.toUpperCase()}: ${operationType(operation)};`];
    });
    const shape = path.slice(ROOT.length).replace(/\{\w+\}/g, "{}");
    return `  ${JSON.stringify(shape)}: {\n${methods.join("\n")}\n  };`;
  });
  return [
    "// Made by scripts/api-types.ts from the API document; never edited.\n",
    "export type Json = number | string | boolean | null | Json[] | { [key: string]: Json };\n",
    ...schemas.map(([name, schema]) => `export type ${name} = ${typeOf(schema, "")};\n`),
    `export interface Routes {\n${routes.sort().join("\n")}\n}\n`,
  ].join("\n");
}

function operationType({ requestBody, responses = {} }: OpenAPIV3_1.OperationObject): string {
  const body = requestBody && "content" in requestBody ? requestBody : undefined;
  const sent = body?.content["application/json"];
  const answers = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([, answer]) => {
      const content = answer && "content" in answer ? answer.content : undefined;
      if (content === undefined) return "undefined";
      const json = content["application/json"];
      return json === undefined ? "unknown" : typeOf(json.schema, "    ");
    });
  const optional = body !== undefined && body.required !== true ? " | undefined" : "";
  const given = sent === undefined ? "never" : typeOf(sent.schema, "    ") + optional;
  return `{ body: ${given}; answer: ${[...new Set(answers)].join(" | ") || "undefined"} }`;
}

/** Of schemas as the schema library writes them; what is none of these is any JSON. */
function typeOf(schema: Schema, indent: string): string {
  if (typeof schema !== "object") return "Json";
  if ("$ref" in schema) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  const { anyOf, oneOf, type } = schema;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return [...new Set(choices.map((one) => typeOf(one, indent)))].join(" | ");
  if (type === "array") return arrayType(schema, indent);
  if (type === "object") return objectType(schema, indent);
  if (type === "integer") return "number";
  return typeof type === "string" ? type : "Json";
}

function arrayType(schema: OpenAPIV3_1.SchemaObject, indent: string): string {
  const { prefixItems, items } = schema as { prefixItems?: readonly Schema[]; items?: Schema };
  if (prefixItems !== undefined) return `[${prefixItems.map((one) => typeOf(one, indent)).join(", ")}]`;
  const item = typeOf(items, indent);
  return /^[\w.]+(\[\])*$/.test(item) ? `${item}[]` : `(${item})[]`;
}

function objectType(schema: OpenAPIV3_1.SchemaObject, indent: string): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const inner = `${indent}  `;
  const others = typeof additionalProperties === "object" ? typeOf(additionalProperties, inner) : "Json";
  const isOpen =
    additionalProperties !== false &&
    (additionalProperties !== undefined || Object.keys(properties).length === 0);
  const names = Object.entries(properties);
  if (names.length === 0) return isOpen ? `Record<string, ${others}>` : "Record<string, never>";
  const lines = names.map(([name, one]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${inner}${key}${required.includes(name) ? "" : "?"}: ${typeOf(one, inner)};`;
  });
  if (isOpen) lines.push(`${inner}[key: string]: Json;`);
  return `{\n${lines.join("\n")}\n${indent}}`;
}

/** The document as a server that has just been started gives it. */
export async function apiDocument(): Promise<OpenAPIV3_1.Document> {
  using folder = makeTempFolder("api-types");
  const free = ["http", "mqtt", "mqtts", "mqtt-ws"].flatMap((name) => [
    [`${name}-host`, "127.0.0.1"],
    [`${name}-port`, "0"],
  ]);
  const loaded = await loadConfig({ flags: { data: folder.path, ...Object.fromEntries(free) }, env: {} });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  const app = await openApp(loaded.value.config);
  try {
    const port = app.listeners().find(({ name }) => name === "http")?.port;
    const answer = await fetch(`http://127.0.0.1:${port}${ROOT}/openapi.json`);
    return (await answer.json()) as OpenAPIV3_1.Document;
  } finally {
    await app.close();
  }
}

if (import.meta.main) {
  await Bun.write(TYPES_FILE, apiTypes(await apiDocument()));
  process.exit(0);
}
