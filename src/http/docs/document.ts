// The OpenAPI 3.1 document, made from what the routes say about themselves. Loaded at its first request only.

import { type ConversionConfig, type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import { generateSpecs, loadVendor } from "hono-openapi";
import type { OpenAPIV3_1 } from "openapi-types";
import type { GenericSchema } from "valibot";
import type { ErrorCode } from "../../spine/error.ts";
import type { Router } from "../actor.ts";
import { ProblemSchema } from "../problem.ts";
import type { WireShape } from "../schema.ts";
import { describeFailures } from "./operation.ts";
import { joinVariants, SENT } from "./variants.ts";

export type OpenApiDocument = OpenAPIV3_1.Document;
type Schemas = NonNullable<OpenAPIV3_1.ComponentsObject["schemas"]>;
type Operation = OpenAPIV3_1.OperationObject;

const METHODS = ["get", "put", "post", "delete", "patch"] as const;

const DESCRIPTION = `Everything the pages of Gantry do, they do through this API.

Programs show a key: \`Authorization: Bearer gk-….secret\`. It may do what its actions and scopes say and no more.
People sign in with \`POST /openapi/v1/session\`; the answer sets a cookie. Requests that change something must come
from the same site or from no browser at all. Failures are RFC 9457 problems: switch on \`code\`, show \`detail\`,
which is in the language of Accept-Language or of the user. Lists come in pages: give \`nextCursor\` back as \`cursor\`.
Times are UTC milliseconds.`;

export interface DocumentOptions {
  readonly version: string;
  /** Bodies to show, by operation id. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

/** Throws when two routes share an operation id, or two shapes a name. */
export async function makeDocument(
  app: Router,
  { version, examples = {} }: DocumentOptions,
): Promise<OpenApiDocument> {
  // Every named schema so far: two rooms that give one name to two shapes are found out.
  const named: Schemas = {};
  loadVendor("valibot", {
    toOpenAPISchema: async (schema, context) => {
      const isAnswer = (context.options as ConversionConfig | undefined)?.typeMode === "output";
      const converted = convert(schema as unknown as GenericSchema, named, isAnswer ? "" : SENT);
      context.components.schemas = { ...named };
      return converted;
    },
  });
  convert(ProblemSchema, named, "");
  const generated = await generateSpecs(app, {
    defaultValidationErrorResponse: false,
    // A path that ends like a file's, `/tls/ca.pem`, is a route all the same.
    excludeStaticFile: false,
    documentation: {
      info: { title: "Gantry", version, description: DESCRIPTION },
      servers: [{ url: "/" }],
      components: {
        schemas: { ...named },
        parameters: { ...PARAMETERS },
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: "gantry_session" },
          key: { type: "http", scheme: "bearer" },
        },
      },
    },
  });
  const document = joinVariants(generated as unknown as OpenApiDocument);
  const operations = operationsOf(document);
  document.tags = [...new Set(operations.flatMap(({ tags = [] }) => tags))].map((name) => ({ name }));
  for (const item of Object.values(document.paths ?? {})) if (item !== undefined) addHeaders(item);
  for (const operation of operations) {
    completeFailures(operation);
    addExample(operation, examples[operation.operationId ?? ""]);
  }
  requireUniqueIds(operations);
  return document;
}

export function operationsOf(document: OpenApiDocument): Operation[] {
  const items = Object.values(document.paths ?? {});
  return items.flatMap((item) => METHODS.flatMap((method) => item?.[method] ?? []));
}

function addExample({ requestBody }: Operation, example: unknown): void {
  const isBody = requestBody !== undefined && "content" in requestBody;
  const content = isBody ? requestBody.content["application/json"] : undefined;
  if (content !== undefined && example !== undefined) content.example = example;
}

/** What all routes of a kind take beside their own: the choice of fields, keys of requests, conditions of edits. */
function addHeaders(item: OpenAPIV3_1.PathItemObject): void {
  const { get, post, put, patch, delete: remove } = item;
  if (get !== undefined && isJson(get)) addParameter(get, "Fields");
  if (post !== undefined && (post.security ?? []).length > 0) {
    addParameter(post, "IdempotencyKey");
    const codes = ["idempotency_running", "idempotency_unknown", "idempotency_mismatch"] as const;
    addFailures(post, codes);
  }
  if (get === undefined || !hasEtag(get)) return;
  for (const edit of [put, patch, remove]) {
    if (edit === undefined) continue;
    addParameter(edit, "IfMatch");
    addFailures(edit, ["changed_meanwhile"]);
  }
}

const text = { type: "string" } as const;
const PARAMETERS = {
  Fields: {
    ...{ name: "fields", in: "query", schema: text, example: "name,createdAt" },
    description: "Only these fields, of each item where the answer is a page; names with commas between them",
  },
  IdempotencyKey: {
    ...{ name: "Idempotency-Key", in: "header", schema: { ...text, maxLength: 255 } },
    description:
      "Sent again under the same key within 24 hours, the request is not carried out again and gets the first " +
      "answer, with `Idempotency-Replayed: true`; only success is kept",
  },
  IfMatch: {
    ...{ name: "If-Match", in: "header", schema: text },
    description: "The ETag of a GET: refused when what it gave has been changed since",
  },
} as const;

