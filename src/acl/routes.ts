// /acl: the rules, their order, and a test of what they say.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of patterns are written so.

import * as v from "valibot";
import {
  type Audit,
  actorOf,
  body,
  integerText,
  makeRouter,
  named,
  params,
  type Router,
  route,
} from "../http/http.ts";
import { AppError } from "../spine/error.ts";
import type { Acl } from "./acl.ts";
import { faultOfPattern, PATTERN_LENGTH_MAX } from "./pattern.ts";
import { ACTIONS, EFFECTS, type Rule, type RuleDraft, SUBJECT_KINDS } from "./rule.ts";

export interface AclRoutesDeps {
  readonly acl: Acl;
  readonly audit: Audit;
  /** Role of a user that may sign in; undefined when there is none of the name. */
  readonly roleOf: (username: string) => string | undefined;
  /** Whether there is such a role. */
  readonly isRole: (role: string) => boolean;
  /** Id of a key by its id or name. */
  readonly keyIdOf: (idOrName: string) => string | undefined;
  /** Whether a topic or filter is a device's own, which no rule takes from it; undefined for an unknown device. */
  readonly isOwn: (
    device: { readonly productKey: string; readonly deviceName: string },
    action: "publish" | "subscribe",
    topic: string,
  ) => boolean | undefined;
}

const Pattern = v.pipe(
  v.string(),
  v.maxLength(PATTERN_LENGTH_MAX),
  v.check(
    (pattern) => faultOfPattern(pattern) === undefined,
    ({ input }) => faultOfPattern(input) ?? "",
  ),
  v.description(
    "Topic filter with `+` and `#`; `${clientId}`, `${username}`, `${productKey}`, `${deviceName}`",
  ),
);
const QosSchema = v.picklist([0, 1, 2]);
const SubjectName = v.pipe(
  v.string(),
  v.maxLength(200),
  v.description(
    "User name, role, key id (or name, which becomes the id), product key, or `{productKey}/{deviceName}`; empty for everyone, which is devices too",
  ),
);
const RULE_FIELDS = {
  effect: v.picklist(EFFECTS),
  subjectKind: v.picklist(SUBJECT_KINDS),
  subjectName: SubjectName,
  action: v.picklist(ACTIONS),
  pattern: Pattern,
  maxQos: v.pipe(QosSchema, v.description("Of a rule that allows")),
  isRetainAllowed: v.pipe(v.boolean(), v.description("Of a rule that allows: publish with the retain flag")),
  notes: v.pipe(v.string(), v.maxLength(500)),
};
const RuleJson = named("AccessRule", v.object({ id: v.number(), ...RULE_FIELDS }));
const RuleList = v.object({ items: v.array(RuleJson) });
const NewRule = named(
  "NewAccessRule",
  v.pipe(
    v.strictObject({
      ...RULE_FIELDS,
      subjectName: v.optional(SubjectName, ""),
      maxQos: v.optional(RULE_FIELDS.maxQos, 2),
      isRetainAllowed: v.optional(RULE_FIELDS.isRetainAllowed, true),
      notes: v.optional(RULE_FIELDS.notes, ""),
    }),
    v.examples([
      {
        effect: "allow",
        subjectKind: "key",
        subjectName: "gk-7h2m4kd9x3qa",
        action: "subscribe",
        pattern: "/sys/pump/+/thing/event/property/post",
        maxQos: 1,
        isRetainAllowed: false,
        notes: "",
      },
    ]),
  ),
);
const RuleChange = named("AccessRuleChange", v.partial(v.strictObject(RULE_FIELDS)));
const RuleOrder = v.strictObject({ ids: v.pipe(v.array(v.number()), v.maxLength(10_000)) });
const RuleId = v.object({ id: integerText(1, Number.MAX_SAFE_INTEGER) });

