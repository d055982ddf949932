// Making certificates. Loaded at the first start and at renewals only: its libraries take 80 ms.

import { randomBytes } from "node:crypto";

/** A certificate and its private key (PKCS #8), both PEM. */
export interface IssuedPair {
  readonly cert: string;
  readonly key: string;
}

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;
/** What Apple's platforms accept at most; the others accept more. */
const SERVER_DAYS = 825;
/** A device whose clock is behind would refuse a certificate that begins now. */
const BEGINS_BEFORE_MS = DAY_MS;

/** One after the other: the second looks for the first as it loads, and a bundle keeps no order between imports. */
async function loadX509() {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(crypto);
  return x509;
}
type X509 = Awaited<ReturnType<typeof loadX509>>;

/** Positive, 16 bytes: RFC 5280 §4.1.2.2. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
}

async function keyToPem(x509: X509, key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

async function pemToKey(x509: X509, pem: string): Promise<CryptoKey> {
  const [der] = x509.PemConverter.decode(pem);
  if (der === undefined) throw new Error("the authority's key file holds no key");
  return await crypto.subtle.importKey("pkcs8", der, ECDSA, false, ["sign"]);
}

/** A new authority, valid for ten years from `now` (UTC ms), that may sign certificates of servers and devices, but no further authority. */
export async function issueAuthority(now: number): Promise<IssuedPair> {
  const x509 = await loadX509();
  const keys = await generateKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    // A few hex digits tell one Gantry's authority from another's in a list of trusted ones.
    name: [{ O: ["Gantry"] }, { CN: [`Gantry CA ${randomBytes(3).toString("hex")}`] }],
    notBefore: new Date(now - BEGINS_BEFORE_MS),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: ECDSA,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: cert.toString("pem"), key: await keyToPem(x509, keys.privateKey) };
}

export interface ClientRequest {
  readonly authority: IssuedPair;
  /** The common name: by which the device logs in. */
  readonly name: string;
  /** UTC ms. */
  readonly now: number;
}

/** A certificate by which a device logs in, valid until the authority ends: nobody renews it in the field. */
export async function issueClient({ authority, name, now }: ClientRequest): Promise<IssuedPair> {
  const x509 = await loadX509();
  return signLeaf(x509, {
    authority,
    subject: [{ O: ["Gantry"] }, { CN: [name] }],
    now,
    days: AUTHORITY_DAYS,
    extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
  });
}

export interface ServerRequest {
  readonly authority: IssuedPair;
  /** Host names and IP addresses that the certificate shall hold for. */
  readonly names: readonly string[];
  /** UTC ms. */
  readonly now: number;
}

/** A server certificate signed by `authority`, valid for 825 days or until the authority ends. */
export async function issueServer({ authority, names, now }: ServerRequest): Promise<IssuedPair> {
  const x509 = await loadX509();
  const isAddress = (name: string) => name.includes(":") || /^[\d.]+$/.test(name);
  return signLeaf(x509, {
    authority,
    subject: [{ O: ["Gantry"] }, { CN: ["Gantry"] }],
    now,
    days: SERVER_DAYS,
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isAddress(name) ? ("ip" as const) : ("dns" as const), value: name })),
      ),
    ],
  });
}

interface Leaf {
  readonly authority: IssuedPair;
  readonly subject: { readonly [key: string]: string[] }[];
  readonly now: number;
  readonly days: number;
  readonly extensions: readonly InstanceType<X509["Extension"]>[];
}

/** A certificate that signs no other, for `days` or until the authority ends. */
async function signLeaf(x509: X509, leaf: Leaf): Promise<IssuedPair> {
  const { authority, subject, now, days, extensions } = leaf;
  const issuer = new x509.X509Certificate(authority.cert);
  const keys = await generateKeys();
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: issuer.subjectName,
    notBefore: new Date(now - BEGINS_BEFORE_MS),
    notAfter: new Date(Math.min(now + days * DAY_MS, issuer.notAfter.getTime())),
    signingAlgorithm: ECDSA,
    publicKey: keys.publicKey,
    signingKey: await pemToKey(x509, authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...extensions,
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { cert: `${cert.toString("pem")}\n`, key: await keyToPem(x509, keys.privateKey) };
}
