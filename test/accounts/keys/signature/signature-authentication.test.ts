import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import type { KeyDraft } from "../../../../src/accounts/keys/keys.ts";
import { actorOf, body, eventStream, makeRouter, route } from "../../../../src/http/http.ts";
import { until } from "../../../harness/until.ts";
import { MACHINE, startAccounts } from "../../signed-in.ts";
import { type Signer, type Signing, signRequest } from "./sign-request.ts";

const ORIGIN = "http://plant.local";
const DRAFT: KeyDraft = {
  ...{ name: "mes", description: "", expiresAt: null, isSigned: true },
  actions: ["read", "write", "manage"],
};

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly address?: string;
}

/** What a signed request is sent as: itself, unless a test changes it on the way. */
type OnTheWay = (request: { url: string; init: RequestInit & { headers: Record<string, string> } }) => void;

async function open(draft: Partial<KeyDraft> = {}) {
  const room = await startAccounts({ adminPassword: "correct horse" });
  const { clock, accounts, api } = room;
  const { keys } = accounts;
  const acted: unknown[] = [];
  const things = makeRouter();
  const of = { tag: "devices", summary: "s" } as const;
  const Thing = v.object({ n: v.number() });
  const take = (value: unknown) => void acted.push(value);
  things.post("/things", route({ ...of, id: "t1", allow: "manage", bodyBytes: 64 }), body(Thing), (c) => {
    take(c.req.valid("json"));
    return c.json({}, 201);
  });
  things.post("/files", route({ ...of, id: "t2", allow: "manage" }), async (c) => {
    const { file } = await c.req.parseBody();
    take(file instanceof File ? await file.text() : "no file");
    return c.json({}, 201);
  });
  things.post("/starts", route({ ...of, id: "t3", allow: "manage" }), (c) => {
    take("started");
    return c.json({});
  });
  things.get("/one", route({ ...of, id: "t4", allow: "read", returns: Thing, etag: { except: [] } }), (c) =>
    c.json({ n: 1 }),
  );
  things.put("/one", route({ ...of, id: "t5", allow: "manage" }), body(Thing), (c) => {
    take([actorOf(c).username, c.req.valid("json")]);
    return c.json({});
  });
  things.get("/stream", route({ ...of, id: "t6", allow: "read" }), (c) =>
    eventStream(c, clock, (stream) => {
      stream.send("hello", 1);
      return () => take("stream ended");
    }),
  );
  api.mount(things);
  const { key, signingKey } = keys.create({ ...DRAFT, ...draft }, MACHINE);
  const signer: Signer = { keyId: key.keyId, signingKey: signingKey ?? "" };
  const sign = async (sent: Sent = {}, signing: Signing & { by?: Signer } = {}) => {
    const { method = "GET", path = "/rest", headers = {}, body: text } = sent;
    const url = `${ORIGIN}/openapi/v1${path}`;
    const given = text === undefined ? headers : { "content-type": "application/json", ...headers };
    const toSign = { method, url, headers: given, body: text };
    const signed = await signRequest(signing.by ?? signer, toSign, { now: clock.now(), ...signing });
    return { url, init: { method, headers: signed, ...(text === undefined ? {} : { body: text }) } };
  };
  const send = async ({ url, init }: Awaited<ReturnType<typeof sign>>, address = "10.0.0.1") => {
    const answer = await api.app.request(url, init, { address });
    if (answer.ok) return answer.status;
    const problem = (await answer.json()) as { code: string; params: Record<string, unknown> };
    const { component } = problem.params;
    return component === undefined ? problem.code : `${problem.code} ${component}`;
  };
  const ask = async (sent: Sent = {}, signing: Signing & { by?: Signer } = {}, onTheWay?: OnTheWay) => {
    const request = await sign(sent, signing);
    onTheWay?.(request);
    return send(request, sent.address);
  };
  const trail = () => accounts.listAudit({ action: "key.refused", limit: 100 });
  return { ...room, keys, key, signer, sign, send, ask, acted, trail };
}

const POST = { method: "POST", path: "/things", body: '{"n":1}' };

