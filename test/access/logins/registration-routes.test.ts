import { expect, test } from "bun:test";
import { registrationRoutes } from "../../../src/access/logins/registration-routes.ts";
import { sign } from "../../../src/codec/alink/login.ts";
import { makeRouter } from "../../../src/http/http.ts";
import type { Failure } from "../../../src/spine/error.ts";
import { makeApiClient } from "../../harness/room-api.ts";
import { setUpLogins } from "./fixture.ts";

function setUp() {
  const { products, logins, refusals, devices, d1 } = setUpLogins();
  products.update("pk", { registration: "listed" }, "ann");
  const malformed: string[] = [];
  const state = { isAdmitted: true };
  const gate = {
    isAdmitted: () => state.isAdmitted,
    register: logins.register.bind(logins),
    reportRefusal: (why: Failure) => void malformed.push(why.code),
  };
  const client = makeApiClient(makeRouter(), registrationRoutes({ gate }));
  const post = async (fields: Record<string, string>) => {
    const body = new URLSearchParams(fields).toString();
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(body.length),
    };
    const response = await client.fetch("/auth/register/device", { method: "POST", body, headers });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    return await response.text();
  };
  const signed = (random: string, deviceName = "d1") => ({
    ...{ productKey: "pk", deviceName, random, signMethod: "HmacSHA256" },
    sign: sign("hmacsha256", "ps", `deviceName${deviceName}productKeypkrandom${random}`),
  });
  return { products, devices, d1, refusals, malformed, state, post, signed };
}

test("a listed device fetches its secret, as Alibaba answers it", async () => {
  const { post, signed, devices, d1 } = setUp();
  expect(await post(signed("7"))).toBe(
    '{"code":200,"data":{"productKey":"pk","deviceName":"d1","deviceSecret":"s1"},"message":"success"}',
  );
  devices.setPresence(d1.id, { state: "online", reason: "connected" });
  expect(JSON.parse(await post(signed("7")))).toMatchObject({ code: 6289 });
});

test("whoever is refused finds the reason in the journal", async () => {
  const { post, signed, refusals, malformed, products, state } = setUp();
  expect(JSON.parse(await post({ ...signed("7"), sign: "00" }))).toMatchObject({ code: 6600 });
  expect(JSON.parse(await post(signed("7", "d9")))).toMatchObject({ code: 6100 });
  products.update("pk", { registrationUntil: 1 }, "ann");
  expect(JSON.parse(await post(signed("7")))).toMatchObject({ code: 6288 });
  expect(refusals()).toMatchObject([
    { code: "sign_mismatch", device: "pk/d1 1" },
    { code: "unknown_device", device: "pk/d9 0" },
    { code: "registration_closed", device: "pk/d1 1" },
  ]);
  expect(JSON.parse(await post({ productKey: "pk" }))).toMatchObject({ code: 460 });
  expect(JSON.parse(await post({ ...signed("7"), more: "x".repeat(5_000) }))).toMatchObject({ code: 460 });
  expect(malformed).toEqual(["provisioning_incomplete", "provisioning_incomplete"]);
  state.isAdmitted = false;
  expect(JSON.parse(await post(signed("7")))).toMatchObject({ code: 429 });
});

test("an address may ask as often as over MQTT", async () => {
  const { post, signed } = setUp();
  for (let i = 0; i < 120; i++) await post(signed(String(i)));
  expect(JSON.parse(await post(signed("last")))).toMatchObject({ code: 429 });
});
