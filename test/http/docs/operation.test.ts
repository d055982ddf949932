import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { describeFailures, describeOperation, type RouteSpec } from "../../../src/http/docs/operation.ts";

const CONTENT = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };

describe("describeOperation", () => {
  test("open to anyone, without a body in the answer", () => {
    const spec = {
      id: "signOut",
      tag: "session",
      summary: "Sign out",
      allow: "anyone",
      status: 204,
    } as const;
    expect(describeOperation(spec)).toEqual({
      operationId: "signOut",
      tags: ["session"],
      summary: "Sign out",
      description: "Open to anyone.",
      security: [],
      "x-permission": { for: "anyone" },
      responses: {
        204: { description: "Done; no body" },
        429: {
          description: "`rate_limited`: Too many requests; try again in {retryAfterS} s.",
          content: CONTENT,
        },
      },
    });
  });

  test("what may be done at once is told beside what is taken", () => {
    const spec: RouteSpec = {
      ...({ id: "send", tag: "commands", summary: "Send", allow: "command", status: 202 } as const),
      ...{ atOnce: "Settled", returns: v.object({}) },
    };
    expect(describeOperation(spec).responses).toMatchObject({
      200: { description: "Settled", content: { "application/json": {} } },
      202: { description: "Success", content: { "application/json": {} } },
    });
  });

  test("a text body names its media types", () => {
    const spec = {
      id: "apply",
      tag: "apply",
      summary: "Apply",
      allow: "signed-in",
      textBody: ["application/yaml"],
    } as const;
    expect(describeOperation(spec)).toMatchObject({
      security: [{ session: [] }],
      requestBody: { required: true, content: { "application/yaml": { schema: { type: "string" } } } },
      responses: { 401: { content: CONTENT } },
    });
  });
});

describe("describeFailures", () => {
  test("one response per status, each code once, parameters shown by name", () => {
    expect(describeFailures(["not_found", "last_admin", "already_exists", "not_found"])).toEqual({
      404: { description: "`not_found`: {what} does not exist.", content: CONTENT },
      409: {
        description:
          "`last_admin`: {what} is the last administrator and must stay one.\n\n`already_exists`: {what} exists already.",
        content: CONTENT,
      },
    });
  });
});
