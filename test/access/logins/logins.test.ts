import { describe, expect, test } from "bun:test";
import type { Claim } from "../../../src/access/adapter.ts";
import { type Applications, makeLogins, type RefusedAttempt } from "../../../src/access/logins/logins.ts";
import { sign } from "../../../src/codec/alink/login.ts";
import { deviceToken } from "../../../src/codec/alink/registration.ts";
import { signJetLinks } from "../../../src/codec/jetlinks/login.ts";
import { openDatabase } from "../../../src/db/db.ts";
import { openDevices } from "../../../src/devices/devices.ts";
import { openIngest } from "../../../src/ingest/ingest.ts";
import { openProducts } from "../../../src/products/products.ts";
import type { LogEvent } from "../../../src/spine/event.ts";
import type { RegistrationMode } from "../../../src/spine/model.ts";
import { ok } from "../../../src/spine/result.ts";
import { makeManualClock } from "../../harness/manual-clock.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function setUp(registration: RegistrationMode = "off", applications?: Applications) {
  const clock = makeManualClock(1_700_000_000_000);
  const db = openDatabase(":memory:");
  const products = openProducts({ db, clock });
  products.create({ productKey: "pk", productSecret: "ps", name: "Press", registration }, "ann");
  const devices = openDevices({ db, products, clock });
  const changes: [string, string, string][] = [];
  devices.onChange(({ action, device, actor }) => changes.push([action, device.deviceName, actor]));
  const logged: LogEvent[] = [];
  const log = { append: (events: readonly LogEvent[]) => void logged.push(...events) };
  const ingest = openIngest({ log, clock, devices, retentionDays: 30 });
  const witnessed: (RefusedAttempt | [number, boolean])[] = [];
  const witness = {
    noteRefused: (attempt: RefusedAttempt) => void witnessed.push(attempt),
    noteAdmitted: (deviceId: number, hasTime: boolean) => void witnessed.push([deviceId, hasTime]),
  };
  const logins = makeLogins({ clock, products, devices, ingest, applications, witness });
  const refusals = () =>
    logged.flatMap((event) => (event.kind === "refused" ? [{ code: event.code, ...event.params }] : []));
  return { clock, devices, products, logins, changes, refusals, witnessed };
}

function claim(clientId: string, username: string, password = ""): Claim {
  const address = "10.1.1.1:2";
  return { protocol: "mqtt", clientId, username, password: bytes(password), address, isTls: false };
}

function registering(authType: "register" | "regnwl", deviceName = "dn", secret = "ps"): Claim {
  const password = sign("hmacsha256", secret, `deviceName${deviceName}productKeypkrandom7`);
  return claim(`c|authType=${authType},random=7,signmethod=hmacsha256|`, `${deviceName}&pk`, password);
}

