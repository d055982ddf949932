// Devices made for Alibaba Cloud, ThingsBoard, JetLinks and yudao, by Mosquitto's clients: bytes compared as they arrive.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHash, createHmac } from "node:crypto";
import type { Login } from "../../src/simulate/login.ts";
import { hasBinary } from "../harness/gantry.ts";
import { hasMosquittoClients } from "../harness/mosquitto.ts";
import { run } from "../harness/run.ts";
import { until } from "../harness/until.ts";
import { mosquittoArgs, type Plant, startPlant, untilJournal } from "./plant.ts";

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

const PK = "foreign";
const PRODUCT_SECRET = "productSecret0001";
const thingModel = {
  properties: [{ identifier: "temperature", name: "Temperature", dataType: { type: "float" } }],
};
const DEVICES = ["listed", "tb", "gw", "jl", "yd", "al"];
const DOCUMENT = {
  products: [
    { productKey: "kids", name: "Children", nodeType: "sub", thingModel },
    {
      ...{ productKey: PK, name: "Foreign", productSecret: PRODUCT_SECRET, thingModel },
      ...{ nodeType: "gateway", registration: "open", childProductKey: "kids" },
    },
  ],
  devices: DEVICES.map((deviceName) => ({ productKey: PK, deviceName, deviceSecret: secretOf(deviceName) })),
};

function secretOf(deviceName: string): string {
  return `secret-of-${deviceName}`;
}

function hmac(method: string, secret: string, text: string): string {
  return createHmac(method, secret).update(text).digest("hex");
}

