// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of patterns are written so.
import { describe, expect, test } from "bun:test";
import { makeAccess } from "../../src/acl/access.ts";
import type { AccessSubject, Rule } from "../../src/acl/rule.ts";

const SUBJECTS = {
  admin: { kind: "user", username: "Anna", role: "admin", clientId: "c1" },
  developer: { kind: "user", username: "dev", role: "developer", clientId: "c1" },
  operator: { kind: "user", username: "op", role: "operator", clientId: "c1" },
  key: { kind: "key", keyId: "gk-1", clientId: "c1" },
  device: { kind: "device", productKey: "pk", deviceName: "dn", clientId: "c1" },
} as const satisfies Record<string, AccessSubject>;

function rule(id: number, fields: Partial<Rule>): Rule {
  return {
    id,
    effect: "allow",
    subjectKind: "everyone",
    subjectName: "",
    action: "both",
    pattern: "#",
    maxQos: 2,
    isRetainAllowed: true,
    notes: "",
    ...fields,
  };
}

const mayPublish = (rules: Rule[], subject: AccessSubject, topic: string) =>
  makeAccess(rules, subject).publish(topic).isAllowed;
const maySubscribe = (rules: Rule[], subject: AccessSubject, filter: string) =>
  makeAccess(rules, subject).subscribe(filter).isAllowed;

test("defaults follow the role; keys and devices have none", () => {
  const seen = Object.fromEntries(
    Object.entries(SUBJECTS).map(([name, subject]) => [
      name,
      [
        mayPublish([], subject, "a/b"),
        maySubscribe([], subject, "#"),
        maySubscribe([], subject, "$SYS/#"),
        maySubscribe([], subject, "$sys/p/d/#"),
      ],
    ]),
  );
  expect(seen).toEqual({
    admin: [true, true, true, true],
    developer: [true, true, false, true],
    operator: [false, true, false, true],
    key: [false, false, false, false],
    device: [false, false, false, false],
  });
});

describe("the first rule that takes in the topic decides", () => {
  test("in order, by subject and action", () => {
    const rules = [
      rule(1, { effect: "deny", action: "publish", pattern: "plant/stop" }),
      rule(2, {
        subjectKind: "key",
        subjectName: "gk-1",
        pattern: "plant/#",
        maxQos: 1,
        isRetainAllowed: false,
      }),
      rule(3, { subjectKind: "user", subjectName: "anna", effect: "deny", pattern: "plant/+" }),
      rule(4, { subjectKind: "product", subjectName: "pk", pattern: "shared/${deviceName}" }),
      rule(5, { subjectKind: "device", subjectName: "pk/dn", pattern: "only/it" }),
      rule(6, { subjectKind: "role", subjectName: "operator", action: "publish", pattern: "op/${clientId}" }),
    ];
    expect(makeAccess(rules, SUBJECTS.key).publish("plant/go")).toEqual({
      isAllowed: true,
      maxQos: 1,
      isRetainAllowed: false,
      ruleId: 2,
    });
    expect(makeAccess(rules, SUBJECTS.key).publish("plant/stop")).toEqual({
      isAllowed: false,
      maxQos: 0,
      isRetainAllowed: false,
      ruleId: 1,
    });
    expect(mayPublish(rules, SUBJECTS.admin, "plant/x")).toBe(false);
    expect(mayPublish(rules, SUBJECTS.admin, "plant/x/y")).toBe(true);
    expect(mayPublish(rules, SUBJECTS.device, "shared/dn")).toBe(true);
    expect(mayPublish(rules, SUBJECTS.device, "shared/other")).toBe(false);
    expect(maySubscribe(rules, SUBJECTS.device, "only/it")).toBe(true);
    expect(mayPublish(rules, SUBJECTS.operator, "op/c1")).toBe(true);
    expect(mayPublish(rules, SUBJECTS.operator, "op/c2")).toBe(false);
  });

  test("a filter must be allowed as a whole, and is denied for any part", () => {
    const allowed = [rule(1, { subjectKind: "key", subjectName: "gk-1", pattern: "a/+/c" })];
    const seen = ["a/b/c", "a/+/c", "a/#", "#", "+/b/c", "+/+/+", "$SYS/#"].map((filter) => [
      filter,
      maySubscribe(allowed, SUBJECTS.key, filter),
    ]);
    expect(seen).toEqual([
      ["a/b/c", true],
      ["a/+/c", true],
      ["a/#", false],
      ["#", false],
      ["+/b/c", false],
      ["+/+/+", false],
      ["$SYS/#", false],
    ]);
    const denied = [rule(1, { effect: "deny", pattern: "pay/#" })];
    expect(maySubscribe(denied, SUBJECTS.admin, "#")).toBe(false);
    expect(maySubscribe(denied, SUBJECTS.admin, "+/x")).toBe(false);
    expect(maySubscribe(denied, SUBJECTS.admin, "plant/#")).toBe(true);
  });
});
