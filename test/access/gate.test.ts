import { describe, expect, test } from "bun:test";
import { type LoginGuard, makeGate } from "../../src/access/gate.ts";
import { sign } from "../../src/codec/alink/login.ts";
import type { Device } from "../../src/devices/devices.ts";
import { openIngest } from "../../src/ingest/ingest.ts";
import type { Product } from "../../src/products/products.ts";
import { openSessions } from "../../src/sessions/sessions.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { failure } from "../../src/spine/error.ts";
import type { LogEvent } from "../../src/spine/event.ts";
import { EMPTY_MAPPING } from "../../src/spine/mapping.ts";

const product = {
  productKey: "pk",
  productSecret: "ps",
  formerKeys: {},
  isEnabled: true,
  validation: "off",
  dialects: null,
  mapping: EMPTY_MAPPING,
  model: { properties: [], events: [], services: [] },
};

function setUp(guard?: LoginGuard) {
  const logged: LogEvent[] = [];
  const device = {
    id: 9,
    productKey: "pk",
    deviceName: "dn",
    deviceSecret: "secret",
    isEnabled: true,
    product,
  } as unknown as Device;
  const log = {
    append: (events: readonly LogEvent[]) => void logged.push(...events),
    isCongested: () => false,
    onCongestion: () => () => {},
  };
  const gate = makeGate({
    guard,
    clock: systemClock,
    log,
    products: { find: (key) => (key === "pk" ? (product as unknown as Product) : undefined) },
    devices: {
      find: (pk, dn) => (pk === "pk" && dn === "dn" ? device : undefined),
      byId: () => (Reflect.has(device, "isGone") ? undefined : device),
      findBySecret: (secret) => (secret === device.deviceSecret ? device : undefined),
      findByName: () => undefined,
      isInTrash: () => false,
      isSecretInTrash: () => false,
      create: () => device,
      noteRegistration: () => {},
    },
    sessions: openSessions({
      log,
      clock: systemClock,
      onPresence: () => {},
      graceMs: 0,
      takeStale: () => [],
    }),
    ingest: openIngest({ log, clock: systemClock, devices: { touch: () => {} }, retentionDays: 30 }),
  });
  return { gate, logged, device };
}

function claim(clientId: string, username: string, password: string) {
  return {
    protocol: "mqtt",
    clientId,
    username,
    password: new TextEncoder().encode(password),
    address: "10.1.1.1:2",
    isTls: false,
  };
}

const signed = sign("hmacsha256", "secret", "clientIdcdeviceNamednproductKeypk");

describe("authenticate", () => {
  test("lets in by signature and by plain secret", async () => {
    const { gate, logged } = setUp();
    expect(await gate.authenticate(claim("c|securemode=3,signmethod=hmacsha256|", "dn&pk", signed))).toEqual({
      ok: true,
      value: {
        kind: "device",
        principal: { deviceId: 9, productKey: "pk", deviceName: "dn", dialect: "alink" },
      },
    });
    expect(await gate.authenticate(claim("x", "dn&pk", "secret"))).toMatchObject({
      ok: true,
      value: { kind: "device", principal: { dialect: "plain" } },
    });
    expect(logged).toEqual([]);
  });

  test.each([
    ["unknown product", claim("x", "dn&nope", "s"), "unknown_product", 0],
    ["unknown device", claim("x", "nope&pk", "s"), "unknown_device", 0],
    ["wrong secret", claim("x", "dn&pk", "s"), "secret_mismatch", 9],
    ["wrong signature", claim("c|securemode=3,signmethod=hmacsha1|", "dn&pk", signed), "sign_mismatch", 9],
    ["no user name", claim("x", "", "s"), "no_credentials", 0],
  ])("%s is refused and on record", async (_, presented, code, deviceId) => {
    const { gate, logged } = setUp();
    expect(await gate.authenticate(presented)).toMatchObject({ ok: false, error: { code } });
    expect(logged).toMatchObject([
      { kind: "refused", code, deviceId, subject: "connect", params: { address: "10.1.1.1:2" } },
    ]);
  });

  test("a disabled device is refused only after its secret proved right", async () => {
    const { gate, device } = setUp();
    Object.assign(device, { isEnabled: false });
    expect(await gate.authenticate(claim("x", "dn&pk", "wrong"))).toMatchObject({
      error: { code: "secret_mismatch" },
    });
    expect(await gate.authenticate(claim("x", "dn&pk", "secret"))).toMatchObject({
      error: { code: "device_disabled" },
    });
  });
});