describe("a signed request", () => {
  test("is the key's, with its rights and its name", async () => {
    const { sign, api, key } = await open();
    const { url, init } = await sign({ path: "/rest?a=1&b=%20'x'" });
    const answer = await api.app.request(url, init, { address: "10.0.0.1" });
    expect(await answer.json()).toEqual({
      ...{ kind: "key", keyId: key.keyId, username: "key:mes", role: "", language: "en" },
      ...{ address: "10.0.0.1", mustChangePassword: false },
    });
  });

  test("reaches routes with a body, a form, no body, and an ETag", async () => {
    const { ask, acted } = await open();
    const disposition = 'content-disposition: form-data; name="file"; filename="x.csv"';
    const text = `--b\r\n${disposition}\r\ncontent-type: text/csv\r\n\r\na,b\r\n--b--\r\n`;
    const multipart = { "content-type": "multipart/form-data; boundary=b" };
    expect([
      await ask(POST),
      await ask({ method: "POST", path: "/files", body: text, headers: multipart }),
      await ask({ method: "POST", path: "/starts" }),
      await ask({ ...POST, headers: { "idempotency-key": "k1" } }),
      await ask({ method: "PUT", path: "/one", body: '{"n":2}', headers: { "if-match": "*" } }),
      await ask({ method: "PUT", path: "/one", body: '{"n":3}', headers: { "if-match": '"other"' } }),
    ]).toEqual([201, 201, 200, 201, 200, "changed_meanwhile"]);
    expect(acted).toEqual([{ n: 1 }, "a,b", "started", { n: 1 }, ["key:mes", { n: 2 }]]);
  });

  test("may cover @target-uri or @request-target instead, more fields, and say alg and expires", async () => {
    const { ask, clock } = await open();
    const more = ["created", "nonce", "keyid", "alg", "expires", "tag"];
    const values = { expires: new Date(clock.now() + 5_000), tag: "app" };
    expect([
      await ask({}, { fields: ["@method", "@target-uri"] }),
      await ask({ path: "/rest?x=1" }, { fields: ["@method", "@request-target", "@authority", "@scheme"] }),
      await ask(
        { headers: { "x-line": "1" } },
        { fields: ["@method", "@path", "@query", "x-line"], params: more, values },
      ),
    ]).toEqual([200, 200, 200]);
  });

  test("is that key's, whatever cookie or token comes along", async () => {
    const { sign, send, makeCaller } = await open();
    const admin = makeCaller();
    await admin.signIn("admin", "correct horse");
    const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const request = await sign({ path: "/users" });
    Object.assign(request.init.headers, { cookie, authorization: "Bearer gk-aaaaaaaaaaaa.x" });
    expect(await send(request)).toBe("forbidden");
  });

  test("opens a stream that stays open when its signature is old, and ends with the key", async () => {
    const { sign, api, clock, keys, key, acted } = await open();
    const { url, init } = await sign({ path: "/stream" });
    const answer = await api.app.request(url, init, { address: "10.0.0.1" });
    const reader = answer.body?.getReader();
    let text = "";
    const read = async () => {
      text += new TextDecoder().decode((await reader?.read())?.value);
    };
    while (!text.includes("hello")) await read();
    clock.advance(600_000);
    while (!text.includes("still here")) await read();
    expect(acted).toEqual([]);
    keys.update(key.keyId, { isEnabled: false }, MACHINE);
    await until(() => acted.length > 0, "the end of the stream");
    expect(acted).toEqual(["stream ended"]);
  });
});

describe("what was changed on the way", () => {
  const cases: readonly (readonly [string, Sent, OnTheWay, string])[] = [
    [
      "method",
      { path: "/one" },
      ({ init }) => void Object.assign(init, { method: "DELETE" }),
      "signature_mismatch",
    ],
    ["path", {}, (request) => void Object.assign(request, { url: `${request.url}s` }), "signature_mismatch"],
    [
      "query",
      {},
      (request) => void Object.assign(request, { url: `${request.url}?x=1` }),
      "signature_mismatch",
    ],
    ["body", POST, ({ init }) => void Object.assign(init, { body: '{"n":2}' }), "digest_mismatch"],
    ["taken body", POST, ({ init }) => void Object.assign(init, { body: null }), "digest_mismatch"],
    [
      "digest and body",
      POST,
      ({ init }) => {
        init.body = "";
        init.headers["content-digest"] = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
      },
      "signature_mismatch",
    ],
    [
      "added body",
      { method: "POST", path: "/starts" },
      ({ init }) => void Object.assign(init, { body: "x" }),
      "signature_incomplete content-digest",
    ],
    [
      "type of the body",
      POST,
      ({ init }) => void Object.assign(init.headers, { "content-type": "text/plain" }),
      "signature_mismatch",
    ],
    [
      "added condition",
      POST,
      ({ init }) => void Object.assign(init.headers, { "if-match": "*" }),
      "signature_incomplete if-match",
    ],
    [
      "taken condition",
      { ...POST, method: "PUT", path: "/one", headers: { "if-match": '"x"' } },
      ({ init }) => void delete init.headers["if-match"],
      "signature_component if-match",
    ],
    [
      "added key of the request",
      POST,
      ({ init }) => void Object.assign(init.headers, { "idempotency-key": "k" }),
      "signature_incomplete idempotency-key",
    ],
    [
      "signature",
      {},
      ({ init }) => void Object.assign(init.headers, { Signature: "sig=:AAAA:" }),
      "signature_mismatch",
    ],
    [
      "parameters",
      {},
      ({ init }) => {
        const input = init.headers["Signature-Input"] ?? "";
        init.headers["Signature-Input"] = input.replace(/created=\d+/, "created=1");
      },
      "signature_mismatch",
    ],
  ];
  test.each(cases)("%s", async (_, sent, onTheWay, code) => {
    const { ask, acted } = await open();
    expect([await ask(sent, {}, onTheWay), acted]).toEqual([code, []]);
  });

  test("a body over the route's limit is refused before it is digested", async () => {
    const { ask, acted } = await open();
    const text = JSON.stringify({ n: 1, more: "x".repeat(100) });
    expect([await ask({ ...POST, body: text }), acted]).toEqual(["payload_too_large", []]);
  });
});

