// Who is signed in where, and under which rules, as the API tells it.

/** Rules of passwords and of failed sign-ins. */
export interface SignInPolicy {
  lengthMin: number;
  kindsMin: number;
  historyCount: number;
  maxAgeDays: number;
  lockoutFailures: number;
  lockoutMinutes: number;
}

export interface SignInBan {
  id: string;
  kind: "name" | "address";
  address: string;
  username: string | null;
  failures: number;
  since: number;
  until: number;
}

export interface SignedInSession {
  id: string;
  browser: string;
  system: string;
  address: string;
  via: "password" | "ldap" | "oidc";
  createdAt: number;
  seenAt: number;
  isCurrent: boolean;
}
