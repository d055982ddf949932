import { expect, test } from "bun:test";
import { credentialsOf, signAlink } from "../../src/devices/credentials.ts";

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

test("gives both logins ready to paste", () => {
  expect(credentialsOf({ productKey: "pk", deviceName: "device", deviceSecret: "secret" })).toEqual({
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
    },
  });
});
