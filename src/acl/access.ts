// What one client may do: the rules that are about it, in order, and what holds where none is.

import { ROLES } from "../spine/permission.ts";
import { levelsFor, type PlaceholderValues } from "./pattern.ts";
import type { AccessSubject, Qos, Rule, RuleAction } from "./rule.ts";
import { covers, type Level, levelsOfFilter, levelsOfTopic, overlaps } from "./topic-filter.ts";

export interface Verdict {
  readonly isAllowed: boolean;
  readonly maxQos: Qos;
  readonly isRetainAllowed: boolean;
  /** The rule that decided; undefined where none did, and the default holds. */
  readonly ruleId: number | undefined;
}

/** The access of one client under the rules as they were. */
export interface Access {
  publish(topic: string): Verdict;
  /** Of a shared subscription, the filter behind the group. */
  subscribe(filter: string): Verdict;
}

interface OwnRule {
  readonly rule: Rule;
  readonly levels: readonly Level[];
}

const YES: Verdict = { isAllowed: true, maxQos: 2, isRetainAllowed: true, ruleId: undefined };
const NO: Verdict = { isAllowed: false, maxQos: 0, isRetainAllowed: false, ruleId: undefined };

/** Picks the rules that are about `subject` and fills in their placeholders. */
export function makeAccess(rules: readonly Rule[], subject: AccessSubject): Access {
  const publishing: OwnRule[] = [];
  const subscribing: OwnRule[] = [];
  const values = valuesOf(subject);
  for (const rule of rules) {
    if (!isAbout(rule, subject)) continue;
    const levels = levelsFor(rule.pattern, values, rule.effect === "allow");
    if (levels === undefined) continue;
    if (rule.action !== "subscribe") publishing.push({ rule, levels });
    if (rule.action !== "publish") subscribing.push({ rule, levels });
  }
  return {
    publish(topic) {
      const wanted = levelsOfTopic(topic);
      const decisive = publishing.find(({ levels }) => covers(levels, wanted));
      return decisive ? verdictOf(decisive.rule) : defaultOf(subject, "publish", topic);
    },
    subscribe(filter) {
      const wanted = levelsOfFilter(filter);
      // What would bring even one denied topic is denied; what is allowed only in part is not decided by that rule.
      const decisive = subscribing.find(({ rule, levels }) =>
        rule.effect === "deny" ? overlaps(levels, wanted) : covers(levels, wanted),
      );
      return decisive ? verdictOf(decisive.rule) : defaultOf(subject, "subscribe", filter);
    },
  };
}

function verdictOf({ id, effect, maxQos, isRetainAllowed }: Rule): Verdict {
  return effect === "allow"
    ? { isAllowed: true, maxQos, isRetainAllowed, ruleId: id }
    : { ...NO, ruleId: id };
}

/**
 * Where no rule decides: users by their role, keys and devices nothing (a device's own topics are not asked about
 * here). `$SYS` is for administrators: a wildcard at the beginning does not reach it [MQTT-4.7.2-1].
 */
function defaultOf(subject: AccessSubject, action: Exclude<RuleAction, "both">, topic: string): Verdict {
  if (subject.kind !== "user") return NO;
  const { role } = subject;
  const isSystem = topic === "$SYS" || topic.startsWith("$SYS/");
  if (isSystem) return role === "admin" ? YES : NO;
  // A role that was made may reach only a part, which topics do not tell: it has what rules give it.
  if (!ROLES.some((one) => one === role)) return NO;
  return action === "subscribe" || role === "admin" || role === "developer" ? YES : NO;
}

function isAbout({ subjectKind, subjectName }: Rule, subject: AccessSubject): boolean {
  switch (subjectKind) {
    case "everyone":
      return true;
    case "user":
      return subject.kind === "user" && nameKeyOf(subject.username) === nameKeyOf(subjectName);
    case "role":
      return subject.kind === "user" && subject.role === subjectName;
    case "key":
      return subject.kind === "key" && subject.keyId === subjectName;
    case "product":
      return subject.kind === "device" && subject.productKey === subjectName;
    case "device":
      return subject.kind === "device" && `${subject.productKey}/${subject.deviceName}` === subjectName;
  }
}

/** Users are one whatever the case of their name, as at sign-in. */
function nameKeyOf(username: string): string {
  return username.normalize("NFKC").toLowerCase();
}

function valuesOf(subject: AccessSubject): PlaceholderValues {
  const { clientId } = subject;
  switch (subject.kind) {
    case "user":
      return { clientId, username: subject.username };
    case "key":
      return { clientId, username: subject.keyId };
    case "device":
      return { clientId, productKey: subject.productKey, deviceName: subject.deviceName };
  }
}
