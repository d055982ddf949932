import { describe, expect, test } from "bun:test";
import { openDatabase } from "../../src/db/db.ts";
import { openDevices } from "../../src/devices/devices.ts";
import { openDiagnosis, type RefusedLogin } from "../../src/diagnosis/diagnosis.ts";
import { openProducts } from "../../src/products/products.ts";
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
const NEW = { ...LOGIN, productKey: "new", code: "unknown_product" } as const;
const TOKEN: RefusedLogin = {
  ...LOGIN,
  ...{ dialect: "thingsboard", productKey: "", deviceName: "", clientId: "mill", code: "token_unknown" },
};

function setUp() {
  const clock = makeManualClock(1_000_000);
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  products.create({ productKey: "pk", name: "Press" }, "ann");
  const devices = openDevices({ db, products, clock });
  const reports: [string, object][] = [];
  const diagnosis = openDiagnosis({
    ...{ clock, devices, products },
    report: (device, why) => reports.push([device.deviceName, why]),
  });
  const noteAndFind = (login: RefusedLogin) => {
    diagnosis.noteRefused(login);
    return diagnosis.strangers()[0]?.id ?? "";
  };
  return { clock, products, devices, diagnosis, reports, noteAndFind };
}

describe("adopting", () => {
  test("creates the device with the secret that it sent, and the list forgets it", () => {
    const { devices, diagnosis, noteAndFind } = setUp();
    const adopted = diagnosis.adopt(noteAndFind(LOGIN), { isSecretSent: true, name: "Press 1" }, "ann");
    expect([adopted.isNewProduct, adopted.device.deviceSecret, adopted.device.name]).toEqual([
      false,
      "s3cret",
      "Press 1",
    ]);
    expect(devices.get("pk", "dn").deviceSecret).toBe("s3cret");
    expect(diagnosis.countStrangers()).toBe(0);
  });

  test("makes a secret up, or takes the one that is given", () => {
    const { diagnosis, noteAndFind } = setUp();
    const made = diagnosis.adopt(noteAndFind(LOGIN), { isSecretSent: false }, "ann");
    expect(made.device.deviceSecret).not.toBe("s3cret");
    const id = noteAndFind({ ...LOGIN, deviceName: "d2", dialect: "alink", secret: undefined });
    expect(() => diagnosis.adopt(id, { isSecretSent: true }, "ann")).toThrow("not held any more");
    const given = diagnosis.adopt(id, { isSecretSent: false, deviceSecret: "burned-in" }, "ann");
    expect(given.device.deviceSecret).toBe("burned-in");
  });

  test("creates the product that the login names, and no other", () => {
    const { products, diagnosis, noteAndFind } = setUp();
    const id = noteAndFind(NEW);
    expect(() => diagnosis.adopt(id, { isSecretSent: false, productKey: "pk" }, "ann")).toThrow(
      "the login names new/dn",
    );
    expect(diagnosis.adopt(id, { isSecretSent: false }, "ann").isNewProduct).toBe(true);
    expect(products.find("new")?.name).toBe("new");
  });

  test("of a token asks for a product, and takes any name", () => {
    const { devices, diagnosis, noteAndFind } = setUp();
    const id = noteAndFind(TOKEN);
    expect(() => diagnosis.adopt(id, { isSecretSent: true }, "ann")).toThrow("are needed");
    expect(() => diagnosis.adopt(id, { isSecretSent: true, productKey: "no" }, "ann")).toThrow(
      "not known here",
    );
    diagnosis.adopt(id, { isSecretSent: true, productKey: "pk", deviceName: "mill-2" }, "ann");
    expect(devices.findBySecret("s3cret")?.deviceName).toBe("mill-2");
    expect(() => diagnosis.adopt(id, { isSecretSent: true }, "ann")).toThrow("does not exist");
  });
});

test("a device that somebody creates is no stranger any more; one can be dismissed", () => {
  const { devices, diagnosis, noteAndFind } = setUp();
  noteAndFind(LOGIN);
  devices.create({ productKey: "pk", deviceName: "dn" }, "ann");
  expect(diagnosis.strangers()).toEqual([]);
  diagnosis.dismiss(noteAndFind({ ...LOGIN, deviceName: "d2" }));
  expect(diagnosis.strangers()).toEqual([]);
  expect(() => diagnosis.dismiss("none")).toThrow("does not exist");
});

test("devices that drive one another out are found and reported, and deleted ones forgotten", () => {
  const { devices, diagnosis, reports } = setUp();
  const device = devices.create({ productKey: "pk", deviceName: "dn" }, "ann");
  for (let i = 0; i < 6; i++) diagnosis.noteTakeover(device.id, i % 2 ? "10.0.0.1:7" : "[::1]:8");
  const why = { code: "credential_shared", params: { count: 6, first: "::1", second: "10.0.0.1" } } as const;
  expect(reports).toEqual([["dn", why]]);
  expect(diagnosis.findings()).toEqual([{ device, why, since: 1_000_000, lastAt: 1_000_000 }]);
  devices.remove("pk", "dn", "ann");
  expect(diagnosis.findings()).toEqual([]);
});

test("takeovers from one address are told with more care", () => {
  const { devices, diagnosis, reports } = setUp();
  const device = devices.create({ productKey: "pk", deviceName: "dn" }, "ann");
  for (let i = 0; i < 6; i++) diagnosis.noteTakeover(device.id, `10.0.0.1:${i}`);
  expect(reports).toEqual([
    ["dn", { code: "connection_contested", params: { count: 6, first: "10.0.0.1" } }],
  ]);
});

test("logins that fail by their time alone count against those that do not", () => {
  const { diagnosis } = setUp();
  diagnosis.noteAdmitted(1, true);
  diagnosis.noteAdmitted(9, false);
  for (const deviceId of [2, 3])
    diagnosis.noteRefused({ ...LOGIN, deviceId, code: "token_expired", skewS: 60 });
  diagnosis.noteRefused({ ...LOGIN, deviceId: 4, code: "token_sign_mismatch" });
  expect(diagnosis.tokenClock()).toEqual({ isSuspect: true, devices: 3, late: 2, skewS: 60 });
  diagnosis.close();
});
