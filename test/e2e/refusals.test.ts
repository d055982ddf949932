// What goes wrong at a device must be found by a person: by its reason in the journal, not by guessing.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import * as mqtt from "mqtt-packet";
import { makeLogin } from "../../src/simulate/login.ts";
import { hasBinary } from "../harness/gantry.ts";
import { hasMosquittoClients } from "../harness/mosquitto.ts";
import { run } from "../harness/run.ts";
import { until } from "../harness/until.ts";
import {
  identityOf,
  type JournalItem,
  mosquittoArgs,
  type Plant,
  startPlant,
  topicOf,
  untilJournal,
} from "./plant.ts";

// Above the waits within: bun ends every child process when a test runs out of time.
setDefaultTimeout(180_000);

/** A connection that says what a test wants, byte by byte. */
interface Wire extends Disposable {
  readonly packets: readonly mqtt.Packet[];
  readonly isClosed: () => boolean;
  send(bytes: Uint8Array): void;
}

async function openWire(port: number, protocolVersion: 4 | 5): Promise<Wire> {
  const packets: mqtt.Packet[] = [];
  const parser = mqtt.parser({ protocolVersion });
  parser.on("packet", (packet: mqtt.Packet) => packets.push(packet));
  let isClosed = false;
  let unsent = Buffer.alloc(0);
  const flush = (socket: Bun.Socket<undefined>) => {
    unsent = unsent.subarray(Math.max(0, socket.write(unsent)));
  };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data: (_, bytes) => void parser.parse(bytes),
      drain: flush,
      close: () => {
        isClosed = true;
      },
    },
  });
  return {
    packets,
    isClosed: () => isClosed,
    send(bytes) {
      unsent = Buffer.concat([unsent, bytes]);
      flush(socket);
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

describe.if(hasBinary && hasMosquittoClients)("refusals", () => {
  let plant: Plant;
  beforeAll(async () => {
    plant = await startPlant(["signed", "plain", "bytes", "huge", "report", "off"]);
  });
  afterAll(() => plant[Symbol.asyncDispose]());

  /** The newest refusal with this code: of a device, or of all without one. */
  function refusal(code: string, deviceName?: string, productKey?: string): Promise<JournalItem> {
    const where = { kind: "refused", ...(deviceName && { deviceName }), ...(productKey && { productKey }) };
    return untilJournal(plant.api, where, (item) => item.code === code);
  }

  async function connectAs(login: { clientId: string; username: string; password: string }) {
    const topic = topicOf("signed", "thing/event/property/post");
    return run(["mosquitto_pub", ...mosquittoArgs(plant.gantry, login), "-t", topic, "-m", "{}", "-q", "1"]);
  }

  /** Opens a wire that is signed in as a device. */
  async function signIn(name: string, protocolVersion: 4 | 5): Promise<Wire> {
    const wire = await openWire(plant.gantry.ready.mqttPort, protocolVersion);
    const { clientId, username, password } = makeLogin(identityOf(name), "alink", false);
    const login = { clientId, username, password: Buffer.from(password), clean: true, keepalive: 60 };
    wire.send(mqtt.generate({ cmd: "connect", protocolId: "MQTT", protocolVersion, ...login }));
    await until(() => wire.packets.some(({ cmd }) => cmd === "connack"), "CONNACK");
    return wire;
  }

  test("a wrong signature: refused, and the journal says over which text and what it was, without a secret", async () => {
    const identity = identityOf("signed");
    const ran = await connectAs(makeLogin({ ...identity, deviceSecret: "wrong" }, "alink", false));
    expect(ran.exitCode).not.toBe(0);
    expect(ran.stderr).toContain("bad user name or password");
    const item = await refusal("sign_mismatch", "signed");
    const said = JSON.stringify(item);
    expect(said).toContain("clientIde2e.signeddeviceNamesignedproductKeye2etimestamp2524608000000");
    expect(said).not.toContain(identity.deviceSecret);
    expect(said).not.toContain(makeLogin(identity, "alink", false).password);
  });

  test("signed with the product's secret: the journal names that very mistake", async () => {
    const signed = makeLogin(
      { ...identityOf("signed"), deviceSecret: "product-secret-0123456789" },
      "alink",
      false,
    );
    await connectAs(signed);
    const isNamed = (each: JournalItem) => /product.?secret/i.test(JSON.stringify(each));
    const item = await untilJournal(plant.api, { deviceName: "signed", kind: "refused" }, isNamed);
    expect(item.code).toBe("sign_mismatch");
  });

  test("a wrong plain secret, an unknown device, an unknown product: each its own reason", async () => {
    const wrong = makeLogin({ ...identityOf("plain"), deviceSecret: "wrong" }, "plain", false);
    expect((await connectAs(wrong)).exitCode).not.toBe(0);
    await refusal("secret_mismatch", "plain");
    await connectAs(makeLogin(identityOf("nobody"), "alink", false));
    const unknown = await refusal("unknown_device");
    expect(JSON.stringify(unknown)).toContain("nobody");
    await connectAs(makeLogin(identityOf("x", "no-such-product"), "alink", false));
    const product = await refusal("unknown_product");
    expect(JSON.stringify(product)).toContain("no-such-product");
  });

  test("bytes that are no MQTT: closed with the reason, counted at the listener, in the device's journal", async () => {
    using wire = await signIn("bytes", 5);
    // QoS 3 is reserved. [MQTT-3.3.1-4]
    wire.send(new Uint8Array([0x36, 0x05, 0x00, 0x01, 0x61, 0x00, 0x01]));
    await until(() => wire.isClosed(), "closed");
    const [last] = wire.packets.slice(-1);
    expect(last).toMatchObject({ cmd: "disconnect", reasonCode: 0x81 });
    await refusal("malformed_packet", "bytes");
    const { body } = await plant.api.get("/listeners");
    const mqttListener = body.items.find(({ name }: { name: string }) => name === "mqtt");
    expect(mqttListener.refused.malformed_packet).toBeGreaterThanOrEqual(1);
  });

  test("something that is not MQTT at all is closed without an answer", async () => {
    using wire = await openWire(plant.gantry.ready.mqttPort, 4);
    wire.send(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: gantry\r\n\r\n"));
    await until(() => wire.isClosed(), "closed");
    expect(wire.packets).toEqual([]);
  });

  test("a packet over the limit: closed with 'packet too large' before its payload is taken in", async () => {
    using wire = await signIn("huge", 5);
    const topic = topicOf("huge", "thing/event/property/post");
    const payload = Buffer.alloc(300 * 1024, 0x20);
    const packet = {
      cmd: "publish",
      topic,
      payload,
      qos: 1,
      messageId: 1,
      dup: false,
      retain: false,
    } as const;
    wire.send(mqtt.generate(packet, { protocolVersion: 5 }));
    await until(() => wire.isClosed(), "closed");
    const disconnect = wire.packets.find(({ cmd }) => cmd === "disconnect");
    expect(disconnect).toMatchObject({ reasonCode: 0x95 });
    const item = await refusal("packet_too_large", "huge");
    expect(JSON.stringify(item)).toContain("262144");
  });

  async function report(productKey: string, deviceName: string, message: string): Promise<string> {
    const topic = topicOf(deviceName, "thing/event/property/post", productKey);
    const login = makeLogin(identityOf(deviceName, productKey), "alink", false);
    const args = [
      ...mosquittoArgs(plant.gantry, login),
      "-q",
      "1",
      "-W",
      "5",
      "-t",
      topic,
      "-e",
      `${topic}_reply`,
    ];
    return (await run(["mosquitto_rr", ...args, "-m", message])).stdout.trim();
  }

  test("an unknown property is named in the reply as Alibaba does it, and in the journal", async () => {
    const reply = await report(
      "e2e",
      "report",
      '{"id":"1","version":"1.0","params":{"temperature":5,"presure":3}}',
    );
    expect(reply).toBe(
      '{"code":200,"data":{"presure":"tsl parse: params not exist"},"id":"1","message":"success","method":"thing.event.property.post","version":"1.0"}',
    );
    const item = await refusal("property_unknown", "report");
    expect(item.params).toMatchObject({ property: "presure" });
  });

  test("out of range: kept with a warning where the product only warns, refused where it is strict", async () => {
    const message = '{"id":"2","version":"1.0","params":{"temperature":500}}';
    expect(JSON.parse(await report("e2e", "report", message)).code).toBe(200);
    const warned = await refusal("property_range", "report");
    expect(warned.params).toMatchObject({ property: "temperature", received: "500", min: -40, max: 120 });
    const latest = (await plant.api.get("/devices/e2e/report/latest")).body.items;
    expect(latest.find(({ property }: { property: string }) => property === "temperature").value).toBe(500);

    expect(JSON.parse(await report("strict", "s1", message)).code).toBe(460);
    await refusal("property_range", "s1", "strict");
    expect((await plant.api.get("/devices/strict/s1/latest")).body.items).toEqual([]);
  });

  test("a payload that is no JSON is answered with 400 and its reason is kept", async () => {
    expect(JSON.parse(await report("e2e", "report", "temperature=5")).code).toBe(400);
    await refusal("payload_not_json", "report");
  });

  test("a disabled device is cut off and refused until it is enabled again", async () => {
    using wire = await signIn("off", 5);
    await plant.api.patch("/devices/e2e/off", { isEnabled: false });
    await until(() => wire.isClosed(), "cut off");
    using refused = await signIn("off", 5);
    expect(refused.packets[0]).toMatchObject({ cmd: "connack", reasonCode: 0x87 });
    await refusal("device_disabled", "off");
    await plant.api.patch("/devices/e2e/off", { isEnabled: true });
    using again = await signIn("off", 5);
    expect(again.packets[0]).toMatchObject({ cmd: "connack", reasonCode: 0 });
  });
});
