// The access list of MQTT: who may publish and subscribe where, as ordered rules of which the first decides.
// Owns: the table acl_rules, patterns with placeholders, what one topic filter says about another, the defaults.
// Promises: a subscription is allowed only where a rule takes in all of it; a change holds for open sessions at once.
// Must never: know a connection, a password, or which topics are a device's own.

import { type Db, migrate } from "../db/db.ts";
import { AppError } from "../spine/error.ts";
import { type Access, makeAccess } from "./access.ts";
import { ACL_STEPS } from "./migrations.ts";
import type { AccessSubject, Rule, RuleDraft } from "./rule.ts";
import { makeRuleStore } from "./store.ts";

export type { Access, Verdict } from "./access.ts";
export { PLACEHOLDERS } from "./pattern.ts";
export type { AccessSubject, Rule, RuleDraft } from "./rule.ts";

/** Each is looked at when a client first uses a topic. */
const RULES_MAX = 1_000;

export interface Acl {
  /** In the order in which they are held against a topic. */
  list(): readonly Rule[];
  /** Throws AppError `not_found`. */
  get(id: number): Rule;
  /** Adds a rule behind all others. Throws AppError `too_many_rules`. */
  create(draft: RuleDraft): Rule;
  /** Throws AppError `not_found`. */
  update(id: number, patch: Partial<RuleDraft>): Rule;
  /** Throws AppError `not_found`. */
  remove(id: number): void;
  /** Puts the rules in this order. Throws AppError `rules_changed` unless `ids` are exactly those that there are. */
  reorder(ids: readonly number[]): readonly Rule[];
  /** What the subject may do under the rules as they are now; ask again after `onChange`. */
  accessOf(subject: AccessSubject): Access;
  /** Runs `listener` after each change of the rules; returns its removal. */
  onChange(listener: () => void): () => void;
}

export function openAcl({ db }: { readonly db: Db }): Acl {
  migrate(db, "acl", ACL_STEPS);
  const store = makeRuleStore(db);
  const listeners = new Set<() => void>();
  let rules: readonly Rule[] = store.loadAll();
  const changed = () => {
    rules = store.loadAll();
    for (const listener of listeners) listener();
  };
  const get = (id: number): Rule => {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) throw new AppError("not_found", { what: `Rule ${id}` });
    return rule;
  };
  return {
    list: () => rules,
    get,
    create(draft) {
      if (rules.length >= RULES_MAX) throw new AppError("too_many_rules", { limit: RULES_MAX });
      const rule = store.insert(draft);
      changed();
      return rule;
    },
    update(id, patch) {
      const { id: _, ...before } = get(id);
      store.update(id, { ...before, ...patch });
      changed();
      return get(id);
    },
    remove(id) {
      get(id);
      store.remove(id);
      changed();
    },
    reorder(ids) {
      const known = new Set(rules.map((rule) => rule.id));
      const isComplete = ids.length === known.size && new Set(ids).size === known.size;
      if (!isComplete || ids.some((id) => !known.has(id))) throw new AppError("rules_changed");
      store.setOrder(ids);
      changed();
      return rules;
    },
    accessOf: (subject) => makeAccess(rules, subject),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
