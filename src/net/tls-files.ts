import { readFileSync } from "node:fs";
import { MODERN_SUITES } from "../kit/tls-suites.ts";

/** Certificate chain, private key and (to ask for client certificates) their CA: each PEM text or a path to it. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string | undefined;
  /** With `ca`: a peer may come without a certificate too; one that is not of the CA tells its fingerprint only. */
  readonly isPeerCertOptional?: boolean | undefined;
  /** Only suites with forward secrecy and authenticated encryption; otherwise those of Bun. */
  readonly isModern?: boolean | undefined;
}

/** What of a peer's certificate tells who it is. */
export interface PeerCertificate {
  readonly subject?: { readonly CN?: string | readonly string[] | undefined } | undefined;
  /** `DNS:one, URI:two`. */
  readonly subjectaltname?: string | undefined;
  /** `AB:CD:..` */
  readonly fingerprint256?: string | undefined;
}

/** What Bun takes. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly requestCert?: boolean;
  readonly rejectUnauthorized?: boolean;
  readonly ciphers?: string;
}

/** Reads what is given by path. Throws when a file cannot be read; the text never contains file content. */
export function readTlsFiles(files: TlsFiles): TlsOptions {
  const suites = files.isModern === true ? { ciphers: MODERN_SUITES } : {};
  const pair = { cert: readPem(files.cert), key: readPem(files.key), ...suites };
  if (files.ca === undefined) return pair;
  const isDemanded = files.isPeerCertOptional !== true;
  return { ...pair, ca: readPem(files.ca), requestCert: true, rejectUnauthorized: isDemanded };
}

/** The common name; without one the first DNS name or URI. */
export function peerNameOf({ subject, subjectaltname }: PeerCertificate): string | undefined {
  const commonName = typeof subject?.CN === "object" ? subject.CN[0] : subject?.CN;
  if (commonName !== undefined && commonName !== "") return commonName;
  return /(?:^|, )(?:DNS|URI):([^,"]+)/.exec(subjectaltname ?? "")?.[1];
}

/** Lower-case hex. */
export function fingerprintOf({ fingerprint256 }: PeerCertificate): string | undefined {
  return fingerprint256?.replaceAll(":", "").toLowerCase();
}

function readPem(textOrPath: string): string {
  return textOrPath.includes("-----BEGIN ") ? textOrPath : readFileSync(textOrPath, "utf8");
}
