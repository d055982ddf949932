// A client of RFC 9421 that others wrote: it signs what tests send.

import { createHash, randomBytes } from "node:crypto";
import { createSigner, httpbis } from "http-message-signatures";

export interface Signer {
  readonly keyId: string;
  /** Hex. */
  readonly signingKey: string;
}

export interface ToSign {
  readonly method: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array | undefined;
}

export interface Signing {
  /** Covered components; what the server asks for unless given. */
  readonly fields?: readonly string[];
  readonly params?: readonly string[];
  readonly values?: Readonly<Record<string, string | Date>>;
  readonly now?: number;
}

export function digestOf(body: string | Uint8Array): string {
  return `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
}

/** The headers of the request with those of its signature. */
export async function signRequest(
  { keyId, signingKey }: Signer,
  { method, url, headers = {}, body }: ToSign,
  { fields, params = ["created", "nonce", "keyid"], values = {}, now = Date.now() }: Signing = {},
): Promise<Record<string, string>> {
  const given = { ...headers, ...(body === undefined ? {} : { "content-digest": digestOf(body) }) };
  const steering = ["content-digest", "content-type", "if-match", "idempotency-key"];
  const covered = [
    ...["@method", "@path", "@query"],
    ...steering.filter((name) => Object.keys(given).some((one) => one.toLowerCase() === name)),
  ];
  const signed = await httpbis.signMessage(
    {
      key: createSigner(Buffer.from(signingKey, "hex"), "hmac-sha256", keyId),
      ...{ fields: [...(fields ?? covered)], params: [...params] },
      paramValues: { created: new Date(now), nonce: randomBytes(12).toString("base64url"), ...values },
    },
    { method, url, headers: given },
  );
  return signed.headers as Record<string, string>;
}
