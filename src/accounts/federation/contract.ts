import type { OidcFlow } from "./oidc/flows.ts";

export type FederationKind = "ldap" | "oidc";

/** Somebody a directory vouches for. */
export interface FederatedPerson {
  /** Whose word it is: the issuer's address; empty where there is but one directory. */
  readonly issuer: string;
  /** What the directory never changes about the person. */
  readonly subject: string;
  readonly username: string;
  readonly groups: readonly string[];
}

/** What a trial found: facts to be shown, by name. */
export type FederationReport = Readonly<Record<string, string | number>>;

interface Directory<K extends FederationKind> {
  readonly kind: K;
  /** Reaches the directory as a sign-in would; throws AppError `federation_failed`. */
  test(): Promise<FederationReport>;
}

/** Knows people by name and password. */
export interface PasswordFederation extends Directory<"ldap"> {
  /** Undefined when it knows no such person or the password is another; throws AppError `federation_failed`. */
  verify(username: string, password: string): Promise<FederatedPerson | undefined>;
}

/** Asks people itself, on pages of its own, and sends them back. */
export interface RedirectFederation extends Directory<"oidc"> {
  /** Where the browser goes, and what has to be remembered until it comes back. */
  begin(redirectUri: string): Promise<{ url: string; flow: OidcFlow }>;
  /** Throws AppError `federation_failed`. */
  finish(flow: OidcFlow, callback: URL): Promise<FederatedPerson>;
}

/** The seam: who vouches for people beside this house. Everything behind it is optional and off at first. */
export type Federation = PasswordFederation | RedirectFederation;
