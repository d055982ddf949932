// What the server takes, read from its own OpenAPI document: forms ask there instead of repeating it.

import { queryOptions } from "@tanstack/react-query";
import { send } from "../../call.ts";

/** The part of JSON Schema that the server's document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

interface Operation {
  readonly operationId?: string;
  readonly requestBody?: {
    readonly content?: { readonly "application/json"?: { readonly schema?: Schema } };
  };
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export const apiDocumentQuery = () =>
  queryOptions({
    queryKey: ["openapi"],
    queryFn: async () => (await (await send("GET", "/openapi.json", {})).json()) as ApiDocument,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Follows a reference to `components`. */
export function resolve(document: ApiDocument, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  const { $ref: _, ...beside } = schema;
  return { ...document.components?.schemas?.[name], ...beside };
}

/** The body that an operation takes; undefined where the document has no such operation or it takes none. */
export function bodySchemaOf(document: ApiDocument, operationId: string): Schema | undefined {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) {
      if (operation.operationId !== operationId) continue;
      const schema = operation.requestBody?.content?.["application/json"]?.schema;
      return schema && resolve(document, schema);
    }
  }
  return undefined;
}

export interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
  /** True where null says "none". */
  readonly isNullable: boolean;
}

/** The fields of an object, `null` taken out of their types; those of `names`, in that order. */
export function fieldsOf(document: ApiDocument, schema: Schema, names?: readonly string[]): Field[] {
  const all = schema.properties ?? {};
  return (names ?? Object.keys(all)).flatMap((name) => {
    const given = all[name];
    if (given === undefined) return [];
    const whole = resolve(document, given);
    const choices = (whole.anyOf ?? []).map((one) => resolve(document, one));
    const rest = choices.filter((one) => one.type !== "null");
    const isNullable = rest.length < choices.length;
    const inner = isNullable && rest[0] !== undefined ? { ...rest[0], ...withoutChoices(whole) } : whole;
    return [{ name, schema: inner, isRequired: schema.required?.includes(name) ?? false, isNullable }];
  });
}

function withoutChoices({ anyOf: _, ...schema }: Schema): Schema {
  return schema;
}

export type FieldProblem =
  | { readonly key: "required" | "pattern" }
  | { readonly key: "short" | "long" | "low" | "high"; readonly limit: number };

/** What the schema has against a value; undefined when nothing. The server judges again, and more. */
export function problemOfField(
  { schema, isRequired, isNullable }: Field,
  value: unknown,
): FieldProblem | undefined {
  const isEmpty = value === undefined || value === null || value === "";
  if (isEmpty) return isRequired && !isNullable ? { key: "required" } : undefined;
  const { minLength, maxLength, minimum, maximum, pattern } = schema;
  if (typeof value === "string") {
    if (minLength !== undefined && value.length < minLength) return { key: "short", limit: minLength };
    if (maxLength !== undefined && value.length > maxLength) return { key: "long", limit: maxLength };
    if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) return { key: "pattern" };
  }
  if (typeof value === "number") {
    if (minimum !== undefined && value < minimum) return { key: "low", limit: minimum };
    if (maximum !== undefined && value > maximum) return { key: "high", limit: maximum };
  }
  return undefined;
}
