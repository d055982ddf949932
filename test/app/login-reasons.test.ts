// What goes wrong with logins of real clients against a whole Gantry: each likely cause is named, unknown devices are
// adopted, shared credentials are recognised, and every coming and going has its reason.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash, createHmac } from "node:crypto";
import { connect as openSocket } from "node:net";
import mqtt, { type IClientOptions, MqttClient } from "mqtt";
import { generate } from "mqtt-packet";
import { type App, openApp } from "../../src/app.ts";
import { registrationText } from "../../src/codec/alink/registration.ts";
import { signYudao, yudaoText } from "../../src/codec/yudao/login.ts";
import { loadConfig } from "../../src/config.ts";
import { type Clock, systemClock } from "../../src/spine/clock.ts";
import { ApiClient } from "../harness/api-client.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

const PASSWORD = "correct horse battery staple";
// Keys as OneNET's are: base64.
const SECRET = "c2VjcmV0LW9mLXRoZS1kZXZpY2U=";
const PRODUCT_SECRET = "c2VjcmV0LW9mLXRoZS1wcm9kdWN0";
const NAMES = ["d1", "twin", "away", "g1"];
const DOCUMENT = {
  products: [
    { productKey: "press", productSecret: PRODUCT_SECRET, name: "Press", registration: "listed" },
    { productKey: "gw", name: "Gateways", nodeType: "gateway" },
  ],
  devices: NAMES.map((deviceName) => {
    const productKey = deviceName === "g1" ? "gw" : "press";
    return { productKey, deviceName, deviceSecret: deviceName === "d1" ? SECRET : `secret-of-${deviceName}` };
  }),
};

/** Devices that were online may take a second after a restart instead of ninety. */
const GRACE_MS = 1_000;
/** Time that has been skipped: a device's refusals are written down at most every three seconds. */
let skippedMs = 0;
const clock: Clock = {
  ...systemClock,
  now: () => systemClock.now() + skippedMs,
  after: (delayMs, run) => systemClock.after(delayMs === 90_000 ? GRACE_MS : delayMs, run),
};

const folder = makeTempFolder("login-reasons");
let app: App;
let api: ApiClient;
let port = 0;

async function start(): Promise<void> {
  const off = { "mqtts-enabled": false, "mqtt-ws-enabled": false };
  const http = { "http-host": "127.0.0.1", "http-port": "0" };
  const loaded = await loadConfig({
    flags: { data: folder.path, ...http, ...off, "mqtt-host": "127.0.0.1", "mqtt-port": "0" },
    env: { GANTRY_ADMIN_PASSWORD: PASSWORD },
  });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  app = await openApp(loaded.value.config, clock);
  const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;
  port = portOf("mqtt");
  api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  await api.signIn("admin", PASSWORD);
}

beforeAll(async () => {
  await start();
  await api.post("/apply", DOCUMENT);
});
afterAll(async () => {
  await app.close();
  folder[Symbol.dispose]();
});

const connect = (login: IClientOptions) =>
  mqtt.connectAsync(
    `mqtt://127.0.0.1:${port}`,
    { reconnectPeriod: 0, connectTimeout: 3_000, ...login },
    false,
  );
const plainLogin = (name: string, productKey = "press") => ({
  clientId: `c-${name}`,
  username: `${name}&${productKey}`,
  password: `secret-of-${name}`,
});

interface Entry {
  readonly id: number;
  readonly kind: string;
  readonly title: string;
  readonly code: string;
  readonly protocol: string;
  readonly address?: string;
  readonly params: Record<string, string>;
  readonly explanation: { readonly cause?: string; readonly tried?: string; readonly advice?: string };
}

let lastId = 0;
/** The refusal that a login leads to. */
async function refusalOf(login: IClientOptions): Promise<Entry> {
  skippedMs += 3_000;
  const error = await connect({ ...login }).catch((cause: Error) => cause);
  expect(error).toBeInstanceOf(Error);
  const entry = await until(async () => {
    const { body } = await api.get("/journal?kind=refused&limit=1");
    return body.items[0]?.id > lastId && (body.items[0] as Entry);
  }, "a new refusal");
  lastId = entry.id;
  return entry;
}

