// The OpenAPI 3.1 document, made from what the routes say about themselves. Loaded at its first request only.

import { type ConversionConfig, type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import { generateSpecs, loadVendor } from "hono-openapi";
import type { OpenAPIV3_1 } from "openapi-types";
import type { GenericSchema } from "valibot";
import type { Router } from "../actor.ts";
import { ProblemSchema } from "../problem.ts";
import type { WireShape } from "../schema.ts";
import { describeFailures } from "./operation.ts";

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

/** Throws when two routes share an operation id, or two shapes a name. */
export async function makeDocument(app: Router, version: string): Promise<OpenApiDocument> {
  // Every named schema so far: two rooms that give one name to two shapes are found out.
  const named: Schemas = {};
  loadVendor("valibot", {
    toOpenAPISchema: async (schema, context) => {
      const converted = convert(schema as unknown as GenericSchema, named);
      context.components.schemas = { ...named };
      return converted;
    },
  });
  convert(ProblemSchema, named);
  const generated = await generateSpecs(app, {
    defaultValidationErrorResponse: false,
    // A path that ends like a file's, `/tls/ca.pem`, is a route all the same.
    excludeStaticFile: false,
    documentation: {
      info: { title: "Gantry", version, description: DESCRIPTION },
      servers: [{ url: "/" }],
      components: {
        schemas: { ...named },
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: "gantry_session" },
          key: { type: "http", scheme: "bearer" },
        },
      },
    },
  });
  const document = generated as unknown as OpenApiDocument;
  const operations = operationsOf(document);
  document.tags = [...new Set(operations.flatMap(({ tags = [] }) => tags))].map((name) => ({ name }));
  for (const operation of operations) completeFailures(operation);
  requireUniqueIds(operations);
  return document;
}

export function operationsOf(document: OpenApiDocument): Operation[] {
  const items = Object.values(document.paths ?? {});
  return items.flatMap((item) => METHODS.flatMap((method) => item?.[method] ?? []));
}

/** What validators refuse is known only here, where a route's parameters and body have come together. */
function completeFailures(operation: Operation): void {
  const hasBody = operation.requestBody !== undefined;
  if (!hasBody && (operation.parameters ?? []).length === 0) return;
  const codes = hasBody
    ? (["invalid_request", "payload_too_large", "unsupported_media_type"] as const)
    : (["invalid_request"] as const);
  const known = operation.responses ?? {};
  for (const [status, response] of Object.entries(describeFailures(codes)) as [
    string,
    OpenAPIV3_1.ResponseObject,
  ][]) {
    const other = known[status];
    const texts = [
      response.description,
      other !== undefined && "description" in other ? other.description : undefined,
    ];
    known[status] = { ...response, description: texts.filter((text) => text !== undefined).join("\n\n") };
  }
  operation.responses = known;
}

function requireUniqueIds(operations: readonly Operation[]): void {
  const seen = new Set<string | undefined>();
  for (const { operationId } of operations) {
    if (seen.has(operationId)) throw new Error(`two routes are called ${operationId}`);
    seen.add(operationId);
  }
}

/** A valibot schema as JSON Schema; named ones go to `components` and are referred to. */
function convert(schema: GenericSchema, components: Schemas): OpenAPIV3_1.SchemaObject {
  const config: ConversionConfig = {
    target: "draft-2020-12",
    // Checks in code (`v.check`, transforms) have no JSON Schema; the rest is told all the same.
    errorMode: "ignore",
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    overrideSchema: ({ jsonSchema }) => typedDefault(jsonSchema),
    overrideAction({ valibotAction, jsonSchema }) {
      if (valibotAction.type !== "metadata") return undefined;
      const { ref, wire } = (valibotAction as unknown as { metadata: { ref?: string; wire?: WireShape } })
        .metadata;
      if (wire !== undefined) return withDescription(wire, jsonSchema);
      if (ref === undefined) return undefined;
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

/** Query values arrive as text, so their defaults are text too: shown as what they stand for. */
function typedDefault(jsonSchema: JsonSchema): JsonSchema | undefined {
  const { type, default: text } = jsonSchema;
  if (typeof text !== "string") return undefined;
  if (type === "integer" || type === "number") return { ...jsonSchema, default: Number(text) };
  return type === "boolean" ? { ...jsonSchema, default: text === "true" } : undefined;
}
