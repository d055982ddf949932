import { expect, test } from "bun:test";
import { hashToken, makeToken, sessionCookie, tokensOf } from "../../../src/accounts/sessions/cookie.ts";

test("a token has 256 bits, no two are alike, and its hash is SHA-256", () => {
  const tokens = new Set(Array.from({ length: 100 }, makeToken));
  expect([...tokens].filter((token) => /^[\w-]{43}$/.test(token))).toHaveLength(100);
  expect(hashToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("the cookie is out of reach of scripts and of other sites, and of http where it came over https", () => {
  expect(sessionCookie("t", false)).toBe(
    "gantry_session=t; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict",
  );
  expect(sessionCookie("t", true)).toBe(
    "__Host-gantry_session=t; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure",
  );
  expect(sessionCookie("", false)).toBe("gantry_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
});

test("both cookies are read, the https one first", () => {
  const request = (cookie: string) => new Request("http://h/", { headers: { cookie } });
  expect(tokensOf(request("gantry_session=a; x=y; __Host-gantry_session=b"))).toEqual(["b", "a"]);
  expect(tokensOf(request("gantry_session=; x=y"))).toEqual([]);
  expect(tokensOf(new Request("http://h/"))).toEqual([]);
});

test("over https only the cookie of https is taken", () => {
  const cookie = "gantry_session=planted; __Host-gantry_session=b";
  const ask = (url: string, headers: Record<string, string>) => tokensOf(new Request(url, { headers }));
  expect([
    ask("https://h/", { cookie }),
    ask("https://h/", { cookie: "gantry_session=planted" }),
    ask("http://h/", { cookie: "gantry_session=planted", "x-forwarded-proto": "https" }),
  ]).toEqual([["b"], [], []]);
});
