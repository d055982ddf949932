import { expect, test } from "bun:test";
import { makeOnenetLogin } from "../../../../src/codec/onenet/token.ts";
import { credentialsOf, signAlink } from "../../../../src/devices/credentials/api/mqtt-login.ts";

test("signs as Alibaba's C SDK does", () => {
  const params = {
    clientId: "pk.device",
    productKey: "pk",
    deviceName: "device",
    timestamp: "2524608000000",
  };
  expect(signAlink(params, "secret")).toBe(
    "2EAB47D05EC94FAB1A34E7E9F54AEBD34A1E15770F932E05300193007E0091E9".toLowerCase(),
  );
  const sample = { clientId: "12345", productKey: "pk", deviceName: "device", timestamp: "789" };
  expect(signAlink(sample, "secret")).toBe(
    "6074a46a91b1ebb2cc4ea42790ad0e80202c9843859fc292e57c4eb19fad9e57",
  );
});

test("gives every login ready to paste", () => {
  const device = { productKey: "pk", deviceName: "device", deviceSecret: "secret" };
  expect(credentialsOf(device, 1_544_427_400_000)).toEqual({
    productKey: "pk",
    deviceName: "device",
    deviceSecret: "secret",
    mqtt: {
      host: null,
      plain: { clientId: "pk.device", username: "device&pk", password: "secret" },
      alink: {
        clientId: "pk.device|securemode=3,signmethod=hmacsha256,timestamp=2524608000000|",
        username: "device&pk",
        password: "2eab47d05ec94fab1a34e7e9f54aebd34a1e15770f932e05300193007e0091e9",
      },
      yudao: {
        clientId: "pk.device",
        username: "device&pk",
        password: new Bun.CryptoHasher("sha256", "secret")
          .update("clientIdpk.devicedeviceNamedevicedeviceSecretsecretproductKeypk")
          .digest("hex"),
      },
      onenet: makeOnenetLogin(device) ?? null,
      thingsboard: { clientId: "device", username: "secret", password: "" },
      jetlinks: {
        clientId: "device",
        username: "pk|1544427400000",
        password: new Bun.CryptoHasher("md5").update("pk|1544427400000|secret").digest("hex"),
      },
    },
  });
});

test("yudao's and JetLinks' logins are the ones of their own tests", () => {
  const yudao = {
    productKey: "4aymZgOTOOCrDKRT",
    deviceName: "small",
    deviceSecret: "0baa4c2ecc104ae1a26b4070c218bdf3",
  };
  expect(credentialsOf(yudao, 0).mqtt.yudao.password).toBe(
    "509e2b08f7598eb139d276388c600435913ba4c94cd0d50aebc5c0d1855bcb75",
  );
  const jetlinks = { productKey: "admin", deviceName: "d", deviceSecret: "adminKey" };
  expect(credentialsOf(jetlinks, 1_544_427_400_000).mqtt.jetlinks.password).toBe(
    "2c954f4431c3c3c38515ebad75763c02",
  );
});

test("OneNET's token is the one that its dialect makes, and none for a secret that is no key", () => {
  const device = {
    productKey: "p",
    deviceName: "d",
    deviceSecret: "KuF3NT/jUBJ62LNBB/A8XZA9CqS3Cu79B/ABmfA1UCw=",
  };
  expect(credentialsOf(device, 0).mqtt.onenet).toEqual(makeOnenetLogin(device) ?? null);
  expect(credentialsOf(device, 0).mqtt.onenet?.clientId).toBe("d");
  expect(credentialsOf({ ...device, deviceSecret: "not a key" }, 0).mqtt.onenet).toBeNull();
});
