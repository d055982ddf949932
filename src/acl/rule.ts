// A rule of the access list, and who it can be about.

export const EFFECTS = ["allow", "deny"] as const;
export const ACTIONS = ["publish", "subscribe", "both"] as const;
export const SUBJECT_KINDS = ["everyone", "user", "role", "key", "product", "device"] as const;
export type Effect = (typeof EFFECTS)[number];
export type RuleAction = (typeof ACTIONS)[number];
export type SubjectKind = (typeof SUBJECT_KINDS)[number];
export type Qos = 0 | 1 | 2;

export interface RuleDraft {
  readonly effect: Effect;
  readonly subjectKind: SubjectKind;
  /** User name, role, key id, product key, or `{productKey}/{deviceName}`; empty for everyone. */
  readonly subjectName: string;
  readonly action: RuleAction;
  readonly pattern: string;
  /** Of a rule that allows: the highest QoS to publish with; subscriptions get at most this one. */
  readonly maxQos: Qos;
  /** Of a rule that allows: whether published messages may be retained. */
  readonly isRetainAllowed: boolean;
  readonly notes: string;
}

export interface Rule extends RuleDraft {
  readonly id: number;
}

/** Who wants to publish or subscribe. */
export type AccessSubject = { readonly clientId: string } & (
  | { readonly kind: "user"; readonly username: string; readonly role: string }
  | { readonly kind: "key"; readonly keyId: string }
  | { readonly kind: "device"; readonly productKey: string; readonly deviceName: string }
);