describe.if(hasBinary && hasMosquittoClients)("devices made for other clouds", () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant([]);
    expect(await plant.api.post("/apply", DOCUMENT)).toMatchObject({ status: 200 });
  });
  afterAll(() => plant[Symbol.asyncDispose]());

  /** Publishes and prints what comes back on `answer`. */
  async function ask(login: Login, topic: string, { answer, message }: { answer: string; message: string }) {
    const args = ["-q", "1", "-W", "5", "-t", topic, "-e", answer, "-F", "%t %p", "-m", message];
    const ran = await run(["mosquitto_rr", ...mosquittoArgs(plant.gantry, login), ...args]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    return ran.stdout.trimEnd();
  }

  async function publish(login: Login, topic: string, message: string): Promise<void> {
    const args = [...mosquittoArgs(plant.gantry, login), "-q", "1", "-t", topic, "-m", message];
    expect(await run(["mosquitto_pub", ...args])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  }

  /** What a peer on an errand is told, although it subscribed to something else. */
  async function greeting(login: Login): Promise<string> {
    const args = [...mosquittoArgs(plant.gantry, login), "-t", "none", "-C", "1", "-W", "5", "-F", "%t %p"];
    return (await run(["mosquitto_sub", ...args])).stdout.trimEnd();
  }

  async function untilStored(path: string, value: number): Promise<void> {
    await until(async () => {
      const { body } = await plant.api.get(`/devices/${path}/latest`);
      return body.items?.some((item: { value: unknown }) => item.value === value);
    }, `${path} shows ${value}`);
  }

  function registering(authType: string, deviceName: string): Login {
    const text = `deviceName${deviceName}productKey${PK}random123`;
    return {
      clientId: `cid|securemode=2,authType=${authType},random=123,signmethod=hmacsha1|`,
      username: `${deviceName}&${PK}`,
      password: hmac("sha1", PRODUCT_SECRET, text),
    };
  }

  function alinkLogin(deviceName: string): Login {
    const text = `clientIdciddeviceName${deviceName}productKey${PK}`;
    const password = hmac("sha256", secretOf(deviceName), text);
    return { clientId: "cid|securemode=3,signmethod=hmacsha256|", username: `${deviceName}&${PK}`, password };
  }

  test("Alink: a listed device is told its secret once, and never again after it was online", async () => {
    expect(await greeting(registering("register", "listed"))).toBe(
      `/ext/register {"productKey":"${PK}","deviceName":"listed","deviceSecret":"secret-of-listed"}`,
    );
    const topic = `/sys/${PK}/listed/thing/event/property/post`;
    await publish(alinkLogin("listed"), topic, '{"id":"1","params":{"temperature":1}}');
    await untilStored(`${PK}/listed`, 1);
    expect(await greeting(registering("register", "listed"))).toBe("");
    const where = { productKey: PK, deviceName: "listed" };
    await untilJournal(plant.api, { ...where, kind: "refused" }, ({ code }) => code === "already_activated");
    await untilJournal(plant.api, { ...where, kind: "lifecycle" }, ({ title }) => title === "registered");
  });

  test("Alink: an unlisted device makes itself known, and logs in with its token", async () => {
    const [topic, payload = ""] = (await greeting(registering("regnwl", "unlisted"))).split(" ");
    expect(topic).toBe("/ext/regnwl");
    const { clientId, deviceToken, ...names } = JSON.parse(payload);
    expect(names).toEqual({ productKey: PK, deviceName: "unlisted" });
    const login = {
      clientId: `${clientId}|securemode=-2,authType=connwl|`,
      username: `unlisted&${PK}`,
      password: deviceToken,
    };
    await publish(login, `/sys/${PK}/unlisted/thing/event/property/post`, "{'params':{'temperature':2}}");
    await untilStored(`${PK}/unlisted`, 2);
  });

  test("Alink: the time and the thing model", async () => {
    const login = alinkLogin("al");
    const ntp = { answer: `/ext/ntp/${PK}/al/response`, message: '{"deviceSendTime":"5"}' };
    expect(await ask(login, `/ext/ntp/${PK}/al/request`, ntp)).toMatch(
      /response \{"deviceSendTime":"5","serverRecvTime":"\d{13}","serverSendTime":"\d{13}"\}$/,
    );
    const topic = `/sys/${PK}/al/thing/dsltemplate/get`;
    const model = await ask(login, topic, { answer: `${topic}_reply`, message: '{"id":"7","params":{}}' });
    expect(model).toContain('{"code":200,"data":{"schema":');
    expect(model).toContain('"identifier":"temperature"');
  });

  test("ThingsBoard: telemetry by token, the newest values, provisioning", async () => {
    const login = { clientId: "any", username: "secret-of-tb", password: "" };
    await publish(login, "v1/devices/me/telemetry", '{"temperature":21.5}');
    await untilStored(`${PK}/tb`, 21.5);
    const asked = {
      answer: "v1/devices/me/attributes/response/1",
      message: '{"clientKeys":"temperature"}',
    };
    expect(await ask(login, "v1/devices/me/attributes/request/1", asked)).toBe(
      'v1/devices/me/attributes/response/1 {"client":{"temperature":21.5}}',
    );
    const provisioning = { clientId: "new", username: "provision", password: "" };
    const keys = { provisionDeviceKey: PK, provisionDeviceSecret: PRODUCT_SECRET };
    const wanted = JSON.stringify({ ...keys, deviceName: "tb2", token: "T2" });
    const answer = "/provision/response";
    expect(await ask(provisioning, "/provision/request", { answer, message: wanted })).toBe(
      '/provision/response {"status":"SUCCESS","credentialsType":"ACCESS_TOKEN","credentialsValue":"T2"}',
    );
    await publish({ clientId: "tb2", username: "T2", password: "" }, "v2/t", '{"temperature":4}');
    await untilStored(`${PK}/tb2`, 4);
  });

  test("ThingsBoard: a gateway creates its devices and reports for them", async () => {
    const login = { clientId: "gw", username: "secret-of-gw", password: "" };
    const args = [...mosquittoArgs(plant.gantry, login), "-q", "1", "-t", "v1/gateway/telemetry", "-l"];
    const stdin =
      '{"Oven A":{"temperature":1}}\n{"Oven A":[{"values":{"temperature":180},"ts":1}]}\n{"Oven A":{"temperature":181}}\n';
    expect(await run(["mosquitto_pub", ...args], { stdin })).toMatchObject({ exitCode: 0 });
    await untilStored("kids/Oven@20A", 181);
  });

  test("JetLinks: a report and the time", async () => {
    const username = `admin|${Date.now()}`;
    const password = createHash("md5").update(`${username}|secret-of-jl`).digest("hex");
    const login = { clientId: "jl", username, password };
    await publish(
      login,
      `/${PK}/jl/properties/report`,
      '{"messageId":"1","properties":{"temperature":36.8}}',
    );
    await untilStored(`${PK}/jl`, 36.8);
    const topic = `/${PK}/jl/time-sync`;
    expect(await ask(login, topic, { answer: `${topic}/reply`, message: '{"messageId":"9"}' })).toMatch(
      /reply \{"messageId":"9","timestamp":\d{13}\}$/,
    );
  });

  test("yudao: a report is answered with code 0, and a device registers", async () => {
    const signed = `clientId${PK}.yddeviceNameyddeviceSecretsecret-of-ydproductKey${PK}`;
    const password = hmac("sha256", "secret-of-yd", signed);
    const login = { clientId: `${PK}.yd`, username: `yd&${PK}`, password };
    const topic = `/sys/${PK}/yd/thing/property/post`;
    const message = '{"id":"1","version":"1.0","method":"thing.property.post","params":{"temperature":3}}';
    expect(await ask(login, topic, { answer: `${topic}_reply`, message })).toBe(
      `${topic}_reply {"id":"1","version":"1.0","method":"thing.property.post","code":0,"data":null,"msg":"success"}`,
    );
    await untilStored(`${PK}/yd`, 3);
    const register = {
      clientId: `${PK}.yd2|authType=register|`,
      username: `yd2&${PK}`,
      password: hmac("sha256", PRODUCT_SECRET, `deviceNameyd2productKey${PK}`),
    };
    expect(await greeting(register)).toStartWith(
      `/sys/${PK}/yd2/thing/auth/register_reply {"requestId":"","method":"thing.auth.register","code":0,"data":{"productKey":"${PK}","deviceName":"yd2","deviceSecret":"`,
    );
  });
});
