// Devices made for OneNET, by Mosquitto's clients: bytes compared as they arrive.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { makeOnenetLogin } from "../../src/codec/onenet/token.ts";
import type { Login } from "../../src/simulate/login.ts";
import { hasBinary } from "../harness/gantry.ts";
import { hasMosquittoClients } from "../harness/mosquitto.ts";
import { run } from "../harness/run.ts";
import { until } from "../harness/until.ts";
import { mosquittoArgs, type Plant, startPlant, untilJournal } from "./plant.ts";

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

const PID = "238322";
const DTU = "503223399";
const KEY = "KuF3NT/jUBJ62LNBB/A8XZA9CqS3Cu79B/ABmfA1UCw=";

const thingModel = {
  properties: [
    { identifier: "temperature", name: "Temperature", dataType: { type: "float" } },
    { identifier: "led", name: "LED", dataType: { type: "bool" } },
  ],
};
const product = { name: "OneNET", productSecret: KEY, thingModel };
const DOCUMENT = {
  products: [
    { productKey: PID, ...product },
    { productKey: "100", ...product, nodeType: "gateway" },
    { productKey: "200", ...product, nodeType: "sub" },
  ],
  devices: [
    ...["studio", "points", "late", DTU].map((deviceName) => ({ productKey: PID, deviceName })),
    { productKey: "100", deviceName: "gw" },
    { productKey: "200", deviceName: "sub" },
  ].map((device) => ({ ...device, deviceSecret: device.deviceName === DTU ? "sn-0001" : KEY })),
};

function loginOf(deviceName: string, productKey = PID, expiresAtS?: number): Login {
  const login = makeOnenetLogin({ productKey, deviceName, deviceSecret: KEY }, expiresAtS);
  if (!login) throw new Error("the key is base64");
  return login;
}

describe.if(hasBinary && hasMosquittoClients)("devices made for OneNET", () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant([]);
    const applied = await plant.api.post("/apply", DOCUMENT);
    expect(applied).toMatchObject({ status: 200 });
  });
  afterAll(() => plant[Symbol.asyncDispose]());

  /** Publishes and prints what comes back on `answer`. */
  async function ask(login: Login, topic: string, { answer, message }: { answer: string; message: string }) {
    const args = ["-q", "1", "-W", "5", "-t", topic, "-e", answer, "-F", "%t %p", "-m", message];
    const ran = await run(["mosquitto_rr", ...mosquittoArgs(plant.gantry, login), ...args]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    return ran.stdout.trimEnd();
  }

  async function untilStored(path: string, property: string, value: unknown): Promise<void> {
    await until(async () => {
      const { body } = await plant.api.get(`/devices/${path}/latest`);
      return body.items.some(
        (item: { property: string; value: unknown }) => item.property === property && item.value === value,
      );
    }, `${path} shows ${property} = ${value}`);
  }

  test("Studio: a property report is answered as OneNET does", async () => {
    const topic = `$sys/${PID}/studio/thing/property/post`;
    const message =
      '{"id":"123","version":"1.0","params":{"led":{"value":true},"temperature":{"value":21.5}}}';
    const answer = `${topic}/reply`;
    expect(await ask(loginOf("studio"), topic, { answer, message })).toBe(
      `${answer} {"id":"123","code":200,"msg":"success"}`,
    );
    await untilStored(`${PID}/studio`, "temperature", 21.5);
  });

  test("data points: accepted or rejected", async () => {
    const topic = `$sys/${PID}/points/dp/post/json`;
    const login = loginOf("points");
    const taken = { answer: `${topic}/accepted`, message: '{"id":123,"dp":{"temperature":[{"v":12.5}]}}' };
    expect(await ask(login, topic, taken)).toBe(`${topic}/accepted {"id":123}`);
    expect(await ask(login, topic, { answer: `${topic}/rejected`, message: '{"id":124}' })).toBe(
      `${topic}/rejected {"id":124,"err_code":98,"err_msg":"Illegal Data"}`,
    );
    await untilStored(`${PID}/points`, "temperature", 12.5);
  });

  test("the image is what was reported last", async () => {
    const topic = `$sys/${PID}/points/image/get`;
    const reported = { answer: `${topic}/accepted`, message: "{}" };
    await untilStored(`${PID}/points`, "temperature", 12.5);
    expect(await ask(loginOf("points"), topic, reported)).toBe(
      `${topic}/accepted {"state":{"reported":{"temperature":12.5}}}`,
    );
  });

  test("legacy: a type, a length and JSON on $dp", async () => {
    const login = { clientId: DTU, username: PID, password: "sn-0001" };
    const args = [...mosquittoArgs(plant.gantry, login), "-q", "1", "-t", "$dp", "-s"];
    const stdin = '\x03\x00\x14{"temperature":22.5}';
    expect(await run(["mosquitto_pub", ...args], { stdin })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    await untilStored(`${PID}/${DTU}`, "temperature", 22.5);
  });

  test("an expired token is refused, with the reason in the journal", async () => {
    const login = loginOf("late", PID, 1_537_255_523);
    const args = [...mosquittoArgs(plant.gantry, login), "-t", "$dp", "-m", "x"];
    expect((await run(["mosquitto_pub", ...args])).exitCode).not.toBe(0);
    const where = { productKey: PID, deviceName: "late", kind: "refused" };
    const item = await untilJournal(plant.api, where, ({ code }) => code === "token_expired");
    expect(item.params).toMatchObject({ expiredAt: "2018-09-18T07:25:23.000Z" });
  });

  test("a gateway binds a sub-device by its token and reports for it", async () => {
    const login = loginOf("gw", "100");
    const thing = "$sys/100/gw/thing";
    const sasToken = loginOf("sub", "200").password;
    const child = { productID: "200", deviceName: "sub" };
    const bind = JSON.stringify({ id: "1", version: "1.0", params: { ...child, sasToken } });
    const answerTo = (tail: string) => `${thing}/${tail}/reply`;
    const bound = { answer: answerTo("sub/topo/add"), message: bind };
    expect(await ask(login, `${thing}/sub/topo/add`, bound)).toEndWith(
      '{"id":"1","code":200,"msg":"success"}',
    );
    const listed = { answer: answerTo("sub/topo/get"), message: '{"id":"2","version":"1.0"}' };
    expect(await ask(login, `${thing}/sub/topo/get`, listed)).toEndWith(
      '{"id":"2","code":200,"msg":"success","data":[{"deviceName":"sub","productID":"200"}]}',
    );
    const pack = { id: "3", params: [{ identity: child, properties: { temperature: { value: 7 } } }] };
    const packed = { answer: answerTo("pack/post"), message: JSON.stringify(pack) };
    expect(await ask(login, `${thing}/pack/post`, packed)).toEndWith('{"id":"3","code":200,"msg":"success"}');
    await untilStored("200/sub", "temperature", 7);
    const topic = "$subdev/200/sub/dp/post/json";
    const points = { answer: `${topic}/accepted`, message: '{"id":4,"dp":{"temperature":[{"v":8}]}}' };
    expect(await ask(login, topic, points)).toBe(`${topic}/accepted {"id":4}`);
    await untilStored("200/sub", "temperature", 8);
  });
});
