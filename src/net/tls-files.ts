import { readFileSync } from "node:fs";

/** Certificate chain, private key and (to demand client certificates) the CA: each PEM text or a path to it. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string | undefined;
}

/** What Bun takes. With `ca`, a peer without a certificate of that CA never gets to send data. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly requestCert?: boolean;
  readonly rejectUnauthorized?: boolean;
}

/** Reads what is given by path. Throws when a file cannot be read; the text never contains file content. */
export function readTlsFiles(files: TlsFiles): TlsOptions {
  const pair = { cert: readPem(files.cert), key: readPem(files.key) };
  if (files.ca === undefined) return pair;
  return { ...pair, ca: readPem(files.ca), requestCert: true, rejectUnauthorized: true };
}

function readPem(textOrPath: string): string {
  return textOrPath.includes("-----BEGIN ") ? textOrPath : readFileSync(textOrPath, "utf8");
}
