// What of a request was signed (RFC 9421): the claims in its headers, and the text that the signature is of.

import {
  type InnerList,
  inSerialForm,
  type Parameters,
  parseDictionary,
} from "../../../kit/structured-field.ts";
import { AppError } from "../../../spine/error.ts";

/** One signature of a request, as its headers tell of it; nothing is checked yet. */
export interface SignatureClaim {
  readonly keyId: string | undefined;
  /** Names of what is covered, in order; one with parameters, which are not taken here, with them. */
  readonly components: readonly string[];
  /** Seconds of Unix time. */
  readonly createdS: number | undefined;
  readonly expiresS: number | undefined;
  readonly nonce: string | undefined;
  readonly algorithm: string | undefined;
  /** The value of @signature-params (§2.3). */
  readonly inSerialForm: string;
  readonly signature: Uint8Array;
}

/** What is signed of a request; of a `Request` these. */
export type SignedRequest = Pick<Request, "method" | "url" | "headers">;

/** A text is signed by few; whoever sends more only makes work. */
const CLAIMS_MAX = 8;
const COMPONENTS_MAX = 64;
const FIELD_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/** The signatures that a request carries, none without Signature-Input. Throws AppError `signature_malformed`. */
export function readClaims({ headers }: SignedRequest): readonly SignatureClaim[] {
  const given = headers.get("signature-input");
  if (given === null) return [];
  const inputs = parseDictionary(given);
  if (inputs === undefined || inputs.size === 0 || inputs.size > CLAIMS_MAX)
    throw malformed("Signature-Input");
  const signatures = parseDictionary(headers.get("signature") ?? "");
  return [...inputs].map(([label, input]) => {
    if (input.kind !== "list" || input.items.length > COMPONENTS_MAX) throw malformed("Signature-Input");
    const made = signatures?.get(label);
    if (made?.kind !== "item" || made.item.kind !== "bytes") throw malformed("Signature");
    return claimOf(input, made.item.value);
  });
}

function claimOf(input: InnerList, signature: Uint8Array): SignatureClaim {
  const { parameters, items } = input;
  const components = items.map(({ item, parameters: more }) => {
    if (item.kind !== "string") throw malformed("Signature-Input");
    return item.value + [...more.keys()].map((key) => `;${key}`).join("");
  });
  if (new Set(components).size < components.length) throw malformed("Signature-Input");
  return {
    ...{ components, signature, inSerialForm: inSerialForm(input) },
    ...{ createdS: secondsOf(parameters, "created"), expiresS: secondsOf(parameters, "expires") },
    ...{ nonce: textOf(parameters, "nonce"), keyId: textOf(parameters, "keyid") },
    algorithm: textOf(parameters, "alg"),
  };
}

function secondsOf(parameters: Parameters, name: string): number | undefined {
  const given = parameters.get(name);
  if (given !== undefined && given.kind !== "integer") throw malformed("Signature-Input");
  return given?.value;
}

function textOf(parameters: Parameters, name: string): string | undefined {
  const given = parameters.get(name);
  if (given !== undefined && given.kind !== "string") throw malformed("Signature-Input");
  return given?.value;
}

function malformed(field: string): AppError {
  return new AppError("signature_malformed", { field });
}

/** The text that was signed (§2.5). Throws AppError `signature_component` for what is covered and not there. */
export function signedTextOf(request: SignedRequest, claim: SignatureClaim): string {
  const target = targetOf(request.url);
  const lines = claim.components.map((name) => {
    const value = name.startsWith("@") ? derive(name, request, target) : fieldOf(name, request.headers);
    if (value === undefined) throw new AppError("signature_component", { component: shown(name) });
    return `"${name}": ${value}\n`;
  });
  return `${lines.join("")}"@signature-params": ${claim.inSerialForm}`;
}

/** Names come from outside: only what can be one is said again. */
function shown(name: string): string {
  return /^@?[a-z0-9-]{1,64}(;[a-z]{1,8})*$/.test(name) ? name : "?";
}

function fieldOf(name: string, headers: Headers): string | undefined {
  return FIELD_NAME.test(name) ? (headers.get(name) ?? undefined) : undefined;
}

interface Target {
  /** The whole address, without a fragment. */
  readonly uri: string;
  readonly path: string;
  /** From the question mark on; this alone where there is none (§2.2.7). */
  readonly query: string;
}

/** Cut by hand: the parts are wanted as they were sent. */
function targetOf(url: string): Target {
  const [uri = ""] = url.split("#", 1);
  const [whole = ""] = uri.split("?", 1);
  const from = whole.indexOf("/", whole.indexOf("//") + 2);
  const path = from === -1 ? "/" : whole.slice(from);
  return { uri, path, query: uri.slice(whole.length) || "?" };
}

/** §2.2, without @query-param: the whole query is signed. */
function derive(name: string, { method, url }: SignedRequest, target: Target): string | undefined {
  if (name === "@method") return method;
  if (name === "@target-uri") return target.uri;
  if (name === "@path") return target.path;
  if (name === "@query") return target.query;
  if (name === "@request-target") return target.path + (target.query === "?" ? "" : target.query);
  if (name === "@authority") return new URL(url).host;
  if (name === "@scheme") return new URL(url).protocol.slice(0, -1);
  return undefined;
}