test("a device that is switched off or deleted between its login and its session is refused", async () => {
  const { gate, device } = setUp();
  const admission = await gate.authenticate(claim("x", "dn&pk", "secret"));
  if (!admission.ok || admission.value.kind !== "device") throw new Error("refused");
  const { principal } = admission.value;
  const late = () => gate.lateRefusal?.(principal)?.code;
  const codes = [late()];
  Object.assign(device, { isEnabled: false });
  codes.push(late());
  Object.assign(device, { isGone: true });
  expect([...codes, late()]).toEqual([undefined, "device_disabled", "device_deleted"]);
});

test("a session from opening to closing is on record", async () => {
  const { gate, logged } = setUp();
  const principal = await gate.authenticate(claim("x", "dn&pk", "secret"));
  if (!principal.ok || principal.value.kind !== "device") throw new Error("refused");
  const session = gate.open(principal.value.principal, {
    protocol: "mqtt",
    address: "10.1.1.1:2",
    deliver: () => true,
    close: () => {},
  });
  expect(gate.subscriptionQos(session, "/sys/pk/dn/#")).toBe(2);
  expect(gate.subscriptionQos(session, "/sys/pk/other/#")).toBeUndefined();
  expect(gate.hasAutoSubscription(session)).toBe(false);
  expect(gate.subscriptionQos(session, "pk/dn/#")).toBe(2);
  expect(gate.publishRoute(session, "/sys/pk/dn/thing/event/property/post")).toEqual({
    isUplink: true,
    isRelayed: true,
  });
  for (const own of ["pk/dn/state", "/pk/dn/user/update"]) {
    expect(gate.publishRoute(session, own)).toEqual({ isUplink: false, isRelayed: true });
    expect(gate.subscriptionQos(session, own)).toBe(2);
  }
  expect(gate.publishRoute(session, "//pk/dn/state")).toMatchObject({ code: "topic_unknown" });
  expect(gate.publishRoute(session, "pk/other/state")).toMatchObject({ code: "topic_unknown" });
  gate.close(session, "keepalive_timeout");
  expect(logged).toMatchObject([
    { kind: "state", state: "online", reason: "connected", address: "10.1.1.1:2" },
    { kind: "state", state: "offline", reason: "keepalive_timeout" },
  ]);
});

test("a takeover that the adapter tells of first is one change of presence, not an absence and a return", async () => {
  const { gate, logged } = setUp();
  const admission = await gate.authenticate(claim("x", "dn&pk", "secret"));
  if (!admission.ok || admission.value.kind !== "device") throw new Error("refused");
  const { principal } = admission.value;
  const open = (address: string) =>
    gate.open(principal, { protocol: "mqtt", address, deliver: () => true, close: () => {} });
  gate.close(open("10.1.1.1:2"), "taken_over");
  open("10.1.1.2:3");
  expect(logged).toMatchObject([
    { kind: "state", state: "online", reason: "connected", address: "10.1.1.1:2" },
    { kind: "state", state: "online", reason: "taken_over", address: "10.1.1.2:3" },
  ]);
});

test("what a device publishes on a topic without its names is nobody else's to hear", async () => {
  const { gate, device } = setUp();
  const admission = await gate.authenticate({ ...claim("x", "secret", ""), password: undefined });
  if (!admission.ok || admission.value.kind !== "device") throw new Error("refused");
  const session = gate.open(admission.value.principal, {
    protocol: "mqtt",
    address: "10.1.1.1:2",
    deliver: () => true,
    close: () => {},
  });
  expect(device.deviceName).toBe("dn");
  expect(gate.publishRoute(session, "v1/devices/me/telemetry")).toEqual({ isUplink: true, isRelayed: false });
});

