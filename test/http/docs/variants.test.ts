import { expect, test } from "bun:test";
import type { OpenAPIV3_1 } from "openapi-types";
import { joinVariants } from "../../../src/http/docs/variants.ts";

type Schemas = NonNullable<OpenAPIV3_1.ComponentsObject["schemas"]>;

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: Readonly<Record<string, object>>, required: string[] = []) => ({
  type: "object" as const,
  properties,
  required,
});
const documentOf = (schemas: Schemas, body: object): OpenAPIV3_1.Document => ({
  ...{ openapi: "3.1.0", info: { title: "t", version: "1" } },
  components: { schemas },
  paths: {
    "/a": {
      put: {
        requestBody: { content: { "application/json": { schema: body } } },
        responses: { 200: { description: "", content: { "application/json": { schema: refTo("Outer") } } } },
      },
    },
  },
});
const joined = (schemas: Schemas, body: object) => {
  const { components, paths } = joinVariants(documentOf(schemas, body));
  return { schemas: components?.schemas, put: paths?.["/a"]?.put };
};
const bodyOf = ({ put }: ReturnType<typeof joined>) =>
  put?.requestBody && "content" in put.requestBody
    ? put.requestBody.content["application/json"]?.schema
    : undefined;

test("what is sent as it is answered, and what is only sent, has the plain name", () => {
  const one = joined(
    {
      Outer: object({ inner: refTo("Inner") }),
      OuterInput: object({ inner: refTo("InnerInput") }),
      Inner: object({ a: { type: "string" } }),
      InnerInput: object({ a: { type: "string" } }),
      OnlyInput: object({ inner: refTo("InnerInput") }),
    },
    object({ a: refTo("OuterInput"), b: refTo("OnlyInput") }),
  );
  expect(one.schemas).toEqual({
    Outer: object({ inner: refTo("Inner") }),
    Inner: object({ a: { type: "string" } }),
    Only: object({ inner: refTo("Inner") }),
  });
  expect(bodyOf(one)).toEqual(object({ a: refTo("Outer"), b: refTo("Only") }));
});

test("what differs has two names, and so has what refers to it", () => {
  const schemas: Schemas = {
    Outer: object({ inner: refTo("Inner") }),
    OuterInput: object({ inner: refTo("InnerInput") }),
    Inner: object({ a: { type: "string" } }, ["a"]),
    InnerInput: object({ a: { type: "string" } }),
  };
  const one = joined(schemas, refTo("OuterInput"));
  expect(one.schemas).toEqual(schemas);
  expect(bodyOf(one)).toEqual(refTo("OuterInput"));
});

test("shapes that refer to themselves are one where nothing differs", () => {
  const tree = (name: string) => object({ children: { type: "array", items: refTo(name) } });
  const one = joined({ Outer: tree("Outer"), OuterInput: tree("OuterInput") }, refTo("OuterInput"));
  expect(one.schemas).toEqual({ Outer: tree("Outer") });
});