function addParameter(operation: Operation, name: keyof typeof PARAMETERS): void {
  operation.parameters = [...(operation.parameters ?? []), { $ref: `#/components/parameters/${name}` }];
}

function successOf({ responses }: Operation): OpenAPIV3_1.ResponseObject | undefined {
  const response = responses?.[200];
  return response !== undefined && !("$ref" in response) ? response : undefined;
}

function isJson(operation: Operation): boolean {
  return successOf(operation)?.content?.["application/json"]?.schema !== undefined;
}

function hasEtag(operation: Operation): boolean {
  return successOf(operation)?.headers?.ETag !== undefined;
}

function addFailures(operation: Operation, codes: readonly ErrorCode[]): void {
  const known = operation.responses ?? {};
  const failures = Object.entries(describeFailures(codes)) as [string, OpenAPIV3_1.ResponseObject][];
  for (const [status, response] of failures) {
    const other = known[status];
    const texts = [
      response.description,
      other !== undefined && "description" in other ? other.description : undefined,
    ];
    known[status] = { ...response, description: texts.filter((part) => part !== undefined).join("\n\n") };
  }
  operation.responses = known;
}

/** What validators refuse is known only here, where a route's parameters and body have come together. */
function completeFailures(operation: Operation): void {
  const hasBody = operation.requestBody !== undefined;
  if (!hasBody && (operation.parameters ?? []).length === 0) return;
  const codes = hasBody
    ? (["invalid_request", "payload_too_large", "unsupported_media_type"] as const)
    : (["invalid_request"] as const);
  addFailures(operation, codes);
}

function requireUniqueIds(operations: readonly Operation[]): void {
  const seen = new Set<string | undefined>();
  for (const { operationId } of operations) {
    if (seen.has(operationId)) throw new Error(`two routes are called ${operationId}`);
    seen.add(operationId);
  }
}

/**
 * A valibot schema as JSON Schema; named ones go to `components` under their name with `suffix`, and are referred to.
 * What is sent may leave out what has a default, what is answered has it.
 */
function convert(
  schema: GenericSchema,
  components: Schemas,
  suffix: typeof SENT | "",
): OpenAPIV3_1.SchemaObject {
  const config: ConversionConfig = {
    target: "draft-2020-12",
    typeMode: suffix === SENT ? "ignore" : "output",
    // Checks in code (`v.check`, transforms) have no JSON Schema; the rest is told all the same.
    errorMode: "ignore",
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      suffix === SENT ? typedDefault(jsonSchema) : filledIn(valibotSchema, jsonSchema),
    overrideAction({ valibotAction, jsonSchema }) {
      if (valibotAction.type !== "metadata") return undefined;
      const { ref: name, wire } = (
        valibotAction as unknown as { metadata: { ref?: string; wire?: WireShape } }
      ).metadata;
      if (wire !== undefined) return withDescription(wire, jsonSchema);
      if (name === undefined) return undefined;
      const ref = name + suffix;
      // The library copies metadata into the schema; the name is ours and no keyword.
      Reflect.deleteProperty(jsonSchema, "ref");
      const known = components[ref];
      if (known !== undefined && !Bun.deepEquals(known, jsonSchema))
        throw new Error(`two shapes are called ${ref}`);
      components[ref] = jsonSchema as OpenAPIV3_1.SchemaObject;
      return { $ref: `#/components/schemas/${ref}` };
    },
  };
  const { $schema, ...converted } = toJsonSchema(schema, config);
  return converted as OpenAPIV3_1.SchemaObject;
}

function withDescription(wire: WireShape, { description }: JsonSchema): JsonSchema {
  return { ...wire, ...(description === undefined ? {} : { description }) };
}

/** What has a default is there in each answer. */
function filledIn(schema: unknown, jsonSchema: JsonSchema): JsonSchema | undefined {
  const { entries } = schema as { entries?: Readonly<Record<string, { readonly default?: unknown }>> };
  if (entries === undefined) return undefined;
  const filled = Object.entries(entries).flatMap(([name, entry]) =>
    entry.default === undefined ? [] : [name],
  );
  if (filled.length === 0) return undefined;
  return { ...jsonSchema, required: [...new Set([...(jsonSchema.required ?? []), ...filled])] };
}

/** Query values arrive as text, so their defaults are text too: shown as what they stand for. */
function typedDefault(jsonSchema: JsonSchema): JsonSchema | undefined {
  const { type, default: text } = jsonSchema;
  if (typeof text !== "string") return undefined;
  if (type === "integer" || type === "number") return { ...jsonSchema, default: Number(text) };
  return type === "boolean" ? { ...jsonSchema, default: text === "true" } : undefined;
}
