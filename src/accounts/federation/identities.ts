// Users behind whom a directory stands: made at their first sign-in, given their role anew at each.

import { type Db, isUniqueViolation } from "../../db/db.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { AuditTrail } from "../audit-trail.ts";
import { usernameKeyOf } from "../people.ts";
import type { AccountStore } from "../store.ts";
import type { UserRow } from "../table.ts";
import type { FederatedPerson, FederationKind } from "./contract.ts";
import type { FederationStore } from "./federation-store.ts";

/** Who is in which group gets which role. */
export interface RoleRules {
  readonly roles: readonly { readonly group: string; readonly role: string }[];
  readonly defaultRole: string | null;
}

export interface Identities {
  /**
   * The user that the person is here. Throws AppError `federation_no_role`, `federation_name_taken`,
   * `federation_bad_name` or `bad_password` (the user is disabled).
   */
  admit(kind: FederationKind, person: FederatedPerson, rules: RoleRules): UserRow;
}

export interface IdentitiesDeps {
  readonly db: Db;
  readonly store: AccountStore;
  readonly links: FederationStore;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  readonly hasRole: (role: string) => boolean;
  /** A user has another role than before, or none any more. */
  readonly onRole: (username: string) => void;
}

const NAME_MAX = 64;
const USERNAME = /^[\p{L}\p{N}_.@-]{1,64}$/u;

export function makeIdentities(deps: IdentitiesDeps): Identities {
  const { db, store, links, clock, trail } = deps;
  const byDirectory = (username: string) => ({ username, address: "" });
  const make = (kind: FederationKind, { issuer, subject, username }: FederatedPerson, role: string) => {
    if (!USERNAME.test(username))
      throw new AppError("federation_bad_name", { name: username.slice(0, NAME_MAX) });
    const row = {
      ...{
        username: username.normalize("NFC"),
        usernameKey: usernameKeyOf(username),
        passwordHash: "",
        role,
      },
      ...{ language: null, isEnabled: true, mustChangePassword: false },
      ...{ createdAt: clock.now(), lastLoginAt: null },
    };
    try {
      const user = store.insertUser(row);
      links.addIdentity({ userId: user.id, kind, issuer, subject });
      const after = { username: user.username, role, via: kind };
      trail.record(byDirectory(user.username), { action: "user.create", target: user.username, after });
      return user;
    } catch (cause) {
      if (!isUniqueViolation(cause, "users.username_key")) throw cause;
      throw new AppError("federation_name_taken", { name: username }, { cause });
    }
  };
  const follow = (user: UserRow, role: string): UserRow => {
    if (user.role === role) return user;
    store.updateUser(user.id, { role });
    const [before, after] = [{ role: user.role }, { role }];
    trail.record(byDirectory(user.username), { action: "user.update", target: user.username, before, after });
    return { ...user, role };
  };
  /** Who stays out although the directory vouches for the person is in the trail. */
  const refuse = (kind: FederationKind, name: string, code: "federation_no_role" | "bad_password") => {
    const username = name.slice(0, NAME_MAX);
    const after = { via: kind, code };
    trail.record(byDirectory(username), { action: "session.refused", target: username, after });
    return new AppError(code, code === "bad_password" ? {} : { name: username });
  };
  return {
    admit(kind, person, rules) {
      const userId = links.userOf({ kind, issuer: person.issuer, subject: person.subject });
      const known = userId === undefined ? undefined : store.userById(userId);
      const role = roleFor(person.groups, rules);
      if (role === undefined || !deps.hasRole(role)) {
        if (known !== undefined) {
          store.removeSessionsOf(known.id);
          // What is open under the name ends too, at the pages and at MQTT.
          deps.onRole(known.username);
        }
        throw refuse(kind, person.username, "federation_no_role");
      }
      if (known?.isEnabled === false) throw refuse(kind, known.username, "bad_password");
      const user = db.transaction(() =>
        known === undefined ? make(kind, person, role) : follow(known, role),
      );
      if (known !== undefined && known.role !== role) deps.onRole(user.username);
      return user;
    },
  };
}

/** The role of the first rule whose group is among `groups`, by its whole name or, of a DN, by the first part's value. */
export function roleFor(groups: readonly string[], { roles, defaultRole }: RoleRules): string | undefined {
  const names = new Set(groups.flatMap((group) => [plainName(group), firstValue(group)]));
  return roles.find(({ group }) => names.has(plainName(group)))?.role ?? defaultRole ?? undefined;
}

/** Names of groups are compared without case, DNs also without blanks around their commas. */
function plainName(group: string): string {
  return group
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s*,\s*/g, ",")
    .trim();
}

/** `cn=Gantry Admins,ou=…` is also called `Gantry Admins`. */
function firstValue(group: string): string {
  const value = /^[a-z][a-z0-9-]*=((?:\\.|[^,\\])+)/i.exec(group)?.[1];
  return plainName(value === undefined ? group : value.replace(/\\(.)/g, "$1"));
}
