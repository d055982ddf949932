import { expect, test } from "bun:test";
import type { Admission } from "../../../../src/access/adapter.ts";
import type { WaitingLink } from "../../../../src/access/modbus/dtu/identify.ts";
import { admit } from "../../../../src/access/modbus/dtu/login-desk.ts";
import { type Failure, failure } from "../../../../src/spine/error.ts";
import { err, ok, type Result } from "../../../../src/spine/result.ts";
import { FakeGate } from "../../mqtt/fake-gate.ts";

const ADDRESS = "10.0.0.9:5000";
const LINK: WaitingLink = {
  id: "7",
  transport: {
    kind: "dtu",
    framing: "rtu",
    identification: { by: "yudao", productKey: "pk", deviceName: "dn" },
  },
};
const DEVICE: Admission = {
  kind: "device",
  principal: { deviceId: 3, productKey: "pk", deviceName: "dn", dialect: "yudao" },
};

/** What comes of a login, and what the gate was asked and told. */
async function play(
  params: unknown,
  {
    outcome = ok(DEVICE),
    links = [LINK],
    framing = "rtu",
    method = "auth",
  }: {
    outcome?: Result<Admission, Failure>;
    links?: readonly WaitingLink[];
    framing?: "rtu" | "tcp";
    method?: string;
  } = {},
) {
  const gate = new FakeGate({ authenticate: async () => outcome });
  const text = typeof params === "string" ? params : JSON.stringify({ method, params });
  const login = { framing, unit: 1, transaction: 0, text };
  const result = await admit(login, ADDRESS, { gate, links: () => links });
  return { result, claim: gate.claims[0], refusals: gate.refusals.map((one) => one.failure.code) };
}

const PARAMS = { username: "dn&pk", password: "5ecret" };

test("a login becomes the claim that MQTT would bring, its client id made where it is left out", async () => {
  for (const clientId of [undefined, "", " "]) {
    const { result, claim, refusals } = await play({ ...PARAMS, clientId });
    expect({ result, claim, refusals }).toEqual({
      result: ok({
        link: LINK,
        principal: { deviceId: 3, productKey: "pk", deviceName: "dn", dialect: "yudao" },
      }),
      claim: {
        ...{ protocol: "modbus", clientId: "pk.dn", username: "dn&pk" },
        ...{ password: new TextEncoder().encode("5ecret"), address: ADDRESS, isTls: false },
      },
      refusals: [],
    });
  }
  expect((await play({ ...PARAMS, clientId: "own" })).claim?.clientId).toBe("own");
});

test("the answer to a login that does not hold tells when to come again, and nothing else", async () => {
  const wrong = await play(PARAMS, {
    outcome: err(failure("unknown_device", { productKey: "pk", deviceName: "dn" })),
  });
  expect(wrong.result).toMatchObject({ error: { code: 400, message: "认证失败" } });
  const banned = await play(PARAMS, { outcome: err(failure("banned", { retryAfterS: 30 })) });
  expect(banned.result).toMatchObject({
    error: { code: 403, message: "登录失败次数过多，请 30 秒后再试。" },
  });
  const gate = { authenticate: () => Promise.reject(new Error("disk full")), reportRefusal: () => {} };
  const login = {
    framing: "rtu",
    unit: 1,
    transaction: 0,
    text: JSON.stringify({ method: "auth", params: PARAMS }),
  } as const;
  const broken = await admit(login, ADDRESS, { gate, links: () => [LINK] });
  expect(broken).toMatchObject({ ok: false, error: { why: { code: "internal" }, code: 500 } });
  // The gate has written these down itself.
  expect([wrong.refusals, banned.refusals]).toEqual([[], []]);
});

test("what is no login, not a device, for no link or in other frames is refused with its reason in the log", async () => {
  const person: Admission = { kind: "application", principal: { name: "bob", kind: "user" } };
  const codes = async (played: ReturnType<typeof play>) => (await played).refusals;
  expect({
    noJson: await codes(play("{nothing")),
    otherMethod: await codes(play(PARAMS, { method: "thing.property.post" })),
    noPassword: await codes(play({ username: "dn&pk" })),
    person: await codes(play(PARAMS, { outcome: ok(person) })),
    noLink: await codes(play(PARAMS, { links: [] })),
    otherFrames: await codes(play(PARAMS, { framing: "tcp" })),
  }).toEqual({
    noJson: ["malformed_packet"],
    otherMethod: ["malformed_packet"],
    noPassword: ["malformed_packet"],
    person: ["bad_client_id"],
    noLink: ["dtu_link_missing"],
    otherFrames: ["dtu_framing"],
  });
  expect((await play(PARAMS, { framing: "tcp" })).result).toMatchObject({
    error: { code: 400, message: "DTU 使用 Modbus TCP 帧登录，而其链路设置为 Modbus RTU。" },
  });
});