const hmac = (method: string, key: string | Buffer, text: string) => createHmac(method, key).update(text);
const ALINK_ID = "c1|securemode=3,signmethod=hmacsha256|";
const ALINK_TEXT = "clientIdc1deviceNamed1productKeypress";
const alink = (key: string, text = ALINK_TEXT, method = "sha256"): IClientOptions => ({
  clientId: ALINK_ID,
  username: "d1&press",
  password: hmac(method, key, text).digest("hex"),
});
const RES = "products/press/devices/d1";
interface TokenParts {
  readonly key?: string | Buffer;
  readonly et?: number;
  readonly sentEt?: number;
  readonly res?: string;
  readonly write?: (sign: string) => string;
}
/** A token that `et` gives a sign with a `+` in it, where it is written so that it matters. */
function onenet({ key = Buffer.from(SECRET, "base64"), res = RES, ...rest }: TokenParts): IClientOptions {
  let et = rest.et ?? Math.floor(clock.now() / 1_000) + 3_600;
  const signOf = () => hmac("sha256", key, `${et}\nsha256\n${res}\n2018-10-31`).digest("base64");
  while (rest.write !== undefined && !signOf().includes("+")) et += 1;
  const sign = (rest.write ?? encodeURIComponent)(signOf());
  const sent = `version=2018-10-31&res=${encodeURIComponent(res)}&et=${rest.sentEt ?? et}&method=sha256&sign=${sign}`;
  return { clientId: "d1", username: "press", password: sent };
}
function yudao(secret: string, key = secret): IClientOptions {
  const password = signYudao(key, yudaoText({ productKey: "press", deviceName: "d1" }, secret));
  return { clientId: "press.d1", username: "d1&press", password };
}
function jetlinks(secret: string, nowMs = clock.now(), glue = "|"): IClientOptions {
  const username = `press|${nowMs}`;
  const password = createHash("md5").update(`${username}${glue}${secret}`).digest("hex");
  return { clientId: "d1", username, password };
}
function registration(secret: string): IClientOptions {
  const text = registrationText({ productKey: "press", deviceName: "d1", random: "7" });
  const clientId = "c1|authType=register,random=7,signmethod=hmacsha256|";
  return { clientId, username: "d1&press", password: hmac("sha256", secret, text).digest("hex") };
}
const plain = (password: string): IClientOptions => ({ clientId: "c1", username: "d1&press", password });
const inAnHour = () => Math.floor(clock.now() / 1_000) + 3_600;

