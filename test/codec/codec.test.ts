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

const token = "version=2018-10-31&res=products%2Fpk&et=4102444800&method=sha1&sign=eA%3D%3D";

test.each([
  ["dn", "pk", token, "onenet"],
  ["503223399", "238322", token, "onenet"],
  ["503223399", "238322", "sn-0001", "onenet-legacy"],
])("client id %s, user %s, password %s is spoken as %s", (clientId, username, sent, dialect) => {
  expect(readLogin({ clientId, username, password: new TextEncoder().encode(sent) })).toMatchObject({
    kind: "login",
    login: { dialect, productKey: username, deviceName: clientId },
  });
});

test("names are unique and found again", () => {
  expect(new Set(dialects.map((d) => d.name)).size).toBe(dialects.length);
  for (const dialect of dialects) expect(dialectOf(dialect.name)).toBe(dialect);
  expect(dialectOf("klingon")).toBeUndefined();
});