describe("what a signature must have", () => {
  test.each([
    ["@method", { fields: ["@path", "@query"] }],
    ["@path", { fields: ["@method", "@query"] }],
    ["@query", { fields: ["@method", "@path"] }],
    ["created", { params: ["nonce", "keyid"] }],
    ["nonce", { params: ["created", "keyid"] }],
    ["nonce", { values: { nonce: "" } }],
    ["nonce", { values: { nonce: "n".repeat(256) } }],
    ["keyid", { params: ["created", "nonce"] }],
    [
      'alg="hmac-sha256"',
      { params: ["created", "nonce", "keyid", "alg"], values: { alg: "rsa-pss-sha512" } },
    ],
  ] as [string, Signing][])("%s", async (component, signing) => {
    const { ask } = await open();
    expect(await ask({}, signing)).toBe(`signature_incomplete ${component}`);
  });

  test("the digest and the type of a body", async () => {
    const { ask, acted } = await open();
    const fields = ["@method", "@path", "@query"];
    expect([
      await ask(POST, { fields: [...fields, "content-type"] }),
      await ask(POST, { fields: [...fields, "content-digest"] }),
      await ask(
        { ...POST, headers: { "content-digest": "md5=:AA==:" } },
        {},
        ({ init }) => void Object.assign(init.headers, { "content-digest": "md5=:AA==:" }),
      ),
      acted,
    ]).toEqual([
      "signature_incomplete content-digest",
      "signature_incomplete content-type",
      "signature_mismatch",
      [],
    ]);
  });
});

describe("time", () => {
  test("a clock may be off by the tolerance, in both directions, once the server is up so long", async () => {
    const { ask, clock } = await open();
    clock.advance(400_000);
    const at = (offsetS: number) => ask({}, { now: clock.now() + offsetS * 1_000 });
    expect([await at(-300), await at(300), await at(-301), await at(301)]).toEqual([
      ...[200, 200, "signature_stale", "signature_stale"],
    ] as never);
  });

  test("what was signed before the start is refused: it may have been sent before", async () => {
    const { ask, clock } = await open();
    clock.advance(10_000);
    const at = (offsetS: number) => ask({}, { now: clock.now() + offsetS * 1_000 });
    expect([await at(-10), await at(-11)]).toEqual([200, "signature_before_start"]);
  });

  test("it may end sooner", async () => {
    const { ask, clock } = await open();
    const params = ["created", "nonce", "keyid", "expires"];
    const until = (offsetS: number) => ({ expires: new Date(clock.now() + offsetS * 1_000) });
    expect([
      await ask({}, { params, values: until(0) }),
      await ask({}, { params, values: until(-1) }),
    ]).toEqual([200, "signature_stale"]);
  });

  test("each is good once, and the same request may be signed again", async () => {
    const { sign, send, clock, acted, trail } = await open();
    const request = await sign(POST);
    const answers = [await send(request), await send(request), await send(request, "10.0.0.9")];
    expect([answers, acted.length]).toEqual([[201, "signature_replayed", "signature_replayed"], 1]);
    expect(await send(await sign(POST))).toBe(201);
    clock.advance(301_000);
    expect(await send(request)).toBe("signature_stale");
    expect(trail().map(({ actor, address, target, after }) => [actor, address, target, after])).toEqual([
      ["key:mes", "10.0.0.1", "mes", { code: "signature_stale" }],
      ["key:mes", "10.0.0.9", "mes", { code: "signature_replayed" }],
      ["key:mes", "10.0.0.1", "mes", { code: "signature_replayed" }],
    ]);
  });
});