const CASES: readonly (readonly [what: string, () => IClientOptions, code: string, cause: string])[] = [
  ["alink, product secret", () => alink(PRODUCT_SECRET), "sign_mismatch", "product_secret"],
  ["alink, line break", () => alink(`${SECRET}\n`), "sign_mismatch", "white_space"],
  ["alink, other method", () => alink(SECRET, ALINK_TEXT, "sha1"), "sign_mismatch", "other_method"],
  ["alink, wrong", () => alink("wrong"), "sign_mismatch", "unknown"],
  ["alink, in clear", () => ({ ...alink(SECRET), password: SECRET }), "sign_mismatch", "secret_in_clear"],
  [
    "alink, whole id",
    () => alink(SECRET, ALINK_TEXT.replace("c1", ALINK_ID)),
    "sign_mismatch",
    "whole_client_id",
  ],
  ["plain, product secret", () => plain(PRODUCT_SECRET), "secret_mismatch", "product_secret"],
  ["plain, line break", () => plain(`${SECRET}\n`), "secret_mismatch", "white_space"],
  ["plain, quotes", () => plain(`"${SECRET}"`), "secret_mismatch", "quotes"],
  ["plain, signature", () => plain("a".repeat(64)), "secret_mismatch", "signature_as_secret"],
  ["onenet, expired", () => onenet({ et: 1_600_000_000 }), "token_expired", ""],
  ["onenet, a duration", () => onenet({ et: 3_600 }), "token_expired", "duration_as_time"],
  [
    "onenet, et in ms",
    () => onenet({ et: inAnHour(), sentEt: inAnHour() * 1_000 }),
    "token_sign_mismatch",
    "et_unit",
  ],
  ["onenet, not decoded", () => onenet({ key: SECRET }), "token_sign_mismatch", "key_not_decoded"],
  ["onenet, line break", () => onenet({ key: `${SECRET}\n` }), "token_sign_mismatch", "white_space"],
  [
    "onenet, + became a space",
    () => onenet({ write: (sign) => sign.replaceAll("+", " ") }),
    "token_sign_mismatch",
    "plus_as_space",
  ],
  [
    "onenet, encoded twice",
    () => onenet({ write: (sign) => encodeURIComponent(encodeURIComponent(sign)) }),
    "token_sign_mismatch",
    "encoded_twice",
  ],
  [
    "onenet, product",
    () => onenet({ res: "products/oven/devices/d1" }),
    "token_resource",
    "resource_product",
  ],
  ["onenet, device", () => onenet({ res: "products/press/devices/d9" }), "token_resource", "resource_device"],
  ["yudao, product secret", () => yudao(PRODUCT_SECRET), "sign_mismatch", "product_secret"],
  ["yudao, line break", () => yudao(`${SECRET}\n`), "sign_mismatch", "white_space"],
  ["jetlinks, product secret", () => jetlinks(PRODUCT_SECRET), "sign_mismatch", "product_secret"],
  ["jetlinks, other text", () => jetlinks(SECRET, clock.now(), ""), "sign_mismatch", "jetlinks_text"],
  ["jetlinks, old", () => jetlinks(SECRET, clock.now() - 3_600_000), "clock_skew", ""],
  ["jetlinks, seconds", () => jetlinks(SECRET, inAnHour() - 3_600), "clock_skew", "time_in_seconds"],
  [
    "thingsboard, line break",
    () => ({ clientId: "x", username: `${SECRET}\n` }),
    "token_unknown",
    "white_space",
  ],
  ["thingsboard, a name", () => ({ clientId: "x", username: "d1" }), "token_unknown", "name_as_token"],
  ["registration, device secret", () => registration(SECRET), "sign_mismatch", "not_product_secret"],
  ["registration, line break", () => registration(`${PRODUCT_SECRET}\n`), "sign_mismatch", "white_space"],
];

describe("each likely cause of a real client's refused login is named", () => {
  test.each(CASES)(
    "%s",
    async (_, login, code, cause) => {
      const entry = await refusalOf(login());
      expect([entry.code, entry.params.cause ?? ""]).toEqual([code, cause === "" ? "" : `@cause_${cause}`]);
      expect([entry.protocol, entry.params.dialect !== undefined]).toEqual(["mqtt", true]);
      expect(entry.explanation.advice).toBeString();
      if (cause !== "") expect(entry.explanation.cause).toBeString();
      for (const secret of [SECRET, PRODUCT_SECRET]) expect(JSON.stringify(entry)).not.toContain(secret);
    },
    20_000,
  );

  test("a token whose time is in milliseconds is good for ever, and lets in", async () => {
    const client = await connect({ ...onenet({ et: inAnHour() * 1_000 }) });
    await client.endAsync();
  });

  test("a + that is not encoded is taken as it is", async () => {
    const client = await connect({ ...onenet({ write: (sign) => sign }) });
    await client.endAsync();
  });
});

