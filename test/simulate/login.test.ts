import { expect, test } from "bun:test";
import { alink } from "../../src/codec/alink/alink.ts";
import { plain } from "../../src/codec/plain/plain.ts";
import { makeLogin } from "../../src/simulate/login.ts";

const IDENTITY = { productKey: "tunnel-oven", deviceName: "OVEN-01", deviceSecret: "s3cret" };

function claimOf(login: { clientId: string; username: string; password: string }) {
  return { ...login, password: new TextEncoder().encode(login.password) };
}

test("the alink login is what the platform's own dialect verifies", () => {
  const login = makeLogin(IDENTITY, "alink", false);
  expect({ ...login, password: "" }).toEqual({
    clientId: "tunnel-oven.OVEN-01|securemode=3,signmethod=hmacsha256,timestamp=2524608000000|",
    username: "OVEN-01&tunnel-oven",
    password: "",
  });
  const reading = alink.readLogin(claimOf(login));
  if (reading.kind !== "login") throw new Error(reading.kind);
  expect(reading.login.verify({ deviceSecret: "s3cret", productSecret: "p" })).toBeUndefined();
  expect(reading.login.verify({ deviceSecret: "other", productSecret: "p" })?.code).toBe("sign_mismatch");
});

test("the signature has the bytes of a reference computed apart from this code", () => {
  // HMAC-SHA256("secret", "clientIdpk.devicedeviceNamedeviceproductKeypktimestamp2524608000000"), dialects.md §2.2.1
  const login = makeLogin({ productKey: "pk", deviceName: "device", deviceSecret: "secret" }, "alink", true);
  expect(login.password.toUpperCase()).toBe(
    "2EAB47D05EC94FAB1A34E7E9F54AEBD34A1E15770F932E05300193007E0091E9",
  );
  expect(login.clientId).toContain("securemode=2");
});

test("the plain login is taken as plain, not as another dialect", () => {
  const login = makeLogin(IDENTITY, "plain", false);
  expect(alink.readLogin(claimOf(login)).kind).toBe("foreign");
  const reading = plain.readLogin(claimOf(login));
  if (reading.kind !== "login") throw new Error(reading.kind);
  expect(reading.login.verify({ deviceSecret: "s3cret", productSecret: "p" })).toBeUndefined();
});
