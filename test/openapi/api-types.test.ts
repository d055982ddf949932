// The types of the pages' calls are those of the API: made anew, they are what is committed.

import { expect, setDefaultTimeout, test } from "bun:test";
import { apiDocument, apiTypes, TYPES_FILE } from "../../scripts/api-types.ts";

setDefaultTimeout(60_000);

test("web/src/api.gen.ts is that of this API (else: bun scripts/api-types.ts)", async () => {
  const made = apiTypes(await apiDocument()).split("\n");
  const committed = (await Bun.file(TYPES_FILE).text()).split("\n");
  const at = made.findIndex((line, index) => line !== committed[index]);
  expect([at, made[at], committed[at]]).toEqual([-1, undefined, undefined]);
  expect(made.length).toBe(committed.length);
});

test("schemas as the document has them", () => {
  const answer = (schema: object) => ({
    200: { description: "", content: { "application/json": { schema } } },
  });
  const types = apiTypes({
    ...{ openapi: "3.1.0", info: { title: "t", version: "1" } },
    components: { schemas: { Kind: { enum: ["a", "b"] }, Free: { type: "object" } } },
    paths: {
      "/openapi/v1/things/{id}/parts/{part}": {
        get: {
          responses: answer({ type: "array", items: { anyOf: [{ type: "integer" }, { type: "null" }] } }),
        },
        put: {
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  properties: { kind: { $ref: "#/components/schemas/Kind" }, "a-b": {} },
                  required: ["kind"],
                  additionalProperties: false,
                },
              },
            },
          },
          responses: { 204: { description: "Done" } },
        },
      },
    },
  });
  expect(types).toEndWith(`export type Free = Record<string, Json>;

export type Kind = "a" | "b";

export interface Routes {
  "/things/{}/parts/{}": {
    GET: { body: never; answer: (number | null)[] };
    PUT: { body: {
      kind: Kind;
      "a-b"?: Json;
    }; answer: undefined };
  };
}
`);
});
