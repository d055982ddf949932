import { readFileSync } from "node:fs";
import type { LogLines } from "../kit/log-line.ts";
import type { Clock } from "../spine/clock.ts";
import { inspectPair } from "./pair.ts";

export interface GivenTlsOptions {
  /** PEM files of the chain and of its private key. */
  readonly certFile: string;
  readonly keyFile: string;
  readonly clock: Clock;
  readonly lines: Pick<LogLines, "info" | "warn" | "error">;
  /** A new pair is to be used from now on. Throws when it cannot be. */
  readonly onChange: (pair: { readonly cert: string; readonly key: string }) => void;
}

export interface GivenTls {
  files(): { readonly cert: string; readonly key: string };
  /** UTC ms. */
  expiresAt(): number;
  stop(): void;
}

/** How often the files are looked at. */
export const LOOK_MS = 60_000;

/**
 * Reads what an operator gave, and takes over what he, or a tool that renews for him, writes there later, once the
 * two fit together. Throws when they cannot be read or used at the start.
 */
export function openGivenTls({ certFile, keyFile, clock, lines, onChange }: GivenTlsOptions): GivenTls {
  const read = () => ({ cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") });
  let pair = read();
  let seen = pair;
  const first = inspectPair(pair.cert, pair.key, clock.now());
  // An expired one is still a certificate: devices that do not look go on, and the log tells of it.
  if (!first.ok && first.error !== "expired") throw new Error(`bad certificate: ${first.error}`);
  if (!first.ok) lines.error("the certificate is expired", { certFile });
  let expiresAt = first.ok ? first.value.expiresAt : clock.now();
  const look = () => {
    const found = read();
    if (found.cert === seen.cert && found.key === seen.key) return;
    seen = found;
    const inspected = inspectPair(found.cert, found.key, clock.now());
    if (!inspected.ok) throw new Error(inspected.error);
    onChange(found);
    pair = found;
    expiresAt = inspected.value.expiresAt;
    lines.info("a new certificate is in use", { certFile, expiresAt: new Date(expiresAt).toISOString() });
  };
  const timer = clock.every(LOOK_MS, () => {
    try {
      look();
    } catch (error) {
      lines.warn("the new certificate cannot be used; the old one stays", { certFile, error });
    }
  });
  return { files: () => pair, expiresAt: () => expiresAt, stop: () => timer.cancel() };
}