test("an unknown device is listed, adopted with the secret that it sent, and let in; a token too", async () => {
  expect((await refusalOf(plainLogin("new-1"))).code).toBe("unknown_device");
  expect((await refusalOf(plainLogin("new-1"))).code).toBe("unknown_device");
  const listed = async (name: string) => {
    const { body } = await api.get("/unknown-devices");
    return body.items.find((one: { deviceName: string }) => one.deviceName === name);
  };
  const stranger = await listed("new-1");
  expect(stranger).toMatchObject({ dialect: "plain", productKey: "press", count: 2, isProductKnown: true });
  expect(JSON.stringify(stranger)).not.toContain("secret-of");
  const adopted = await api.post(`/unknown-devices/${stranger.id}/adopt`, { isSecretSent: true });
  expect(adopted.status).toBe(201);
  await (await connect({ ...plainLogin("new-1") })).endAsync();
  expect(await listed("new-1")).toBeUndefined();

  const token = { clientId: "mill-3", username: "token-of-mill-3" };
  expect((await refusalOf(token)).code).toBe("token_unknown");
  const mill = await listed("mill-3");
  const body = { isSecretSent: true, productKey: "press" };
  expect((await api.post(`/unknown-devices/${mill.id}/adopt`, body)).status).toBe(201);
  await (await connect({ ...token })).endAsync();

  expect((await refusalOf(plainLogin("x1", "nowhere"))).code).toBe("unknown_product");
  const first = await listed("x1");
  const made = await api.post(`/unknown-devices/${first.id}/adopt`, { isSecretSent: true });
  expect(made.body).toEqual({ productKey: "nowhere", deviceName: "x1", isNewProduct: true });
  await (await connect({ ...plainLogin("x1", "nowhere") })).endAsync();
}, 60_000);

test("two devices with one credential are recognised, named by both addresses, and told once", async () => {
  const twins = ["127.0.0.1", "127.0.0.2"].map((localAddress) => {
    const options = { ...plainLogin("twin"), reconnectPeriod: 20 };
    return new MqttClient(() => openSocket({ host: "127.0.0.1", port, localAddress }), options);
  });
  for (const twin of twins) twin.on("error", () => undefined);
  const found = await until(
    async () => (await api.get("/diagnosis")).body.findings[0],
    "the shared credential",
    15_000,
  );
  for (const twin of twins) twin.end(true);
  expect(found).toMatchObject({ code: "credential_shared", productKey: "press", deviceName: "twin" });
  expect(found.text).toMatch(/127\.0\.0\.[12] and 127\.0\.0\.[12]/);
  const told = await until(async () => {
    const { body } = await api.get("/devices/press/twin/journal?kind=refused");
    return body.items.length > 0 && body.items;
  }, "it in the journal");
  expect(told.map(({ code }: Entry) => code)).toEqual(["credential_shared"]);
  lastId = told[0].id;
}, 60_000);

test("a fifth of the logins failing by their time alone puts the clock under suspicion", async () => {
  await api.post("/apply", {
    devices: ["t1", "t2", "t3"].map((deviceName) => ({
      productKey: "press",
      deviceName,
      deviceSecret: SECRET,
    })),
  });
  for (const name of ["t1", "t2", "t3"]) {
    const username = `press|${clock.now() - 3_600_000}`;
    const password = createHash("md5").update(`${username}|${SECRET}`).digest("hex");
    expect((await refusalOf({ clientId: name, username, password })).code).toBe("clock_skew");
  }
  const { clock: verdict } = (await api.get("/diagnosis")).body;
  expect(verdict.isSuspect).toBe(true);
  expect(Math.abs(verdict.skewS - 3_600)).toBeLessThan(30);
}, 60_000);