describe("registration", () => {
  test("of a listed device tells its secret and is announced", async () => {
    const { devices, logins, changes } = setUp("listed");
    devices.create({ productKey: "pk", deviceName: "dn", deviceSecret: "s" }, "ann");
    const admission = await logins.authenticate(registering("register"));
    expect(admission).toEqual({
      ok: true,
      value: {
        kind: "errand",
        errand: {
          greetings: [
            { topic: "/ext/register", payload: '{"productKey":"pk","deviceName":"dn","deviceSecret":"s"}' },
          ],
          lifetimeMs: 15_000,
          receive: expect.any(Function),
        },
      },
    });
    expect(changes).toEqual([
      ["created", "dn", "ann"],
      ["registered", "dn", "alink"],
    ]);
  });

  test("of an unlisted device creates it, and its token lets it in", async () => {
    const { devices, logins, changes } = setUp("open");
    expect(await logins.authenticate(registering("regnwl"))).toMatchObject({ ok: true });
    expect(changes).toEqual([
      ["created", "dn", "alink"],
      ["registered", "dn", "alink"],
    ]);
    const names = { clientId: "c", productKey: "pk", deviceName: "dn" };
    const token = deviceToken(devices.get("pk", "dn").deviceSecret, names);
    const login = claim("c|securemode=-2,authType=connwl|", "dn&pk", token);
    expect(await logins.authenticate(login)).toEqual({
      ok: true,
      value: {
        kind: "device",
        principal: { deviceId: 1, productKey: "pk", deviceName: "dn", dialect: "alink" },
      },
    });
  });

  test.each([
    ["off", "register", "registration_off"],
    ["off", "regnwl", "registration_off"],
    ["listed", "regnwl", "unknown_device"],
    ["open", "register", "unknown_device"],
  ] as const)("%s: an unknown device that asks by %s is told %s", async (mode, authType, code) => {
    const { logins, refusals, changes } = setUp(mode);
    expect(await logins.authenticate(registering(authType))).toMatchObject({ error: { code } });
    expect(refusals()).toMatchObject([{ code }]);
    expect(changes).toEqual([]);
  });

  test("of a device that was online is refused until it is reopened; a wrong signature tells nothing", async () => {
    const { devices, logins } = setUp("open");
    const device = devices.create({ productKey: "pk", deviceName: "dn" }, "ann");
    devices.setPresence(device.id, { state: "online", reason: "connected" });
    const codeOf = async (of: Claim) => {
      const result = await logins.authenticate(of);
      return result.ok ? "in" : result.error.code;
    };
    expect(await codeOf(registering("register"))).toBe("already_activated");
    expect(await codeOf(registering("regnwl"))).toBe("already_activated");
    expect(await codeOf(registering("register", "dn", "wrong"))).toBe("sign_mismatch");
    devices.reopen(device, "ann");
    expect(await codeOf(registering("register"))).toBe("in");
    devices.update(device, { isEnabled: false }, "ann");
    expect(await codeOf(registering("register"))).toBe("device_disabled");
    expect(await codeOf(registering("regnwl", "no such name!"))).toBe("device_name_invalid");
  });

  test("is limited by address", async () => {
    const { logins, clock } = setUp("open");
    for (let i = 0; i < 120; i++) await logins.authenticate(registering("regnwl", `d${i}`));
    expect(await logins.authenticate(registering("regnwl", "next"))).toMatchObject({
      error: { code: "rate_limited", params: { retryAfterS: 60 } },
    });
    clock.advance(60_000);
    expect(await logins.authenticate(registering("regnwl", "next"))).toMatchObject({ ok: true });
  });
});

describe("a name without a sure product", () => {
  const username = "admin|1700000000000";
  const login = (name: string, user = username) => claim(name, user, signJetLinks(user, "key"));

  test("is let in where it is the only one, or where the product key was sent along", async () => {
    const { devices, products, logins, refusals } = setUp();
    devices.create({ productKey: "pk", deviceName: "dn", deviceSecret: "key" }, "ann");
    expect(await logins.authenticate(login("dn"))).toMatchObject({
      value: { kind: "device", principal: { productKey: "pk", deviceName: "dn", dialect: "jetlinks" } },
    });
    products.create({ productKey: "p2", name: "Oven" }, "ann");
    devices.create({ productKey: "p2", deviceName: "dn", deviceSecret: "key" }, "ann");
    expect(await logins.authenticate(login("dn"))).toMatchObject({ error: { code: "device_name_unknown" } });
    expect(await logins.authenticate(login("dn", "p2|1700000000000"))).toMatchObject({
      value: { principal: { productKey: "p2" } },
    });
    expect(await logins.authenticate(login("dn", "p2|1600000000000"))).toMatchObject({
      error: { code: "clock_skew" },
    });
    expect(refusals()).toMatchObject([{ code: "device_name_unknown" }, { code: "clock_skew" }]);
  });
});

