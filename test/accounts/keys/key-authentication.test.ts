import { describe, expect, test } from "bun:test";
import type { KeyDraft } from "../../../src/accounts/keys/keys.ts";
import { MACHINE, startAccounts } from "../signed-in.ts";

const DRAFT: KeyDraft = { name: "mes", description: "", expiresAt: null, actions: ["read"] };

async function withKey(more: Partial<KeyDraft> = {}) {
  const room = await startAccounts({ adminPassword: "correct horse" });
  const { key, secret } = room.accounts.keys.create({ ...DRAFT, ...more }, MACHINE);
  const token = `${key.keyId}.${secret}`;
  const ask = async (authorization: string | undefined, path = "/rest", address = "10.0.0.1") => {
    const headers = authorization === undefined ? {} : { authorization };
    const { status, json, headers: said } = await room.makeCaller().call("GET", path, { headers, address });
    return status === 200 ? 200 : [status, json.code, said.get("retry-after")];
  };
  return { ...room, keys: room.accounts.keys, key, secret, token, ask };
}

describe("a key at the API", () => {
  test("may what its actions say, by name in the trail, and nothing of people", async () => {
    const { ask, token, makeCaller, key } = await withKey();
    expect([await ask(undefined), await ask(`Bearer ${token}`), await ask(`bearer  ${token}`)]).toEqual([
      [401, "unauthenticated", null],
      200,
      200,
    ]);
    const caller = makeCaller();
    const { json } = await caller.call("GET", "/rest", { headers: { authorization: `Bearer ${token}` } });
    expect(json).toEqual({
      ...{ kind: "key", keyId: key.keyId, username: "key:mes", role: "", language: "en" },
      ...{ address: "10.0.0.1", mustChangePassword: false },
    });
    const closed = ["/users", "/roles", "/api-keys", "/session", "/session/preferences"];
    expect(await Promise.all(closed.map((path) => ask(`Bearer ${token}`, path)))).toEqual([
      ...Array(3).fill([403, "forbidden", null]),
      ...Array(2).fill([403, "persons_only", null]),
    ]);
  });

  test("even with every action looks after no people, roles and keys", async () => {
    const { ask, token } = await withKey({ actions: ["read", "write", "command", "manage", "ota", "admin"] });
    const paths = ["/users", "/roles", "/api-keys", "/audit"];
    expect(await Promise.all(paths.map((path) => ask(`Bearer ${token}`, path)))).toEqual([
      ...Array(3).fill([403, "forbidden", null]),
      200,
    ]);
  });

  test("without an action or within a part only is refused", async () => {
    const none = await withKey({ actions: [] });
    expect(await none.ask(`Bearer ${none.token}`)).toEqual([403, "forbidden", null]);
    const part = await withKey({ scopes: [{ kind: "product", productKey: "pump" }] });
    expect(await part.ask(`Bearer ${part.token}`)).toEqual([403, "out_of_scope", null]);
  });

  test("is not what a session beside it may", async () => {
    const { makeCaller, token } = await withKey();
    const admin = makeCaller();
    await admin.signIn("admin", "correct horse");
    const headers = { authorization: `Bearer ${token}` };
    expect((await admin.call("GET", "/users", { headers })).json.code).toBe("forbidden");
    expect(
      (await admin.call("GET", "/users", { headers: { authorization: "Bearer gk-x.y" } })).json.code,
    ).toBe("bad_key");
  });

  test.each([
    "Bearer gk-aaaaaaaaaaaa.secret",
    "Bearer gk-",
    "Bearer gk-aaaaaaaaaaaa",
    "Bearer gk-.x",
    "Bearer gk-AAAA.x y",
    `Bearer gk-${"a".repeat(5_000)}.x`,
  ])("%p is no key", async (authorization) => {
    const { ask } = await withKey();
    expect(await ask(authorization)).toEqual([401, "bad_key", null]);
  });

  test("goes by its id and never by its name, and the wrong secret bans that key at that address for a while", async () => {
    const { ask, key, token, clock, accounts } = await withKey();
    expect(await ask(`Bearer ${key.keyId}.${"x".repeat(43)}`)).toEqual([401, "bad_key", null]);
    for (let n = 1; n < 10; n++) await ask(`Bearer ${key.keyId}.wrong`);
    expect(await ask(`Bearer ${token}`)).toEqual([429, "rate_limited", "300"]);
    expect(await ask(`Bearer ${token}`, "/rest", "10.0.0.2")).toBe(200);
    clock.advance(300_000);
    expect(await ask(`Bearer ${token}`)).toBe(200);
    const trail = accounts.listAudit({ action: "key.refused", limit: 20 });
    expect([trail.length, trail[0]?.actor, trail[0]?.address]).toEqual([10, "key:mes", "10.0.0.1"]);
    expect(JSON.stringify(trail)).not.toContain("wrong");
  });
});

describe("limits of a key", () => {
  test("disabled, expired and used from elsewhere it says so, to who knows the secret", async () => {
    const { ask, token, key, keys, clock } = await withKey({ addresses: ["10.0.0.0/24", "fd00::/8"] });
    expect(await ask(`Bearer ${token}`, "/rest", "192.168.1.5")).toEqual([403, "key_address", null]);
    expect(await ask(`Bearer ${token}`, "/rest", "fd00::7")).toBe(200);
    keys.update(key.keyId, { expiresAt: clock.now() + 1_000 }, MACHINE);
    expect(await ask(`Bearer ${token}`)).toBe(200);
    clock.advance(1_000);
    expect(await ask(`Bearer ${token}`)).toEqual([403, "key_expired", null]);
    keys.update(key.keyId, { expiresAt: null, isEnabled: false }, MACHINE);
    expect(await ask(`Bearer ${token}`)).toEqual([403, "key_disabled", null]);
    expect(await ask(`Bearer ${key.keyId}.wrong`)).toEqual([401, "bad_key", null]);
  });

  test("its rate lets a minute's worth through at once, then says when to come again", async () => {
    const { ask, token, clock } = await withKey({ ratePerMin: 4 });
    const answers = [];
    for (let n = 0; n < 5; n++) answers.push(await ask(`Bearer ${token}`));
    expect(answers).toEqual([200, 200, 200, 200, [429, "rate_limited", "15"]]);
    clock.advance(15_000);
    expect([await ask(`Bearer ${token}`), await ask(`Bearer ${token}`)]).toEqual([
      200,
      [429, "rate_limited", "15"],
    ]);
  });

  test("after a rotation both secrets are good for the overlap, then the new one only", async () => {
    const { ask, token, key, keys, clock } = await withKey();
    const next = keys.rotate(key.keyId, { overlapMs: 60_000 }, MACHINE);
    const both = async (secret: string) => [
      await ask(`Bearer ${token}`),
      await ask(`Bearer ${key.keyId}.${secret}`),
    ];
    expect(await both(next.secret)).toEqual([200, 200]);
    clock.advance(60_000);
    expect(await both(next.secret)).toEqual([[401, "bad_key", null], 200]);
    const last = keys.rotate(key.keyId, { overlapMs: 0 }, MACHINE);
    expect(await both(last.secret)).toEqual([[401, "bad_key", null], 200]);
    expect(await ask(`Bearer ${key.keyId}.${next.secret}`)).toEqual([401, "bad_key", null]);
  });
});
