// Who is signed in where, and under which rules, as the API tells it.

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
