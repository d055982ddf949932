import { expect, test } from "bun:test";
import { readProvisioning } from "../../../src/codec/thingsboard/provisioning.ts";
import { failure } from "../../../src/spine/error.ts";

const read = (body: unknown, topic = "/provision/request") =>
  readProvisioning(topic, new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)));
const KEYS = { provisionDeviceKey: "pk", provisionDeviceSecret: "ps" };

function claimOf(body: unknown) {
  const claim = read(body)?.claim;
  if (!claim?.ok) throw new Error("refused");
  return claim.value;
}

test("a request names product and device, and is answered with a token, byte for byte", () => {
  const claim = claimOf({ ...KEYS, deviceName: "Device A" });
  expect([claim.productKey, claim.deviceName, claim.kind, claim.wantedSecret]).toEqual([
    "pk",
    "Device@20A",
    "open",
    undefined,
  ]);
  expect([claim.verify("ps"), claim.verify("px"), claim.verify("p")]).toEqual([
    undefined,
    failure("provisioning_secret"),
    failure("provisioning_secret"),
  ]);
  expect(claim.answer({ deviceSecret: "tok" })).toEqual({
    topic: "/provision/response",
    payload: '{"status":"SUCCESS","credentialsType":"ACCESS_TOKEN","credentialsValue":"tok"}',
  });
});

test("a device may bring its token, and may come without a name", () => {
  const claim = claimOf({ ...KEYS, credentialsType: "ACCESS_TOKEN", token: "mine" });
  expect([claim.deviceName, claim.wantedSecret]).toEqual(["", "mine"]);
});

test.each([
  ["{", "payload_not_json"],
  ["[]", "payload_shape"],
  [{ provisionDeviceSecret: "ps" }, "provisioning_incomplete"],
  [{ provisionDeviceKey: "pk" }, "provisioning_incomplete"],
  [{ ...KEYS, token: "with space" }, "payload_shape"],
  [{ ...KEYS, token: "dn&pk" }, "payload_shape"],
  [{ ...KEYS, token: "provision" }, "payload_shape"],
  [{ ...KEYS, credentialsType: "X509_CERTIFICATE", hash: "x" }, "credentials_unsupported"],
])("%j is refused", (body, code) => {
  expect(read(body)?.claim).toMatchObject({ ok: false, error: { code } });
});

test("a refusal is told, and other topics are nobody's", () => {
  expect(read({})?.refuse(failure("registration_off", { productKey: "pk" }))).toEqual({
    topic: "/provision/response",
    payload: '{"status":"FAILURE","errorMsg":"Dynamic registration is switched off for product pk."}',
  });
  expect(read({}, "v1/devices/me/telemetry")).toBeUndefined();
});
