// The certificate that Gantry makes for itself, and the authority that signs it.
// Owns: the folder `tls/` (ca.pem, ca.key, server.pem, server.key; keys readable by the owner only).
// Promises: the authority stays the same for its ten years; the server's certificate is renewed when due or when addresses change.
// Must never: overwrite files that it cannot read, or hand out the authority's key.

import { X509Certificate } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { gauge, type Metric } from "../kit/prometheus-text.ts";
import type { Clock } from "../spine/clock.ts";
import type { IssuedPair } from "./issue.ts";

export { type GivenTls, openGivenTls } from "./given.ts";
export type { IssuedPair } from "./issue.ts";
export { type GivenPair, inspectPair, type PairProblem } from "./pair.ts";

export interface OwnTlsOptions {
  /** Folder for the files; made when it does not exist. */
  readonly dir: string;
  readonly clock: Clock;
  /** IP addresses and further names under which this machine is reached, beside localhost and its own name. */
  readonly hosts: readonly string[];
}

export interface OwnTls {
  /** PEM of the authority: what a device or browser is given to trust. */
  readonly caPem: string;
  /** Chain and key of the server as they are now. */
  files(): { readonly cert: string; readonly key: string };
  /** End of the server certificate's validity, UTC ms. */
  expiresAt(): number;
  /** Makes a new server certificate when the present one has less than 30 days left; true when it did. */
  renewWhenDue(): Promise<boolean>;
  /** A certificate of this authority by which a device logs in under `name`. The key is kept nowhere. */
  issueClient(name: string): Promise<IssuedPair>;
}

/** What certificates tell Prometheus; names are a contract with dashboards: add, never rename. */
export function tlsMetrics(expiresAt: number | undefined): Metric[] {
  if (expiresAt === undefined) return [];
  const help = "End of validity of the TLS listeners' certificate, Unix time.";
  return [gauge("gantry_tls_certificate_expiry_timestamp_seconds", help, Math.floor(expiresAt / 1_000))];
}

const DAY_MS = 86_400_000;
const RENEW_BEFORE_MS = 30 * DAY_MS;

/** Reads what is there and makes what is missing or due. Throws when the folder cannot be read or written. */
export async function openOwnTls({ dir, clock, hosts }: OwnTlsOptions): Promise<OwnTls> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const known = readPair(dir, "ca");
  const isDue = known !== undefined && expiryOf(known.cert) - clock.now() < RENEW_BEFORE_MS;
  const authority = known === undefined || isDue ? await makeAuthority(dir, clock) : known;
  const names = [...new Set(["localhost", "127.0.0.1", "::1", ...ownNames(), ...hosts])];

  const issue = async () => {
    const { issueServer } = await import("./issue.ts");
    const issued = await issueServer({ authority, names, now: clock.now() });
    writePair(dir, "server", issued);
    return { ...issued, expiresAt: expiryOf(issued.cert) };
  };
  const isUsable = (cert: X509Certificate) =>
    isIssuedBy(cert, authority.cert) &&
    Date.parse(cert.validTo) - clock.now() >= RENEW_BEFORE_MS &&
    Date.parse(cert.validFrom) <= clock.now() &&
    names.every((name) => isNamed(cert, name));

  const kept = readPair(dir, "server");
  let server =
    kept !== undefined && isUsable(new X509Certificate(kept.cert))
      ? { ...kept, expiresAt: expiryOf(kept.cert) }
      : await issue();
  return {
    caPem: authority.cert,
    files: () => ({ cert: server.cert, key: server.key }),
    expiresAt: () => server.expiresAt,
    async renewWhenDue() {
      if (server.expiresAt - clock.now() >= RENEW_BEFORE_MS) return false;
      server = await issue();
      return true;
    },
    async issueClient(name) {
      const { issueClient } = await import("./issue.ts");
      return issueClient({ authority, name, now: clock.now() });
    },
  };
}

/** This machine's name, and the name by which mDNS announces it. */
function ownNames(): string[] {
  const name = hostname();
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name)) return [];
  return name.includes(".") ? [name] : [name, `${name}.local`];
}

async function makeAuthority(dir: string, clock: Clock): Promise<IssuedPair> {
  const { issueAuthority } = await import("./issue.ts");
  const authority = await issueAuthority(clock.now());
  writePair(dir, "ca", authority);
  return authority;
}

function expiryOf(pem: string): number {
  return Date.parse(new X509Certificate(pem).validTo);
}

function isIssuedBy(cert: X509Certificate, authorityPem: string): boolean {
  return cert.verify(new X509Certificate(authorityPem).publicKey);
}

function isNamed(cert: X509Certificate, name: string): boolean {
  const isAddress = name.includes(":") || /^[\d.]+$/.test(name);
  return (isAddress ? cert.checkIP(name) : cert.checkHost(name)) !== undefined;
}

/** Undefined unless both files are there. */
function readPair(dir: string, name: string): IssuedPair | undefined {
  const certFile = join(dir, `${name}.pem`);
  const keyFile = join(dir, `${name}.key`);
  if (!existsSync(certFile) || !existsSync(keyFile)) return undefined;
  return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
}

/** The key first: a crash between the two leaves no certificate, and the next start makes both again. */
function writePair(dir: string, name: string, pair: IssuedPair): void {
  writeAtOnce(join(dir, `${name}.key`), pair.key);
  writeAtOnce(join(dir, `${name}.pem`), pair.cert);
}

function writeAtOnce(path: string, text: string): void {
  const staging = `${path}.new`;
  writeFileSync(staging, text, { mode: 0o600 });
  chmodSync(staging, 0o600);
  renameSync(staging, path);
}
