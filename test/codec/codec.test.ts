import { expect, test } from "bun:test";
import { dialectOf, dialects, readLogin } from "../../src/codec/codec.ts";

const password = new TextEncoder().encode("x");

test.each([
  ["cid|securemode=3,signmethod=hmacsha1|", "alink"],
  ["cid", "plain"],
  ["cid|anything", "plain"],
])("client id %s is spoken as %s", (clientId, dialect) => {
  expect(readLogin({ clientId, username: "dn&pk", password })).toMatchObject({
    kind: "login",
    login: { dialect, productKey: "pk", deviceName: "dn" },
  });
});

test("names are unique and found again", () => {
  expect(new Set(dialects.map((d) => d.name)).size).toBe(dialects.length);
  for (const dialect of dialects) expect(dialectOf(dialect.name)).toBe(dialect);
  expect(dialectOf("klingon")).toBeUndefined();
});
