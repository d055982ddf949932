// Who is signed in where, and under which rules, as the API tells it.

/** Rules of passwords and of failed sign-ins. */
export interface SignInPolicy {
  lengthMin: number;
  kindsMin: number;
  historyCount: number;
  maxAgeDays: number;
  lockoutFailures: number;
  lockoutMinutes: number;
  secondFactorRoles: string[];
}

/** A sign-in whose first step is done. */
export interface AwaitedStep {
  challenge: string;
  needs: "code" | "enrolment";
}

export interface FactorState {
  isOn: boolean;
  since: number | null;
  recoveryCodesLeft: number;
  isRequired: boolean;
}

export interface FactorSetup {
  secret: string;
  uri: string;
}

export interface SignInBan {
  id: string;
  kind: "name" | "address" | "code";
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