describe("with a guard", () => {
  test("each login is told with its outcome, and who is shut out is not looked at", async () => {
    const told: string[] = [];
    const guard: LoginGuard = {
      isAdmitted: (ip) => ip !== "10.0.0.9",
      refusalOf: ({ name }) => (name === "c2" ? failure("banned", { retryAfterS: 60 }) : undefined),
      note: ({ ip, name }, outcome) => void told.push(`${ip} ${name} ${outcome?.code ?? "in"}`),
    };
    const { gate, logged } = setUp(guard);
    expect([gate.isAdmitted?.("10.0.0.1"), gate.isAdmitted?.("10.0.0.9")]).toEqual([true, false]);
    await gate.authenticate(claim("c1", "dn&pk", "secret"));
    await gate.authenticate({ ...claim("c1", "dn&pk", "wrong"), address: "[fd00::1]:5" });
    await gate.authenticate(claim("c1", "secret-token", ""));
    const before = logged.length;
    expect(await gate.authenticate(claim("c2", "", ""))).toMatchObject({
      ok: false,
      error: { code: "banned" },
    });
    expect(logged.length).toBe(before);
    await gate.authenticate(claim("c1", "other-token", ""));
    const byToken = expect.stringMatching(/^10\.1\.1\.1 c1 #[0-9a-z]{5} token_unknown$/);
    expect(told).toEqual(["10.1.1.1 dn&pk in", "fd00::1 dn&pk secret_mismatch", byToken, byToken]);
    expect(told[2]).not.toBe(told[3] ?? "");
  });

  test("who comes to be provisioned does not thereby speak for its address", async () => {
    const told: unknown[] = [];
    const { gate } = setUp({
      isAdmitted: () => true,
      refusalOf: () => undefined,
      note: (...one) => void told.push(one),
    });
    expect(await gate.authenticate(claim("c1", "provision", ""))).toMatchObject({
      value: { kind: "errand" },
    });
    expect(told).toEqual([]);
  });
});

test("a user or key is named where it is refused, and sent away when it is withdrawn", () => {
  const { gate, logged } = setUp();
  const closed: string[] = [];
  const openAs = (name: string) =>
    gate.openApplication(
      { kind: "key", name },
      {
        protocol: "mqtt",
        address: "10.1.1.1:2",
        deliver: () => true,
        close: ({ code }) => void closed.push(`${name} ${code}`),
      },
    );
  const session = openAs("gk-1");
  const gone = openAs("gk-1");
  openAs("gk-2");
  gate.reportRefusal(failure("topic_denied", { topic: "a" }), {
    ...{ protocol: "mqtt", address: "10.1.1.1:2", session, subject: "a" },
  });
  // What a device is refused as foreign to it, an application lacks a rule for; only $SYS no rule gives.
  for (const topic of ["b", "$SYS/x"]) {
    gate.reportRefusal(failure("topic_forbidden", { topic }), {
      ...{ protocol: "mqtt", address: "10.1.1.1:2", session, subject: "subscribe" },
    });
  }
  expect(logged).toMatchObject([
    { kind: "refused", deviceId: 0, code: "topic_denied", params: { topic: "a", application: "gk-1" } },
    { kind: "refused", deviceId: 0, code: "topic_denied", params: { topic: "b", application: "gk-1" } },
    {
      kind: "refused",
      deviceId: 0,
      code: "topic_forbidden",
      params: { topic: "$SYS/x", application: "gk-1" },
    },
  ]);
  gate.close(gone, "disconnected");
  gate.withdraw({ kind: "key", name: "gk-1" }, failure("key_disabled", { name: "scada" }));
  expect(closed).toEqual(["gk-1 key_disabled"]);
});
