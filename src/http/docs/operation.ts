// One route's spec, and the same as an OpenAPI operation: who may call, what comes back, and each code it can fail with.

import { type DescribeRouteOptions, resolver } from "hono-openapi";
import type { GenericSchema } from "valibot";
import { describeError, ERRORS, type ErrorCode } from "../../spine/error.ts";
import type { Area } from "../../spine/permission.ts";
import type { Tagged } from "../answer/etag.ts";
import type { Allow, ReachRule } from "../permission/admission.ts";

export interface RouteSpec {
  /** Unique verb and noun, `listProducts`: the operationId that generated clients turn into a method. */
  readonly id: string;
  /** The area: what it holds is permitted together. */
  readonly tag: Area;
  readonly summary: string;
  readonly description?: string;
  readonly allow: Allow;
  /** How a narrow reach is held against it: `path` where the path names a product, else `all`. */
  readonly reach?: ReachRule;
  /** Status of success; 200 unless given. */
  readonly status?: 200 | 201 | 202 | 204 | 302;
  /** When it answers 200 with the same body, where `status` is another. */
  readonly atOnce?: string;
  /** Body of success; absent for 204 and 302. */
  readonly returns?: GenericSchema;
  /** Media type of success; `application/json` unless given. */
  readonly media?: string;
  /** Codes it can fail with, beside those that follow from `allow` and from its validators. */
  readonly errors?: readonly ErrorCode[];
  /** Largest body accepted, bytes; 1 MiB unless given. */
  readonly bodyBytes?: number;
  /** The answer carries an ETag, and edits of the same path obey If-Match. */
  readonly etag?: Tagged;
  /** What it is sent or answers is a secret that is kept nowhere: an answer to be given again is not, either. */
  readonly isSecret?: boolean;
  /** The route judges If-Match by itself. */
  readonly judgesIfMatch?: boolean;
  /** Media types of a body that is read as text (`c.req.text()`) rather than through `body(...)`. */
  readonly textBody?: readonly string[];
}

type Responses = NonNullable<DescribeRouteOptions["responses"]>;

export const PROBLEM_MEDIA = "application/problem+json";

/** An operation that says to programs too what it takes. */
type PermittedOperation = DescribeRouteOptions & { readonly "x-permission": ReturnType<typeof permissionOf> };

/** Converted only when the document is asked for. */
export function describeOperation(spec: RouteSpec): PermittedOperation {
  const { id, tag, summary, allow, textBody } = spec;
  const description = [spec.description, sayWho(spec)].filter((part) => part !== undefined).join("\n\n");
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === "" ? {} : { description }),
    security: securityOf(allow),
    "x-permission": permissionOf(spec),
    responses: { ...describeSuccess(spec), ...describeFailures(codesOf(spec)) },
    ...(textBody === undefined ? {} : { requestBody: describeText(textBody) }),
  };
}

const REACH_TEXTS: Readonly<Record<ReachRule, string>> = {
  all: "Not open to who reaches only a part of the devices.",
  path: "What the path names must be within reach.",
  touches: "Some part of what the path names must be within reach.",
  filtered: "Shows and changes only what is within reach.",
};

/** What the guard asks, for programs; `reach` as ReachRule, told where it is not the usual one. */
function permissionOf({ allow, tag: area, reach }: RouteSpec) {
  if (allow === "anyone" || allow === "signed-in") return { for: allow };
  return { area, action: allow, ...(reach === undefined ? {} : { reach }) };
}

function securityOf(allow: Allow): Record<string, string[]>[] {
  if (allow === "anyone") return [];
  return allow === "signed-in" ? [{ session: [] }] : [{ session: [] }, { key: [] }];
}

function sayWho({ allow, tag, reach }: RouteSpec): string | undefined {
  if (allow === "anyone") return "Open to anyone.";
  if (allow === "signed-in") return "For people who are signed in, not for keys.";
  const where = reach === undefined ? "" : ` ${REACH_TEXTS[reach]}`;
  return `Needs the permission \`${allow}\` in the area \`${tag}\`.${where}`;
}

function codesOf({ allow, errors = [] }: RouteSpec): ErrorCode[] {
  return [...codesOfGuard(allow), ...errors, "rate_limited"];
}

function codesOfGuard(allow: RouteSpec["allow"]): ErrorCode[] {
  if (allow === "anyone") return [];
  return allow === "signed-in"
    ? ["unauthenticated", "persons_only"]
    : ["unauthenticated", "password_change_required", "forbidden", "out_of_scope"];
}

/** Of what is answered, defaults are filled in and texts are what they were turned into. */
const ANSWERED = { typeMode: "output" } as const;

function describeSuccess(spec: RouteSpec): Responses {
  const { status = 200, returns, media = "application/json", etag, atOnce } = spec;
  if (status === 204) return { 204: { description: "Done; no body" } };
  if (status === 302) return { 302: { description: "Leads on to another address; no body" } };
  const schema = returns === undefined ? {} : { schema: resolver(returns, { options: ANSWERED }) };
  const description = status === 201 ? "Created" : "Success";
  const headers = { ETag: { description: "For If-Match of an edit", schema: { type: "string" as const } } };
  const content = { [media]: schema };
  return {
    ...(atOnce !== undefined && { 200: { description: atOnce, content } }),
    [status]: { description, content, ...(etag !== undefined && { headers }) },
  };
}

/** One response per status; its description lists the codes and their texts. */
export function describeFailures(codes: readonly ErrorCode[]): Responses {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set(codes)) {
    const { http } = ERRORS[code];
    const params = Object.fromEntries(
      [...ERRORS[code].en.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, `{${name}}`]),
    );
    const line = `\`${code}\`: ${describeError(code, params, "en")}`;
    byStatus.set(http, [...(byStatus.get(http) ?? []), line]);
  }
  const content = { [PROBLEM_MEDIA]: { schema: { $ref: "#/components/schemas/Problem" } } };
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [status, { description: lines.join("\n\n"), content }]),
  );
}

function describeText(media: readonly string[]) {
  return {
    required: true,
    content: Object.fromEntries(media.map((type) => [type, { schema: { type: "string" as const } }])),
  };
}
