// How people sign in, and why they do not: figures for whoever watches for guessing.

export type SignInOutcomeName =
  | "password"
  | "ldap"
  | "oidc"
  | "bad_password"
  | "second_factor_wrong"
  | "directory";

export interface SignInCounts {
  /** A way that let somebody in, or what kept somebody out. */
  note(outcome: SignInOutcomeName): void;
  /** Since the start. */
  all(): ReadonlyMap<SignInOutcomeName, number>;
}

const OUTCOMES: readonly SignInOutcomeName[] = [
  ...(["password", "ldap", "oidc"] as const),
  ...(["bad_password", "second_factor_wrong", "directory"] as const),
];

/** All are there from the start, so that a rate can be told from the first one on. */
export function makeSignInCounts(): SignInCounts {
  const counts = new Map(OUTCOMES.map((outcome) => [outcome, 0]));
  return {
    note: (outcome) => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1),
    all: () => counts,
  };
}