describe("presence", () => {
  const device = async (name: string, productKey = "press") =>
    (await api.get(`/devices/${productKey}/${name}`)).body as {
      state: string;
      stateReason: string;
      address: string;
    };
  const untilReason = (reason: string) =>
    until(async () => (await device("away")).stateReason === reason, `away: ${reason}`);

  test("a reset, a proper end, a takeover: each its reason and address", async () => {
    const socket = openSocket({ host: "127.0.0.1", port, localAddress: "127.0.0.3" });
    const quiet = new MqttClient(() => socket, { ...plainLogin("away"), reconnectPeriod: 0 });
    quiet.on("error", () => undefined);
    await untilReason("connected");
    expect((await device("away")).address).toStartWith("127.0.0.3:");
    socket.resetAndDestroy();
    await untilReason("connection_reset");
    await (await connect({ ...plainLogin("away") })).endAsync();
    await untilReason("disconnected");
    await connect({ ...plainLogin("away") });
    const second = await connect({ ...plainLogin("away"), clientId: "other" });
    await untilReason("taken_over");
    expect(await device("away")).toMatchObject({ state: "online" });
    const states = await until(async () => {
      const { body } = await api.get("/devices/press/away/journal?kind=state");
      const all: string[] = body.items.map(({ title, code }: Entry) => `${title}:${code}`);
      return all.includes("online:taken_over") && all;
    }, "the takeover in the journal");
    expect(states.slice(0, 2)).toEqual(["online:taken_over", "online:connected"]);
    expect(states).toContain("offline:connection_reset");
    await second.endAsync(true);
  }, 60_000);

  test("a client that falls silent is offline after one and a half times its keep-alive", async () => {
    const socket = openSocket({ host: "127.0.0.1", port });
    const { clientId, username, password } = plainLogin("away");
    const packet = {
      cmd: "connect",
      keepalive: 2,
      clean: true,
      protocolId: "MQTT",
      protocolVersion: 4,
    } as const;
    socket.write(generate({ ...packet, clientId, username, password: Buffer.from(password) }));
    await untilReason("connected");
    const sinceMs = performance.now();
    await untilReason("keepalive_timeout");
    const tookMs = performance.now() - sinceMs;
    expect(tookMs).toBeGreaterThan(2_000);
    expect(tookMs).toBeLessThan(30_000);
    socket.destroy();
  }, 60_000);

  test("after a restart devices that come back in time never left, with their sub-devices; others are offline", async () => {
    await api.post("/apply", {
      products: [{ productKey: "sub", name: "Subs", nodeType: "sub" }],
      devices: [{ productKey: "sub", deviceName: "s1", deviceSecret: "secret-of-s1" }],
    });
    const bound = await api.post("/devices/gw/g1/children", { productKey: "sub", deviceName: "s1" });
    expect(bound.status).toBeLessThan(300);
    const logIn = async () => {
      const gateway = await connect({ ...plainLogin("g1", "gw"), clean: false });
      const params = { productKey: "sub", deviceName: "s1" };
      const topic = "/ext/session/gw/g1/combine/login";
      const text = "clientIdsubdeviceNames1productKeysub";
      const sign = hmac("sha256", "secret-of-s1", text).digest("hex");
      const login = { ...params, clientId: "sub", signMethod: "hmacSha256", sign };
      await gateway.publishAsync(topic, JSON.stringify({ id: "1", params: login }), { qos: 1 });
      await until(async () => (await device("s1", "sub")).state === "online", "the sub-device is online");
      return gateway;
    };
    const first = await logIn();
    const other = await connect({ ...plainLogin("away") });
    await app.close();
    for (const client of [first, other]) await client.endAsync(true);
    await start();
    expect([(await device("g1", "gw")).state, (await device("s1", "sub")).state]).toEqual([
      "online",
      "online",
    ]);
    const again = await logIn();
    await untilReason("server_restart");
    const offline = async (path: string) => {
      const { body } = await api.get(`/devices/${path}/journal?kind=state`);
      return body.items.filter(({ title }: Entry) => title === "offline").length;
    };
    expect([await offline("gw/g1"), await offline("sub/s1")]).toEqual([0, 0]);
    expect([(await device("g1", "gw")).state, (await device("s1", "sub")).state]).toEqual([
      "online",
      "online",
    ]);
    await again.endAsync();
  }, 40_000);
});