describe("access tokens", () => {
  test("let in the one device whose secret they are; the log shows none of them", async () => {
    const { devices, logins, refusals } = setUp();
    devices.create({ productKey: "pk", deviceName: "dn", deviceSecret: "T1" }, "ann");
    expect(await logins.authenticate(claim("x", "T1"))).toMatchObject({
      ok: true,
      value: { kind: "device", principal: { deviceName: "dn", dialect: "thingsboard" } },
    });
    devices.update({ productKey: "pk", deviceName: "dn" }, { isEnabled: false }, "ann");
    expect(await logins.authenticate(claim("x", "T1"))).toMatchObject({ error: { code: "device_disabled" } });
    expect(await logins.authenticate(claim("x", "T2"))).toMatchObject({ error: { code: "token_unknown" } });
    await logins.authenticate(claim("x", "dn&pk"));
    expect(refusals()).toMatchObject([
      { code: "device_disabled", username: "" },
      { code: "token_unknown", username: "" },
      { code: "secret_mismatch", username: "dn&pk" },
    ]);
  });

  test("are given out to who knows the product's secret", async () => {
    const { devices, logins, changes } = setUp("open");
    const admission = await logins.authenticate(claim("x", "provision"));
    if (!admission.ok || admission.value.kind !== "errand") throw new Error("no errand");
    const { errand } = admission.value;
    const ask = async (request: object, topic = "/provision/request") => {
      const reply = await errand.receive(topic, bytes(JSON.stringify(request)));
      return reply && JSON.parse(String(reply.payload));
    };
    const keys = { provisionDeviceKey: "pk", provisionDeviceSecret: "ps" };
    expect(await ask({ ...keys, deviceName: "Device A", token: "mine" })).toEqual({
      status: "SUCCESS",
      credentialsType: "ACCESS_TOKEN",
      credentialsValue: "mine",
    });
    expect(devices.findBySecret("mine")?.deviceName).toBe("Device@20A");
    expect(await ask({ ...keys, deviceName: "other", token: "mine" })).toMatchObject({ status: "FAILURE" });
    expect(await ask({ ...keys, provisionDeviceSecret: "x" })).toMatchObject({ status: "FAILURE" });
    expect(await ask({})).toMatchObject({ status: "FAILURE", errorMsg: expect.stringContaining("lacks") });
    expect(await ask(keys)).toMatchObject({ status: "SUCCESS" });
    expect(await ask(keys, "v1/devices/me/telemetry")).toBeUndefined();
    expect(changes.map(([action]) => action)).toEqual(["created", "registered", "created", "registered"]);
  });
});

describe("applications", () => {
  const applications: Applications = {
    authenticate: async ({ username }) =>
      username === "scada" || username === "dn&pk" ? ok({ name: "scada", kind: "key" }) : undefined,
  };

  test("come after devices, with the name they have", async () => {
    const { devices, logins, refusals } = setUp("off", applications);
    devices.create({ productKey: "pk", deviceName: "dn", deviceSecret: "s" }, "ann");
    const kindOf = async (of: Claim) => {
      const result = await logins.authenticate(of);
      return result.ok ? result.value.kind : result.error.code;
    };
    expect(await kindOf(claim("x", "dn&pk", "s"))).toBe("device");
    expect(await kindOf(claim("x", "scada", "key"))).toBe("application");
    expect(await kindOf(claim("x", "dn&pk", "other"))).toBe("application");
    expect(await kindOf(claim("x", "nobody", "key"))).toBe("bad_client_id");
    expect(refusals()).toMatchObject([{ code: "bad_client_id", username: "nobody" }]);
  });

  test("a device's token is not shown where it comes with a password", async () => {
    const { devices, logins, refusals } = setUp("off", applications);
    devices.create({ productKey: "pk", deviceName: "dn", deviceSecret: "tok-1" }, "ann");
    await logins.authenticate(claim("x", "tok-1", "anything"));
    expect(refusals()).toMatchObject([{ code: "bad_client_id", username: "" }]);
  });

  test("names of any length are told by their beginning", async () => {
    const { logins, refusals } = setUp("off", applications);
    await logins.authenticate(claim("c".repeat(9_000), "u".repeat(9_000), "key"));
    expect(refusals()).toMatchObject([{ clientId: "c".repeat(256), username: "u".repeat(256) }]);
  });

  test.each([
    ["off", "device"],
    ["listed", "secret_mismatch"],
    ["open", "secret_mismatch"],
  ] as const)("the product's secret as a device's where registration is %s: %s", async (mode, expected) => {
    const { products, devices, logins } = setUp();
    products.create({ productKey: "11", productSecret: "shared", name: "Old", registration: mode }, "ann");
    devices.create({ productKey: "11", deviceName: "22", deviceSecret: "own" }, "ann");
    const result = await logins.authenticate(claim("22", "11", "shared"));
    expect(result.ok ? result.value.kind : result.error.code).toBe(expected);
  });

  test("do not sign as devices do", async () => {
    const { logins } = setUp("off", applications);
    expect(await logins.authenticate(claim("x|securemode=3|", "dn&pk", "y"))).toMatchObject({
      error: { code: "unknown_device" },
    });
  });
});

