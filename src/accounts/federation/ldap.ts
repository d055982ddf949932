// LDAP: a person is looked up by name, then the directory itself holds the password against its entry (RFC 4513 §5.1.3).

import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import type { Client, Entry } from "ldapts";
import { AppError } from "../../spine/error.ts";
import type { FederatedPerson, PasswordFederation } from "./contract.ts";
import type { LdapSettings } from "./settings.ts";

const TIMEOUT_MS = 10_000;
const GROUPS_MAX = 1_000;
/** Ids that survive a renaming, of OpenLDAP and its kin and of Active Directory. */
const ID_ATTRIBUTES = ["entryUUID", "objectGUID"] as const;

export function makeLdap(settings: LdapSettings): PasswordFederation {
  return {
    kind: "ldap",
    test: () =>
      session(settings, async (client) => {
        const { searchEntries } = await client.search(settings.baseDn, {
          ...{ scope: "sub", sizeLimit: 1, attributes: ["1.1"] },
          filter: filterOf(settings.userFilter, { username: "*" }),
        });
        return { server: new URL(settings.url).host, people: searchEntries.length > 0 ? "found" : "none" };
      }),
    async verify(username, password) {
      // An empty password would be an anonymous bind, which succeeds (RFC 4513 §5.1.2).
      if (password === "" || username === "") return undefined;
      return session(settings, async (client) => {
        const entry = await findPerson(client, settings, username);
        if (entry === undefined) return undefined;
        const groups = await groupsOf(client, settings, entry);
        if (!(await isPassword(client, entry.dn, password))) return undefined;
        return personOf(entry, settings, groups);
      });
    },
  };
}

/** The library is loaded with the first sign-in: most houses never need it. */
async function session<T>(settings: LdapSettings, use: (client: Client) => Promise<T>): Promise<T> {
  const ldapts = await import("ldapts");
  const { url, caPem, hasStartTls, bindDn, bindPassword } = settings;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  // The certificate is held against `host`; a name, and only a name, is also sent (RFC 6066 §3).
  const named = isIP(host) === 0 ? { servername: host } : {};
  const tlsOptions = { host, ...named, ...(caPem === "" ? {} : { ca: [...rootCertificates, caPem] }) };
  const isSecure = url.startsWith("ldaps:");
  const client = new ldapts.Client({
    ...{ url, timeout: TIMEOUT_MS, connectTimeout: TIMEOUT_MS, strictDN: false },
    ...(isSecure ? { tlsOptions } : {}),
  });
  try {
    if (!isSecure && hasStartTls) await client.startTLS(tlsOptions);
    if (bindDn !== "") await client.bind(bindDn, bindPassword ?? "");
    return await use(client);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("federation_failed", { what: "LDAP", reason: reasonOf(cause) }, { cause });
  } finally {
    await client.unbind().catch(() => {});
  }
}

/** Exactly one entry, or nobody: of two people of one name neither is meant. */
async function findPerson(
  client: Client,
  settings: LdapSettings,
  username: string,
): Promise<Entry | undefined> {
  const { baseDn, userFilter, usernameAttribute, groupAttribute } = settings;
  const attributes = [
    usernameAttribute,
    ...(groupAttribute === "" ? [] : [groupAttribute]),
    ...ID_ATTRIBUTES,
  ];
  const { searchEntries } = await client.search(baseDn, {
    ...{ scope: "sub", sizeLimit: 2, attributes, explicitBufferAttributes: ["objectGUID"] },
    filter: filterOf(userFilter, { username: escapeValue(username) }),
  });
  return searchEntries.length === 1 ? searchEntries[0] : undefined;
}

/** By the entry itself, and by the groups that name it, where that is asked for. */
async function groupsOf(client: Client, settings: LdapSettings, entry: Entry): Promise<string[]> {
  const { groupAttribute, groupBaseDn, groupFilter } = settings;
  const own = groupAttribute === "" ? [] : textsOf(entry[groupAttribute]);
  if (groupBaseDn === "") return own;
  const { searchEntries } = await client.search(groupBaseDn, {
    ...{ scope: "sub", sizeLimit: GROUPS_MAX, attributes: ["cn"] },
    filter: filterOf(groupFilter, { dn: escapeValue(entry.dn) }),
  });
  return [...own, ...searchEntries.map(({ dn }) => dn)];
}

async function isPassword(client: Client, dn: string, password: string): Promise<boolean> {
  const { InvalidCredentialsError } = await import("ldapts");
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    throw error;
  }
}

function personOf(
  entry: Entry,
  { usernameAttribute }: LdapSettings,
  groups: readonly string[],
): FederatedPerson {
  const [username] = textsOf(entry[usernameAttribute]);
  if (username === undefined) {
    throw new AppError("federation_failed", { what: "LDAP", reason: `no attribute ${usernameAttribute}` });
  }
  const id = ID_ATTRIBUTES.map((name) => idText(entry[name])).find((text) => text !== "");
  return { issuer: "", subject: id ?? entry.dn.toLowerCase(), username, groups };
}

function idText(value: Entry[string] | undefined): string {
  const one = Array.isArray(value) ? value[0] : value;
  return Buffer.isBuffer(one) ? one.toString("hex") : String(one ?? "");
}

function textsOf(value: Entry[string] | undefined): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((one) => (Buffer.isBuffer(one) ? one.toString() : one));
}

function filterOf(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(username|dn)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** RFC 4515 §3: nothing that was typed can become a part of the filter. */
export function escapeValue(value: string): string {
  return value.replace(/[\0()*\\]/g, (letter) => `\\${letter.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}`.slice(0, 300) : "unknown";
}
