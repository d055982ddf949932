import { describe, expect, test } from "bun:test";
import {
  readClaims,
  type SignedRequest,
  signedTextOf,
} from "../../../../src/accounts/keys/signature/signed-text.ts";
import { isSignatureOf } from "../../../../src/accounts/keys/signature/signing-key.ts";
import { AppError } from "../../../../src/spine/error.ts";

/** RFC 9421 appendix B.2, the request that all its examples sign. */
const RFC_FIELDS = {
  host: "example.com",
  date: "Tue, 20 Apr 2021 02:07:55 GMT",
  "content-type": "application/json",
  "content-digest":
    "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
  "content-length": "18",
};
const RFC_URL = "https://example.com/foo?param=Value&Pet=dog";
/** B.1.5. */
const SHARED_SECRET =
  "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";
const hex = Buffer.from(SHARED_SECRET, "base64").toString("hex");

function requestOf(input: string, more: Record<string, string> = {}, url = RFC_URL): SignedRequest {
  const headers = new Headers({ ...RFC_FIELDS, signature: "s=:AQ==:", "signature-input": input, ...more });
  return { method: "POST", url, headers };
}

function baseOf(request: SignedRequest): string {
  const [claim] = readClaims(request);
  return claim === undefined ? "no claim" : signedTextOf(request, claim);
}

function codeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error instanceof AppError ? [error.code, ...Object.values(error.params)] : error;
  }
}

describe("RFC 9421 B.2.5, hmac-sha256", () => {
  const request = requestOf(
    'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    { signature: "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:" },
  );

  test("its base and its signature come out", () => {
    expect(baseOf(request)).toBe(
      [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@authority": example.com',
        '"content-type": application/json',
        '"@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
      ].join("\n"),
    );
    const [claim] = readClaims(request);
    expect(claim).toEqual({
      ...{ components: ["date", "@authority", "content-type"], createdS: 1_618_884_473 },
      ...{ keyId: "test-shared-secret", nonce: undefined, expiresS: undefined, algorithm: undefined },
      inSerialForm: '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
      signature: Buffer.from("pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=", "base64"),
    });
    expect(claim && isSignatureOf(hex, baseOf(request), claim.signature)).toBe(true);
  });

  test("and no other", () => {
    const [claim] = readClaims(request);
    const signature = claim?.signature ?? new Uint8Array();
    const other = { ...request, headers: new Headers([...request.headers]) };
    other.headers.set("date", "Tue, 20 Apr 2021 02:07:56 GMT");
    expect([
      isSignatureOf(hex, baseOf(other), signature),
      isSignatureOf(`${hex.slice(0, -2)}00`, baseOf(request), signature),
      isSignatureOf(hex, baseOf(request), signature.subarray(1)),
    ]).toEqual([false, false, false]);
  });
});

describe("components", () => {
  test.each([
    ["@method", RFC_URL, "POST"],
    ["@target-uri", `${RFC_URL}#part`, RFC_URL],
    ["@authority", "http://example.com:8080/", "example.com:8080"],
    ["@scheme", RFC_URL, "https"],
    ["@path", RFC_URL, "/foo"],
    ["@path", "http://example.com//a/%7E?x=/", "//a/%7E"],
    ["@path", "http://example.com", "/"],
    ["@query", RFC_URL, "?param=Value&Pet=dog"],
    ["@query", "http://example.com/a", "?"],
    ["@query", "http://example.com/a?", "?"],
    ["@query", "http://example.com/a?b?c=%20+", "?b?c=%20+"],
    ["@request-target", RFC_URL, "/foo?param=Value&Pet=dog"],
    ["content-length", RFC_URL, "18"],
  ])("%s of %s", (name, url, value) => {
    expect(baseOf(requestOf(`s=("${name}")`, {}, url)).split("\n")[0]).toBe(`"${name}": ${value}`);
  });

  test("blanks around a field's value are not signed", () => {
    expect(baseOf(requestOf('s=("x-a")', { "x-a": "  one,  two  " })).split("\n")[0]).toBe(
      '"x-a": one,  two',
    );
  });

  test.each([
    ['s=("@status")', ["signature_component", "@status"]],
    ['s=("@query-param";name="Pet")', ["signature_component", "@query-param;name"]],
    ['s=("content-digest";req)', ["signature_component", "content-digest;req"]],
    ['s=("content-digest";key="sha-512")', ["signature_component", "content-digest;key"]],
    ['s=("Date")', ["signature_component", "?"]],
    ['s=("x-absent")', ["signature_component", "x-absent"]],
    ['s=("<b>")', ["signature_component", "?"]],
  ])("%s is not there", (input, expected) => {
    expect(codeOf(() => baseOf(requestOf(input)))).toEqual(expected);
  });
});

describe("claims", () => {
  test("none without the header", () => {
    expect(readClaims({ method: "GET", url: RFC_URL, headers: new Headers() })).toEqual([]);
  });

  test.each([
    ["", "Signature-Input"],
    ["nonsense nonsense", "Signature-Input"],
    ["s", "Signature-Input"],
    ["s=1", "Signature-Input"],
    ["s=(1 2)", "Signature-Input"],
    ['s=("@method" "@method")', "Signature-Input"],
    ['s=("@method");created="1"', "Signature-Input"],
    ['s=("@method");keyid=tok', "Signature-Input"],
    ['s=("@method");nonce=5', "Signature-Input"],
    [`s=(${'"a" '.repeat(65)})`, "Signature-Input"],
    [Array.from({ length: 9 }, (_, n) => `s${n}=()`).join(", "), "Signature-Input"],
    ['other=("@method")', "Signature"],
  ])("%s is malformed", (input, field) => {
    expect(codeOf(() => readClaims(requestOf(input)))).toEqual(["signature_malformed", field]);
  });

  test.each(["", "s", 's="text"', "s=:AQ==", "s=(:AQ==:)"])("a signature of %p is malformed", (signature) => {
    expect(codeOf(() => readClaims(requestOf("s=()", { signature })))).toEqual([
      "signature_malformed",
      "Signature",
    ]);
  });
});
