import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import type { AuditPerson } from "../../../src/accounts/audit-trail.ts";
import { makeKeyFailures, makeKeyRates } from "../../../src/accounts/keys/key-authentication.ts";
import { makeTokenAuthentication, type TokenPorts } from "../../../src/accounts/keys/token-authentication.ts";
import { readSignedToken } from "../../../src/codec/codec.ts";
import type { GroupTree } from "../../../src/http/http.ts";
import { AppError } from "../../../src/spine/error.ts";
import { MACHINE, startAccounts } from "../signed-in.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const OTHER = Buffer.alloc(32, 8).toString("base64");
const NO_GROUPS: GroupTree = { groupOf: () => undefined, isWithin: () => false, touches: () => false };
const PORTS: TokenPorts = {
  read: readSignedToken,
  isOfProduct: (productKey, token) => productKey === "pump" && token.isSignedBy(KEY),
  isOfDevice: ({ productKey, deviceName }, token, address) =>
    productKey === "pump" && deviceName === "p1" && address !== "9.9.9.9" && token.isSignedBy(KEY),
};

function tokenFor(res: string, { key = KEY, et = 4_000_000_000, method = "sha256" } = {}): string {
  const version = "2022-05-01";
  const text = `${et}\n${method}\n${res}\n${version}`;
  const sign = createHmac(method, Buffer.from(key, "base64")).update(text).digest("base64");
  const e = encodeURIComponent;
  return `version=${version}&res=${e(res)}&et=${et}&method=${method}&sign=${e(sign)}`;
}

async function open() {
  const { accounts, clock } = await startAccounts({ adminPassword: "correct horse" });
  const { keys } = accounts;
  const recorded: object[] = [];
  const record = (person: AuditPerson, entry: object) => void recorded.push({ ...person, ...entry });
  const authenticate = makeTokenAuthentication({
    ...{ keys, clock, tokens: PORTS, groups: NO_GROUPS, takeTurn: makeKeyRates(clock) },
    ...{ failures: makeKeyFailures(clock), trail: { record, prune: () => {} } },
  });
  const ask = (authorization: string | undefined, address = "10.0.0.1") => {
    const headers = authorization === undefined ? {} : { authorization };
    try {
      const holder = authenticate(new Request("http://x/", { headers }), { address, isPassive: false });
      if (holder === undefined) return "no token";
      const { may, reach } = holder.permissions;
      const acts = (["read", "write", "command", "manage", "admin"] as const).filter((one) =>
        may("devices", one),
      );
      return [holder.username, acts.join(" "), JSON.stringify(reach.scopes), may("users", "read")];
    } catch (error) {
      return error instanceof AppError ? error.code : String(error);
    }
  };
  return { keys, clock, ask, recorded };
}

test("a product's key reaches the product, a device's the device, and neither manages anything", async () => {
  const { ask } = await open();
  const product = { kind: "product", productKey: "pump" };
  const device = { kind: "device", productKey: "pump", deviceName: "p1" };
  const rights = "read write command";
  expect(ask(tokenFor("products/pump"))).toEqual([
    "key:products/pump",
    rights,
    JSON.stringify([product]),
    false,
  ]);
  for (const method of ["md5", "sha1", "sha256"])
    expect(ask(tokenFor("products/pump/devices/p1", { method }))).toEqual([
      ...["key:products/pump/devices/p1", rights, JSON.stringify([device]), false],
    ]);
  expect(ask(tokenFor("products/pump/devices/p1"), "9.9.9.9")).toBe("bad_token");
});

test("a user's key is that of an API key, with its rights and limits", async () => {
  const { keys, ask } = await open();
  const draft = { name: "u100", description: "", expiresAt: null, actions: ["read"] as const };
  const { key } = keys.create({ ...draft, tokenKey: KEY, ratePerMin: 1 }, MACHINE);
  expect(ask(tokenFor("userid/u100", { key: OTHER }))).toBe("bad_token");
  expect(ask(tokenFor("userid/u100"))).toEqual(["key:u100", "read", '[{"kind":"all"}]', false]);
  expect(ask(tokenFor("userid/u100"))).toBe("rate_limited");
  expect(keys.get(key.keyId).lastAddress).toBe("10.0.0.1");
  keys.update(key.keyId, { isEnabled: false }, MACHINE);
  expect(ask(tokenFor("userid/u100"))).toBe("key_disabled");
  keys.update(key.keyId, { isEnabled: true, tokenKey: null }, MACHINE);
  expect(ask(tokenFor("userid/u100"))).toBe("bad_token");
});

test("what is no token is left to others; what is a bad one is refused, and for a while after ten", async () => {
  const { ask, clock } = await open();
  expect([ask(undefined), ask("Bearer gk-a.b"), ask("Basic eA==")]).toEqual(Array(3).fill("no token"));
  const good = tokenFor("products/pump");
  const bad = [
    "version=2018-10-31",
    "version=1&res=&et=1&method=sha1&sign=x",
    tokenFor("products/fan"),
    tokenFor("products/pump/devices/p2"),
    tokenFor("products/pump/devices/p1/x"),
    tokenFor("userid/none"),
    tokenFor("userid/"),
    tokenFor("mqs/1"),
    good.replace("pump", "pum"),
    good.replace("et=4000000000", "et=4000000001"),
  ];
  expect(bad.map((token) => ask(token))).toEqual(bad.map(() => "bad_token"));
  expect(ask(tokenFor("products/pump", { et: 1_000 }))).toBe("token_expired");
  expect(ask(tokenFor("products/pump", { et: 1_000, key: OTHER }))).toBe("bad_token");
  for (let n = 0; n < 9; n++) ask(tokenFor("products/pump", { key: OTHER }));
  expect(ask(good)).toBe("rate_limited");
  expect(ask(good, "10.0.0.2")[0]).toBe("key:products/pump");
  clock.advance(300_000);
  expect(ask(good)[0]).toBe("key:products/pump");
});

test("no change of a character of a good token passes", async () => {
  const { ask, clock } = await open();
  const good = tokenFor("products/pump/devices/p1");
  // `%3D`: the padding of base64 says nothing, and firmware leaves it out.
  const PADDING = 3;
  const passed: string[] = [];
  for (let at = 0; at < good.length - PADDING; at++) {
    for (const other of ["A", "0", "&", "%", "="]) {
      const changed = good.slice(0, at) + other + good.slice(at + 1);
      clock.advance(300_000);
      if (changed !== good && Array.isArray(ask(changed))) passed.push(changed);
    }
  }
  expect(passed).toEqual([]);
});

test("a token signed by another than the key's own is in the trail; one that is for nobody is only counted", async () => {
  const { keys, ask, recorded } = await open();
  keys.create({ name: "app", description: "", expiresAt: null, actions: ["read"], tokenKey: KEY }, MACHINE);
  expect([ask(tokenFor("userid/app", { key: OTHER })), ask(tokenFor("userid/nobody"))]).toEqual([
    "bad_token",
    "bad_token",
  ]);
  expect(recorded).toEqual([
    { username: "key:app", address: "10.0.0.1", action: "key.refused", target: "app" },
  ]);
});

test("attempts from one /64 count together", async () => {
  const { ask } = await open();
  const codes = Array.from({ length: 11 }, (_, n) => ask(tokenFor("userid/nobody"), `2001:db8::${n + 1}`));
  expect(codes).toEqual([...Array(10).fill("bad_token"), "rate_limited"]);
  expect(ask(tokenFor("userid/nobody"), "2001:db8:0:1::1")).toBe("bad_token");
});
