import { expect, test } from "bun:test";
import type { RefusedLogin } from "../../src/diagnosis/contract.ts";
import { SECRET_HOLD_MS, Strangers } from "../../src/diagnosis/strangers.ts";
import { makeManualClock } from "../harness/manual-clock.ts";

const LOGIN: RefusedLogin = {
  deviceId: 0,
  dialect: "plain",
  productKey: "pk",
  deviceName: "dn",
  protocol: "mqtt",
  clientId: "c",
  address: "10.0.0.1:5",
  code: "unknown_device",
  skewS: undefined,
  secret: "s3cret",
};
const TOKEN: RefusedLogin = {
  ...LOGIN,
  ...{ dialect: "thingsboard", productKey: "", deviceName: "", clientId: "mill", code: "token_unknown" },
};

function setUp() {
  const clock = makeManualClock(1_000_000);
  return { clock, strangers: new Strangers(clock) };
}

test("many attempts of one device are one row, with the newest address", () => {
  const { clock, strangers } = setUp();
  strangers.note(LOGIN);
  clock.advance(5_000);
  strangers.note({ ...LOGIN, address: "10.0.0.1:6", code: "unknown_product" });
  expect(strangers.list()).toEqual([
    {
      ...{ id: expect.any(String), code: "unknown_product", dialect: "plain", protocol: "mqtt" },
      ...{ productKey: "pk", deviceName: "dn", clientId: "c", address: "10.0.0.1:6" },
      ...{ firstAt: 1_000_000, lastAt: 1_005_000, count: 2, secretUntil: 1_005_000 + SECRET_HOLD_MS },
    },
  ]);
  expect(JSON.stringify(strangers.list())).not.toContain("s3cret");
});

test("a token is one row whatever the client id; its client id names it where it may", () => {
  const { strangers } = setUp();
  strangers.note(TOKEN);
  strangers.note({ ...TOKEN, clientId: "mill 2" });
  strangers.note({ ...TOKEN, secret: "another", clientId: "mill 2" });
  expect(strangers.list().map(({ deviceName, clientId, count }) => [deviceName, clientId, count])).toEqual([
    ["", "mill 2", 1],
    ["mill", "mill 2", 2],
  ]);
});

test("other refusals and names that no device could have are not listed", () => {
  const { strangers } = setUp();
  strangers.note({ ...LOGIN, code: "secret_mismatch" });
  strangers.note({ ...LOGIN, deviceName: "no such name" });
  strangers.note({ ...LOGIN, productKey: "p/k" });
  expect(strangers.list()).toEqual([]);
});

test("a secret is held for ten minutes, and not when different ones come", () => {
  const { clock, strangers } = setUp();
  strangers.note(LOGIN);
  const id = strangers.list()[0]?.id ?? "";
  expect(strangers.secretOf(id)).toBe("s3cret");
  clock.advance(SECRET_HOLD_MS);
  expect(strangers.secretOf(id)).toBeUndefined();
  strangers.note(LOGIN);
  strangers.note({ ...LOGIN, secret: "guess" });
  strangers.note(LOGIN);
  expect([strangers.secretOf(id), strangers.list()[0]?.secretUntil]).toEqual([undefined, undefined]);
  clock.advance(SECRET_HOLD_MS);
  strangers.note(LOGIN);
  expect(strangers.secretOf(id)).toBe("s3cret");
  clock.advance(SECRET_HOLD_MS);
  strangers.sweep();
  expect(strangers.list()[0]?.secretUntil).toBeUndefined();
});

test("what could be no secret is not held", () => {
  const { strangers } = setUp();
  strangers.note({ ...LOGIN, secret: "with space" });
  expect(strangers.list()[0]?.secretUntil).toBeUndefined();
});

test("one host cannot push out the others; all of it is bounded", () => {
  const { strangers } = setUp();
  strangers.note(LOGIN);
  for (let i = 0; i < 200; i++) strangers.note({ ...LOGIN, deviceName: `x${i}`, address: `10.9.9.9:${i}` });
  expect([strangers.count(), strangers.list().at(-1)?.deviceName, strangers.isFull()]).toEqual([
    51,
    "dn",
    true,
  ]);
  for (let i = 0; i < 900; i++) strangers.note({ ...LOGIN, deviceName: `y${i}`, address: `10.8.${i}.1:1` });
  expect(strangers.count()).toBe(500);
});

test("a dismissed one stays hidden while it knocks, and comes back after a day's silence", () => {
  const { clock, strangers } = setUp();
  strangers.note(LOGIN);
  expect(strangers.dismiss(strangers.list()[0]?.id ?? "")).toBe(true);
  expect(strangers.dismiss("other")).toBe(false);
  strangers.note(LOGIN);
  expect([strangers.list(), strangers.count()]).toEqual([[], 0]);
  clock.advance(86_400_000);
  strangers.sweep();
  strangers.note(LOGIN);
  expect(strangers.count()).toBe(1);
});

test("a device that is known now is forgotten, by its names or by its row", () => {
  const { strangers } = setUp();
  strangers.note(LOGIN);
  strangers.note({ ...LOGIN, productKey: "", dialect: "jetlinks", code: "device_name_unknown" });
  strangers.note({ ...LOGIN, deviceName: "other" });
  strangers.note({ ...TOKEN, clientId: "dn" });
  strangers.forgetNamed("pk", "dn");
  expect(strangers.list().map(({ dialect, deviceName }) => [dialect, deviceName])).toEqual([
    ["thingsboard", "dn"],
    ["plain", "other"],
  ]);
  strangers.forget(strangers.list()[0]?.id ?? "");
  expect(strangers.count()).toBe(1);
});