const Question = named(
  "AccessQuestion",
  v.pipe(
    v.strictObject({
      subjectKind: v.picklist(["user", "key", "device"]),
      subjectName: v.pipe(v.string(), v.nonEmpty(), v.maxLength(200)),
      clientId: v.optional(v.pipe(v.string(), v.maxLength(256)), ""),
      action: v.picklist(["publish", "subscribe"]),
      topic: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_024)),
    }),
    v.examples([
      { subjectKind: "user", subjectName: "li.wei", clientId: "", action: "subscribe", topic: "#" },
    ]),
  ),
);
const Answer = named(
  "AccessAnswer",
  v.object({
    isAllowed: v.boolean(),
    decidedBy: v.pipe(
      v.picklist(["rule", "own", "default"]),
      v.description("`own`: a topic of the device itself, which no rule takes from it"),
    ),
    rule: v.nullable(RuleJson),
    maxQos: QosSchema,
    isRetainAllowed: v.boolean(),
  }),
);

const ACL = { tag: "mqtt", allow: "admin" } as const;

/** The room's routes, to be mounted under the API. */
export function aclRoutes(deps: AclRoutesDeps): Router {
  const api = makeRouter();
  addListRoutes(api, deps);
  addRuleRoutes(api, deps);
  addCheck(api, deps);
  return api;
}

function addListRoutes(api: Router, { acl, audit }: AclRoutesDeps): void {
  api.get(
    "/acl/rules",
    route({
      ...ACL,
      id: "listAccessRules",
      summary: "Who may publish and subscribe where, in the order in which it is decided",
      description:
        "The first rule that is about a client and takes in the topic decides. Without one, users may do what " +
        "their built-in role says, roles that were made and API keys nothing, and devices use their own topics, which no rule takes from them.",
      returns: RuleList,
    }),
    (c) => c.json({ items: [...acl.list()] }),
  );
  api.put(
    "/acl/order",
    route({
      ...ACL,
      id: "orderAccessRules",
      summary: "Put the rules in another order",
      returns: RuleList,
      errors: ["rules_changed"],
    }),
    body(RuleOrder),
    (c) => {
      const before = acl.list().map(({ id }) => id);
      const rules = acl.reorder(c.req.valid("json").ids);
      audit(actorOf(c), { action: "acl.order", target: "acl", before, after: rules.map(({ id }) => id) });
      return c.json({ items: [...rules] });
    },
  );
}

/** Rules are about key ids; who writes the key's name, which is also a login's user name, means the same key. */
function withKeyId<T extends Partial<RuleDraft>>(draft: T, kind: string, { keyIdOf }: AclRoutesDeps): T {
  if (kind !== "key" || draft.subjectName === undefined) return draft;
  return { ...draft, subjectName: keyIdOf(draft.subjectName) ?? draft.subjectName };
}

function addRuleRoutes(api: Router, deps: AclRoutesDeps): void {
  const { acl, audit } = deps;
  api.post(
    "/acl/rules",
    route({
      ...ACL,
      id: "createAccessRule",
      summary: "Add a rule behind the others",
      status: 201,
      returns: RuleJson,
      errors: ["too_many_rules", "rule_subject"],
    }),
    body(NewRule),
    (c) => {
      const draft = c.req.valid("json");
      const rule = acl.create(requireSubject(withKeyId(draft, draft.subjectKind, deps), deps.isRole));
      audit(actorOf(c), { action: "acl.create", target: targetOf(rule), after: rule });
      return c.json(rule, 201);
    },
  );
  api.get(
    "/acl/rules/:id",
    route({
      ...ACL,
      id: "getAccessRule",
      summary: "One rule",
      returns: RuleJson,
      etag: { except: [] },
      errors: ["not_found"],
    }),
    params(RuleId),
    (c) => c.json(acl.get(c.req.valid("param").id)),
  );
  api.patch(
    "/acl/rules/:id",
    route({
      ...ACL,
      id: "updateAccessRule",
      summary: "Change a rule; open sessions are held against it at once",
      returns: RuleJson,
      errors: ["not_found", "rule_subject"],
    }),
    params(RuleId),
    body(RuleChange),
    (c) => {
      const { id } = c.req.valid("param");
      const before = acl.get(id);
      const change = withoutUndefined(c.req.valid("json"));
      const patch = withKeyId(change, change.subjectKind ?? before.subjectKind, deps);
      requireSubject({ ...before, ...patch }, deps.isRole);
      const after = acl.update(id, patch);
      audit(actorOf(c), { action: "acl.update", target: targetOf(after), before, after });
      return c.json(after);
    },
  );
  api.delete(
    "/acl/rules/:id",
    route({ ...ACL, id: "deleteAccessRule", summary: "Remove a rule", status: 204, errors: ["not_found"] }),
    params(RuleId),
    (c) => {
      const before = acl.get(c.req.valid("param").id);
      acl.remove(before.id);
      audit(actorOf(c), { action: "acl.delete", target: targetOf(before), before });
      return c.body(null, 204);
    },
  );
}

