// Directories that vouch for people, as the API tells of them.

export type DirectoryKind = "ldap" | "oidc";

export interface RoleRule {
  group: string;
  role: string;
}

interface Shared {
  isEnabled: boolean;
  caPem: string;
  roles: RoleRule[];
  /** Null: who is in none of the groups stays out. */
  defaultRole: string | null;
}

export interface LdapSettings extends Shared {
  url: string;
  hasStartTls: boolean;
  bindDn: string;
  bindPassword?: string;
  baseDn: string;
  userFilter: string;
  usernameAttribute: string;
  groupAttribute: string;
  groupBaseDn: string;
  groupFilter: string;
}

export interface OidcSettings extends Shared {
  label: string;
  issuer: string;
  clientId: string;
  clientSecret?: string;
  scopes: string;
  usernameClaim: string;
  groupsClaim: string;
}

export type DirectorySettings = LdapSettings | OidcSettings;
export type ShownDirectory = DirectorySettings & { hasSecret: boolean };
