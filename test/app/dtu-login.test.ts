// DTUs that log in by function 65 against a whole Gantry: real credentials, the journal, presence, bans and figures.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { connect, type Socket } from "node:net";
import { type App, openApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { systemClock } from "../../src/spine/clock.ts";
import { ApiClient } from "../harness/api-client.ts";
import { sealed } from "../harness/modbus/serial-line.ts";
import { answerPdu, makeSlaveModel } from "../harness/modbus/slave-model.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

const PASSWORD = "correct horse battery staple";
const SECRET = "0baa4c2ecc104ae1a26b4070c218bdf3";
const DEVICES = ["gate1", "meter1", "away"];

const folder = makeTempFolder("dtu-login");
let app: App;
let api: ApiClient;
let links = { box: 0, own: 0 };
const sockets: Socket[] = [];

const portOf = (name: string) => app.listeners().find((one) => one.name === name)?.port ?? 0;

async function addLink(name: string, deviceName: string, framing: "rtu" | "tcp"): Promise<number> {
  const identification = { by: "yudao", productKey: "box", deviceName };
  const transport = { kind: "dtu", framing, identification };
  const { id } = (await api.post("/links", { name, transport, timeoutMs: 1_500, gapMs: 5 })).body;
  return id;
}

beforeAll(async () => {
  const off = { "mqtt-enabled": "false", "mqtts-enabled": "false", "mqtt-ws-enabled": "false" };
  const hosts = { "http-host": "127.0.0.1", "http-port": "0", "modbus-dtu-host": "127.0.0.1" };
  const loaded = await loadConfig({
    flags: { data: folder.path, ...hosts, ...off, "modbus-dtu-port": "0" },
    env: { GANTRY_ADMIN_PASSWORD: PASSWORD },
  });
  if (!loaded.ok) throw new Error(loaded.error.join("\n"));
  app = await openApp(loaded.value.config, systemClock);
  api = new ApiClient(`http://127.0.0.1:${portOf("http")}`);
  await api.signIn("admin", PASSWORD);
  await api.post("/apply", {
    products: [{ productKey: "box", name: "Boxes" }],
    devices: DEVICES.map((deviceName) => ({ productKey: "box", deviceName, deviceSecret: SECRET })),
  });
  const model = { properties: [{ identifier: "level", name: "Level", dataType: { type: "int" } }] };
  await api.put("/products/box/thing-model", model);
  await api.put("/products/box/register-map", {
    points: [{ identifier: "level", area: "holding", address: 0, type: "uint16", group: "fast" }],
    groups: [{ name: "fast", periodMs: 50 }],
  });
  links = { box: await addLink("box", "gate1", "rtu"), own: await addLink("own", "meter1", "tcp") };
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await app.close();
  folder[Symbol.dispose]();
});

/** As yudao's gateways sign. */
function passwordOf(deviceName: string, secret = SECRET): string {
  const text = `clientIdbox.${deviceName}deviceName${deviceName}deviceSecret${secret}productKeybox`;
  return createHmac("sha256", secret).update(text).digest("hex");
}

function loginOf(deviceName: string, framing: "rtu" | "tcp", password = passwordOf(deviceName)): Buffer {
  const params = { clientId: "", username: `${deviceName}&box`, password };
  const text = Buffer.from(JSON.stringify({ method: "auth", params }));
  const body = Buffer.concat([Buffer.of(1, 0x41, text.length), text]);
  return framing === "rtu" ? sealed(body) : Buffer.concat([Buffer.of(0, 3, 0, 0, 0, body.length), body]);
}

interface Dtu {
  readonly socket: Socket;
  /** Answers to logins, and whether it was hung up on. */
  readonly answers: { readonly code: number; readonly message: string }[];
  isClosed: boolean;
}

/** A DTU with one slave, unit 1, whose register 0 holds 42. */
function call(framing: "rtu" | "tcp" = "rtu"): Dtu {
  const slave = makeSlaveModel(1, { 0: 42 });
  const socket = connect(portOf("dtu"), "127.0.0.1");
  sockets.push(socket);
  socket.setNoDelay(true);
  const dtu: Dtu = { socket, answers: [], isClosed: false };
  const headBytes = framing === "tcp" ? 6 : 0;
  socket.on("error", () => undefined);
  socket.on("close", () => {
    dtu.isClosed = true;
  });
  socket.on("data", (chunk) => {
    let bytes = Buffer.from(chunk);
    while (bytes.length > headBytes) {
      const isLogin = bytes[headBytes + 1] === 0x41;
      const tail = framing === "tcp" ? 0 : 2;
      const end = headBytes + (isLogin ? 3 + (bytes[headBytes + 2] ?? 0) : 6) + tail;
      const frame = bytes.subarray(headBytes, end - tail);
      if (isLogin) dtu.answers.push(JSON.parse(frame.subarray(3).toString()));
      else {
        const body = Buffer.concat([frame.subarray(0, 1), answerPdu(slave, frame.subarray(1))]);
        const head = Buffer.concat([bytes.subarray(0, 4), Buffer.of(0, body.length)]);
        socket.write(framing === "tcp" ? Buffer.concat([head, body]) : sealed(body));
      }
      bytes = bytes.subarray(end);
    }
  });
  return dtu;
}

const stateOf = async (deviceName: string) => (await api.get(`/devices/box/${deviceName}`)).body.state;
const levelOf = async (deviceName: string) =>
  (await api.get(`/devices/box/${deviceName}/latest`)).body.items?.[0]?.value;

/** The newest refusals, as `code of product/device`. */
async function refusals(): Promise<string[]> {
  const { body } = await api.get("/journal?kind=refused&limit=20");
  return body.items.map(
    (one: { code: string; productKey?: string; deviceName?: string; protocol: string }) => {
      return `${one.protocol} ${one.code} of ${one.productKey}/${one.deviceName}`;
    },
  );
}

const DONE = { method: "auth", code: 0, message: "success" };

test("a gateway logs in, is here as long as its connection, and has its slaves polled", async () => {
  await api.put("/devices/box/meter1/slave", { linkId: links.box, unit: 1 });
  await until(() => portOf("dtu") > 0, "the listener");
  const dtu = call();
  for (const byte of Buffer.concat([Buffer.from("HB"), loginOf("gate1", "rtu")]))
    dtu.socket.write(Buffer.of(byte));
  await until(() => dtu.answers.length === 1, "the answer");
  expect(dtu.answers).toEqual([DONE]);
  await until(async () => (await levelOf("meter1")) === 42, "the value");
  expect([await stateOf("gate1"), await stateOf("meter1")]).toEqual(["online", "online"]);
  dtu.socket.write(loginOf("gate1", "rtu"));
  await until(() => dtu.answers.length === 2, "the answer to the second login");
  expect([dtu.answers[1], dtu.isClosed]).toEqual([DONE, false]);
  dtu.socket.destroy();
  await until(async () => (await stateOf("gate1")) === "offline", "its absence");
});

test("a device that is a slave itself logs in over TCP frames, and is dialled in twice", async () => {
  await api.put("/devices/box/meter1/slave", { linkId: links.own, unit: 1 });
  const first = call("tcp");
  first.socket.write(loginOf("meter1", "tcp"));
  await until(async () => (await stateOf("meter1")) === "online", "the device");
  const second = call("tcp");
  second.socket.write(loginOf("meter1", "tcp"));
  await until(() => first.isClosed && second.answers.length === 1, "the change");
  await until(async () => (await stateOf("meter1")) === "online", "the device again");
  expect([first.answers, second.answers, second.isClosed]).toEqual([[DONE], [DONE], false]);
});

test("what is refused is answered, hung up on, in the journal with its cause, and counted", async () => {
  const attempt = async (login: Buffer, framing: "rtu" | "tcp" = "rtu") => {
    const dtu = call(framing);
    dtu.socket.write(login);
    await until(() => dtu.isClosed, "the end");
    return dtu.answers.map(({ code, message }) => `${code} ${message}`);
  };
  expect([
    await attempt(loginOf("gate1", "rtu", passwordOf("gate1", "wrong"))),
    await attempt(loginOf("nobody", "rtu")),
    await attempt(loginOf("away", "rtu")),
    await attempt(loginOf("gate1", "tcp"), "tcp"),
  ]).toEqual([
    ["400 认证失败"],
    ["400 认证失败"],
    ["400 没有等待产品 box 的设备 away 登录的 DTU 链路。"],
    ["400 DTU 使用 Modbus TCP 帧登录，而其链路设置为 Modbus RTU。"],
  ]);
  await until(async () => (await refusals()).length >= 4, "the journal");
  expect((await refusals()).toSorted()).toEqual([
    "modbus dtu_framing of box/gate1",
    "modbus dtu_link_missing of box/away",
    "modbus sign_mismatch of box/gate1",
    "modbus unknown_device of box/nobody",
  ]);
  const { body: strangers } = await api.get("/dtu-strangers");
  const packet = Buffer.from(strangers.items[0].packet, "hex").toString("latin1");
  expect(packet).toContain(`"username":"gate1&box","password":"${"*".repeat(64)}"`);
  const metrics = await fetch(`${api.origin}/metrics`);
  expect(await metrics.text()).toContain(
    'gantry_listener_refused_total{listener="dtu",code="sign_mismatch"} 1',
  );
});
