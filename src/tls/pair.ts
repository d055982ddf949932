import { createPrivateKey, X509Certificate } from "node:crypto";
import { err, ok, type Result } from "../spine/result.ts";

/** What a certificate that an operator gave is good for. */
export interface GivenPair {
  /** End of validity of the first certificate of the chain, UTC ms. */
  readonly expiresAt: number;
  /** Names that it holds for (`DNS:gantry.example.com`); empty when it names none. */
  readonly names: readonly string[];
}

export type PairProblem =
  | "no certificate"
  | "no private key"
  | "key does not match"
  | "expired"
  | "not yet valid";

/** Looks at a certificate chain and its key (PEM text both) before a listener is made to use them; `now` UTC ms. */
export function inspectPair(cert: string, key: string, now: number): Result<GivenPair, PairProblem> {
  const certificate = attempt(() => new X509Certificate(cert));
  if (certificate === undefined) return err("no certificate");
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === undefined) return err("no private key");
  if (!certificate.checkPrivateKey(privateKey)) return err("key does not match");
  const expiresAt = Date.parse(certificate.validTo);
  if (expiresAt <= now) return err("expired");
  if (Date.parse(certificate.validFrom) > now) return err("not yet valid");
  return ok({
    expiresAt,
    names: (certificate.subjectAltName ?? "").split(", ").filter((name) => name !== ""),
  });
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
