import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { makeDocument, operationsOf } from "../../../src/http/docs/document.ts";
import { makeRouter, named, route } from "../../../src/http/http.ts";
import { makeSampleApi } from "../sample-api.ts";
import { brokenRefs } from "./broken-refs.ts";

describe("makeDocument", () => {
  test("every route is described once, and every reference resolves", async () => {
    const { app } = makeSampleApi();
    const document = await makeDocument(app, { version: "1.2.3" });
    expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Gantry", version: "1.2.3" } });
    const ids = operationsOf(document).map((operation) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain("makeThing");
    expect(ids).toHaveLength(11);
    expect(brokenRefs(document)).toEqual([]);
    expect(Object.keys(document.components?.schemas ?? {})).toEqual(["Problem", "Thing"]);
    expect(document.components?.schemas?.Thing).toEqual({
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"],
    });
    expect(document.components?.securitySchemes).toEqual({
      key: { type: "http", scheme: "bearer" },
      session: { type: "apiKey", in: "cookie", name: "gantry_session" },
      signature: {
        ...{ type: "apiKey", in: "header", name: "Signature" },
        description: "With Signature-Input: RFC 9421, `hmac-sha256` by the signing key of an API key",
      },
    });
  });

  test("one operation, whole", async () => {
    const { app } = makeSampleApi();
    const document = await makeDocument(app, { version: "1" });
    const { responses, ...operation } = document.paths?.["/openapi/v1/things/{id}"]?.post ?? {};
    expect(operation).toEqual({
      operationId: "makeThing",
      tags: ["devices"],
      summary: "A thing",
      description: "Needs the permission `manage` in the area `devices`.",
      security: [{ session: [] }, { key: [] }, { signature: [] }],
      "x-permission": { area: "devices", action: "manage" },
      parameters: [
        { in: "path", name: "id", required: true, schema: { type: "string", maxLength: 3 } },
        { $ref: "#/components/parameters/IdempotencyKey" },
      ],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: {
              type: "object",
              additionalProperties: false,
              required: ["name"],
              properties: { name: { type: "string" }, secret: { type: "string", enum: ["a", "b"] } },
            },
          },
        },
      },
    });
    expect(Object.keys(responses ?? {})).toEqual([
      "201",
      "400",
      "401",
      "403",
      "409",
      "413",
      "415",
      "422",
      "429",
    ]);
    expect(responses?.["201"]).toEqual({
      description: "Created",
      content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
    });
    const conflict = responses?.["409"] as { description: string };
    expect(
      conflict.description
        .split("\n\n")
        .map((line) => line.split(":")[0])
        .sort(),
    ).toEqual(["`already_exists`", "`idempotency_running`", "`idempotency_unknown`"]);
    expect(conflict).toMatchObject({
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    });
  });

  test("text from URLs is shown as what it stands for", async () => {
    const { app } = makeSampleApi();
    const document = await makeDocument(app, { version: "1" });
    expect(document.paths?.["/openapi/v1/things"]?.get?.parameters).toEqual([
      { in: "query", name: "limit", schema: { type: "integer", minimum: 1, maximum: 200, default: 50 } },
      { in: "query", name: "cursor", schema: { type: "string", maxLength: 512 } },
      { $ref: "#/components/parameters/Fields" },
    ]);
  });

  test("one name for two shapes or two routes is refused", async () => {
    const shapes = makeRouter();
    const described = { tag: "ops", summary: "s", allow: "anyone" } as const;
    const one = named("Twin", v.object({ a: v.string() }));
    const other = named("Twin", v.object({ b: v.string() }));
    shapes.get("/a", route({ ...described, id: "a", returns: one }), (c) => c.text(""));
    shapes.get("/b", route({ ...described, id: "b", returns: other }), (c) => c.text(""));
    await expect(makeDocument(shapes, { version: "1" })).rejects.toThrow("two shapes are called Twin");
    const routes = makeRouter();
    routes.get("/a", route({ ...described, id: "same" }), (c) => c.text(""));
    routes.get("/b", route({ ...described, id: "same" }), (c) => c.text(""));
    await expect(makeDocument(routes, { version: "1" })).rejects.toThrow("two routes are called same");
  });
});