describe("keys", () => {
  test("unknown, not for signing, by name, or none of ours", async () => {
    const { ask, signer, keys, makeCaller } = await open();
    const plain = keys.create({ ...DRAFT, name: "plain", isSigned: false }, MACHINE).key;
    const by = (keyId: string) => ask({}, { by: { ...signer, keyId } });
    expect([await by("gk-aaaaaaaaaaaa"), await by(plain.keyId), await by("mes")]).toEqual(
      Array(3).fill("signature_unknown_key"),
    );
    // A proxy's signature beside a session.
    const admin = makeCaller();
    await admin.signIn("admin", "correct horse");
    const headers = { "signature-input": 'p=("@method");keyid="proxy"', signature: "p=:AQ==:" };
    expect((await admin.call("GET", "/rest", { headers })).status).toBe(200);
  });

  test("the secret of a key that signs is refused as a Bearer, also by who has it", async () => {
    const { keys, makeCaller, accounts } = await open();
    const { key, secret } = keys.create({ ...DRAFT, name: "other" }, MACHINE);
    const bearer = async (said: string) => {
      const headers = { authorization: `Bearer ${key.keyId}.${said}` };
      return (await makeCaller().call("GET", "/rest", { headers })).json.code;
    };
    expect([await bearer(secret), await bearer("wrong")]).toEqual(["key_must_sign", "bad_key"]);
    const mqtt = { username: "other", password: Buffer.from(secret), address: "10.0.0.1" };
    expect(await accounts.logInApplication(mqtt)).toMatchObject({ ok: true });
  });

  test("the wrong signing key shuts that address out after ten attempts, as a wrong secret does", async () => {
    const { ask, signer, clock, trail } = await open();
    const wrong = { by: { ...signer, signingKey: "00".repeat(32) } };
    const codes = [];
    for (let n = 0; n < 11; n++) codes.push(await ask({}, wrong));
    expect(codes).toEqual([...Array(10).fill("signature_mismatch"), "rate_limited"]);
    expect([await ask(), await ask({ address: "10.0.0.2" })]).toEqual(["rate_limited", 200]);
    clock.advance(300_000);
    expect(await ask()).toBe(200);
    expect(trail().map(({ after }) => after)).toEqual(Array(10).fill({ code: "signature_mismatch" }));
  });

  test("disabled, expired, elsewhere and too often it says so", async () => {
    const { ask, keys, key, clock } = await open({ addresses: ["10.0.0.0/24"], ratePerMin: 2 });
    const codes = [await ask({ address: "192.168.1.5" }), await ask(), await ask(), await ask()];
    expect(codes).toEqual(["key_address", 200, 200, "rate_limited"]);
    keys.update(key.keyId, { expiresAt: clock.now() }, MACHINE);
    expect(await ask()).toBe("key_expired");
    keys.update(key.keyId, { isEnabled: false }, MACHINE);
    expect(await ask()).toBe("key_disabled");
  });

  test("a rotation has its overlap, switches signing on and off, and the database holds no secret", async () => {
    const { ask, keys, key, clock, makeCaller, db } = await open();
    const { keyId } = key;
    const bearer = async (said: string) => {
      const headers = { authorization: `Bearer ${keyId}.${said}` };
      const { status, json } = await makeCaller().call("GET", "/rest", { headers });
      return status === 200 ? 200 : json.code;
    };
    const next = keys.rotate(keyId, { overlapMs: 60_000 }, MACHINE);
    const byNext = { by: { keyId, signingKey: next.signingKey ?? "" } };
    expect([await ask(), await ask({}, byNext)]).toEqual([200, 200]);
    const plain = keys.rotate(keyId, { overlapMs: 60_000, isSigned: false }, MACHINE);
    expect([plain.signingKey, await ask({}, byNext), await bearer(plain.secret), await ask()]).toEqual([
      ...[null, 200, 200, "signature_mismatch"],
    ] as never);
    const again = keys.rotate(keyId, { overlapMs: 60_000, isSigned: true }, MACHINE);
    expect([await bearer(plain.secret), await bearer(again.secret)]).toEqual([200, "key_must_sign"]);
    clock.advance(60_000);
    expect([await bearer(plain.secret), await ask({}, byNext)]).toEqual(["bad_key", "signature_mismatch"]);
    expect(await ask({}, { by: { keyId, signingKey: again.signingKey ?? "" } })).toBe(200);
    const stored = JSON.stringify(db.sqlite.query("SELECT * FROM application_keys").all());
    expect([again, plain, next].some(({ secret }) => stored.includes(secret))).toBe(false);
    const audited = JSON.stringify(db.sqlite.query("SELECT * FROM audit_trail").all());
    expect(audited.includes(again.signingKey ?? "none")).toBe(false);
  });
});

test("refusals of a key go into the trail a few times only, and are all counted", async () => {
  const { sign, send, trail, keys, ask } = await open();
  const request = await sign();
  for (let n = 0; n < 30; n++) await send(request);
  await ask(POST, {}, ({ init }) => void Object.assign(init, { body: "{}" }));
  expect(trail().length).toBe(10);
  expect(Object.fromEntries(keys.requests)).toEqual({
    ...{ accepted: 2, signature_replayed: 29, digest_mismatch: 1 },
  });
});
