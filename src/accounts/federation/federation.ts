// Directories that vouch for people: set up by administrators, tried, and asked at each sign-in. All are off at first.

import type { Db } from "../../db/db.ts";
import { type Actor, InvalidRequest } from "../../http/http.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import type { AuditTrail } from "../audit-trail.ts";
import type { SignInCounts } from "../lockout/sign-in-counts.ts";
import type { AccountStore } from "../store.ts";
import type { UserRow } from "../table.ts";
import type { FederationKind, FederationReport, PasswordFederation, RedirectFederation } from "./contract.ts";
import { makeFederationStore } from "./federation-store.ts";
import { type Identities, makeIdentities } from "./identities.ts";
import { makeLdap } from "./ldap.ts";
import { makeOidcFlows } from "./oidc/flows.ts";
import { makeOidc } from "./oidc/oidc.ts";
import { readSettings, type SettingsOf, shownSettings, withSecret } from "./settings.ts";

export type ShownSettings<K extends FederationKind> = ReturnType<typeof shownSettings<K>>;

export interface Federations {
  /** What the sign-in page offers beside a local password. */
  offers(): { readonly ldap: boolean; readonly oidc: { readonly label: string } | null };
  settings<K extends FederationKind>(kind: K): ShownSettings<K>;
  /** Throws InvalidRequest, or `exceeds_own` when it would give roles that the actor could not give. */
  replace<K extends FederationKind>(kind: K, next: SettingsOf[K], actor: Actor): ShownSettings<K>;
  /** Tries settings that need not be kept yet. Throws AppError `federation_failed`, or InvalidRequest. */
  test<K extends FederationKind>(kind: K, draft: SettingsOf[K]): Promise<FederationReport>;
  /** The user that LDAP knows by this name and password; throws AppError `federation_failed`, or why it stays out. */
  verify(username: string, password: string): Promise<UserRow | undefined>;
  /** Where the browser goes, and what its cookie holds until it comes back. Throws AppError `federation_off`. */
  begin(redirectUri: string): Promise<{ url: string; token: string }>;
  /** Throws AppError `sign_in_expired`, `federation_failed`, or why the person stays out. */
  finish(token: string, callback: URL): Promise<UserRow>;
}

export interface FederationDeps {
  readonly db: Db;
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  readonly counts: Pick<SignInCounts, "note">;
  readonly roles: {
    has(role: string): boolean;
    requireGrantable(role: string, actor: Actor): void;
  };
  /** A user has another role than before. */
  readonly onRole: (username: string) => void;
  /** Stand-ins of tests. */
  readonly makers?: Makers;
}

export interface Makers {
  readonly ldap: (settings: SettingsOf["ldap"]) => PasswordFederation;
  readonly oidc: (settings: SettingsOf["oidc"]) => RedirectFederation;
}

export function openFederation(deps: FederationDeps): Federations {
  return new Directories(deps);
}

class Directories implements Federations {
  readonly #links;
  readonly #identities: Identities;
  readonly #flows;
  readonly #makers: Makers;
  #current: SettingsOf;
  #oidc: RedirectFederation | undefined;

  constructor(private readonly deps: FederationDeps) {
    this.#links = makeFederationStore(deps.db);
    const hasRole = (role: string) => deps.roles.has(role);
    this.#identities = makeIdentities({ ...deps, links: this.#links, hasRole });
    this.#flows = makeOidcFlows(deps.clock);
    this.#makers = deps.makers ?? { ldap: makeLdap, oidc: makeOidc };
    this.#current = { ldap: readSettings(this.#links, "ldap"), oidc: readSettings(this.#links, "oidc") };
  }

  offers() {
    const { ldap, oidc } = this.#current;
    return { ldap: ldap.isEnabled, oidc: oidc.isEnabled ? { label: oidc.label } : null };
  }

  settings<K extends FederationKind>(kind: K): ShownSettings<K> {
    return shownSettings(kind, this.#current[kind]);
  }

  replace<K extends FederationKind>(kind: K, next: SettingsOf[K], actor: Actor): ShownSettings<K> {
    const { db, trail } = this.deps;
    const before = this.#current[kind];
    const after = withSecret(kind, next, before);
    this.#requireRoles(after, actor);
    db.transaction(() => {
      this.#links.write(kind, after);
      trail.record(actor, { action: "user.directory", target: kind, before, after });
    });
    this.#current = { ...this.#current, [kind]: after };
    this.#oidc = undefined;
    return shownSettings(kind, after);
  }

  async test<K extends FederationKind>(kind: K, draft: SettingsOf[K]): Promise<FederationReport> {
    const settings = withSecret(kind, { ...draft, isEnabled: true }, this.#current[kind]);
    const directory =
      kind === "ldap"
        ? this.#makers.ldap(settings as SettingsOf["ldap"])
        : this.#makers.oidc(settings as SettingsOf["oidc"]);
    return directory.test();
  }

  async verify(username: string, password: string): Promise<UserRow | undefined> {
    const { ldap } = this.#current;
    if (!ldap.isEnabled) return undefined;
    return this.#counted(async () => {
      const person = await this.#makers.ldap(ldap).verify(username, password);
      return person && this.#identities.admit("ldap", person, ldap);
    });
  }

  async begin(redirectUri: string): Promise<{ url: string; token: string }> {
    const { url, flow } = await this.#provider().begin(redirectUri);
    return { url, token: this.#flows.keep(flow) };
  }

  async finish(token: string, callback: URL): Promise<UserRow> {
    const flow = this.#flows.take(token);
    if (flow === undefined) throw new AppError("sign_in_expired");
    return this.#counted(async () => {
      const person = await this.#provider().finish(flow, callback);
      return this.#identities.admit("oidc", person, this.#current.oidc);
    });
  }

  async #counted<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      this.deps.counts.note("directory");
      throw error;
    }
  }

  #provider(): RedirectFederation {
    const { oidc } = this.#current;
    if (!oidc.isEnabled) throw new AppError("federation_off");
    this.#oidc ??= this.#makers.oidc(oidc);
    return this.#oidc;
  }

  /** Nobody gives by a group what he could not give by hand. */
  #requireRoles({ roles, defaultRole }: SettingsOf[FederationKind], actor: Actor): void {
    const given = [...roles.map(({ role }) => role), ...(defaultRole === null ? [] : [defaultRole])];
    for (const role of new Set(given)) {
      if (!this.deps.roles.has(role)) {
        throw new InvalidRequest([{ path: "roles", message: `${role} is no role` }]);
      }
      this.deps.roles.requireGrantable(role, actor);
    }
  }
}