describe("a client certificate", () => {
  const vouched = (certificateName: string, username = "", password = ""): Claim => ({
    ...claim("c", username, password),
    isTls: true,
    certificateName,
  });

  test("lets in the device that it names, in any of its forms", async () => {
    const { devices, logins } = setUp();
    const { id } = devices.create({ productKey: "pk", deviceName: "line.1" }, "ann");
    const admitted = { kind: "device", principal: { deviceId: id, productKey: "pk", deviceName: "line.1" } };
    for (const name of ["line.1&pk", "pk.line.1", "line.1"]) {
      expect(await logins.authenticate(vouched(name))).toMatchObject({ ok: true, value: admitted });
    }
  });

  test("that names nobody, or a disabled device, is refused by name", async () => {
    const { devices, logins, refusals } = setUp();
    devices.create({ productKey: "pk", deviceName: "dn" }, "ann");
    expect(await logins.authenticate(vouched("other&pk"))).toMatchObject({
      ok: false,
      error: { code: "certificate_unknown" },
    });
    devices.update({ productKey: "pk", deviceName: "dn" }, { isEnabled: false }, "ann");
    expect(await logins.authenticate(vouched("dn&pk"))).toMatchObject({
      ok: false,
      error: { code: "device_disabled" },
    });
    expect(refusals().map(({ code }) => code)).toEqual(["certificate_unknown", "device_disabled"]);
  });

  test("gives way to a password, right or wrong, and to a token", async () => {
    const { devices, logins } = setUp();
    devices.create({ productKey: "pk", deviceName: "dn", deviceSecret: "secret-of-dn" }, "ann");
    devices.create({ productKey: "pk", deviceName: "other", deviceSecret: "secret-of-other" }, "ann");
    expect(await logins.authenticate(vouched("dn&pk", "other&pk", "secret-of-other"))).toMatchObject({
      ok: true,
      value: { principal: { deviceName: "other" } },
    });
    expect(await logins.authenticate(vouched("dn&pk", "dn&pk", "wrong"))).toMatchObject({ ok: false });
    expect(await logins.authenticate(vouched("gateway of ours", "secret-of-dn"))).toMatchObject({
      ok: true,
      value: { principal: { deviceName: "dn" } },
    });
  });
});

describe("a witness", () => {
  test("is told of who was refused, and of the secret only where it was sent in clear", async () => {
    const { devices, logins, witnessed } = setUp();
    devices.create({ productKey: "pk", deviceName: "dn", deviceSecret: "key" }, "ann");
    await logins.authenticate(claim("any", "dn&pk", "key"));
    await logins.authenticate(claim("any", "other&pk", "s3cret"));
    await logins.authenticate(claim("any", "a-token"));
    await logins.authenticate(claim("other|securemode=3,signmethod=hmacsha1|", "other&pk", "0".repeat(40)));
    await logins.authenticate(claim("dn", "pk|1600000000000", signJetLinks("pk|1600000000000", "key")));
    await logins.authenticate(claim("dn", "pk|1700000000000", signJetLinks("pk|1700000000000", "key")));
    const base = {
      deviceId: 0,
      protocol: "mqtt",
      address: "10.1.1.1:2",
      skewS: undefined,
      secret: undefined,
    };
    const other = { ...base, productKey: "pk", deviceName: "other", code: "unknown_device" };
    expect(witnessed).toEqual([
      [1, false],
      { ...other, dialect: "plain", clientId: "any", secret: "s3cret" },
      {
        ...{ ...base, dialect: "thingsboard", productKey: "", deviceName: "", clientId: "any" },
        ...{ code: "token_unknown", secret: "a-token" },
      },
      { ...other, dialect: "alink", clientId: "other|securemode=3,signmethod=hmacsha1|" },
      {
        ...{ ...base, deviceId: 1, dialect: "jetlinks", productKey: "pk", deviceName: "dn", clientId: "dn" },
        ...{ code: "clock_skew", skewS: 100_000_000 },
      },
      [1, true],
    ] as typeof witnessed);
  });

  test("a token with a line break behind it, and a name in its place, are named", async () => {
    const { devices, logins, refusals } = setUp();
    devices.create({ productKey: "pk", deviceName: "dn", deviceSecret: "key" }, "ann");
    await logins.authenticate(claim("any", "key\n"));
    await logins.authenticate(claim("any", "dn"));
    expect(refusals()).toMatchObject([
      { code: "token_unknown", cause: "@cause_white_space", username: "" },
      { code: "token_unknown", cause: "@cause_name_as_token", username: "" },
    ]);
  });
});