function addCheck(api: Router, deps: AclRoutesDeps): void {
  api.post(
    "/acl/check",
    route({
      ...ACL,
      id: "checkAccess",
      summary: "Whether a user, key or device may publish or subscribe, and which rule says so",
      returns: Answer,
      errors: ["not_found"],
    }),
    body(Question),
    (c) => c.json(answer(deps, c.req.valid("json"))),
  );
}

function answer(
  deps: AclRoutesDeps,
  { subjectKind, subjectName, clientId, action, topic }: v.InferOutput<typeof Question>,
): v.InferOutput<typeof Answer> {
  const what = `${subjectKind} ${subjectName}`;
  const subject = subjectOf(deps, { kind: subjectKind, name: subjectName, clientId });
  if (subject === undefined) throw new AppError("not_found", { what });
  const filter = action === "subscribe" ? topic.replace(/^\$share\/[^/]+\//, "") : topic;
  if (subject.kind === "device") {
    const isOwn = deps.isOwn(subject, action, filter);
    if (isOwn === undefined) throw new AppError("not_found", { what });
    if (isOwn) return { isAllowed: true, decidedBy: "own", rule: null, maxQos: 2, isRetainAllowed: true };
  }
  const { ruleId, ...verdict } = deps.acl.accessOf(subject)[action](filter);
  const rule = ruleId === undefined ? null : deps.acl.get(ruleId);
  return { ...verdict, decidedBy: rule === null ? "default" : "rule", rule };
}

function subjectOf(
  deps: AclRoutesDeps,
  asked: { kind: "user" | "key" | "device"; name: string; clientId: string },
) {
  const { kind, name, clientId } = asked;
  if (kind === "user") {
    const role = deps.roleOf(name);
    return role === undefined ? undefined : { kind, username: name, role, clientId };
  }
  if (kind === "key") {
    const keyId = deps.keyIdOf(name);
    return keyId === undefined ? undefined : { kind, keyId, clientId };
  }
  const [productKey = "", deviceName = ""] = name.split("/", 2);
  return { kind, productKey, deviceName, clientId };
}

/** Throws AppError `rule_subject` when the name is missing, or is none of its kind. */
function requireSubject<D extends RuleDraft>(draft: D, isRole: AclRoutesDeps["isRole"]): D {
  const { subjectKind, subjectName } = draft;
  const isGood =
    subjectKind === "everyone"
      ? subjectName === ""
      : subjectKind === "role"
        ? isRole(subjectName)
        : subjectKind === "device"
          ? /^[^/]+\/[^/]+$/.test(subjectName)
          : subjectName !== "";
  if (!isGood) throw new AppError("rule_subject", { kind: subjectKind, name: subjectName });
  return draft;
}

function targetOf({ effect, subjectKind, subjectName, pattern }: Rule): string {
  return `${effect} ${subjectName === "" ? subjectKind : `${subjectKind} ${subjectName}`}: ${pattern}`;
}

function withoutUndefined(change: v.InferOutput<typeof RuleChange>): Partial<RuleDraft> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
