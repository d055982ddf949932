// A persistent session killed without warning: each message whose publisher was acknowledged comes again afterwards,
// and a retained message is never older than the last acknowledged one.

import { expect, test } from "bun:test";
import * as mqttPacket from "mqtt-packet";
import { hasBinary, startGantry } from "../harness/gantry.ts";
import { makeTempFolder } from "../harness/temp-folder.ts";
import { until } from "../harness/until.ts";

const CYCLES = Number(process.env.CRASH_SESSION_CYCLES ?? 4);
const PER_CYCLE = 300;
const LINE = {
  products: [{ productKey: "press", name: "Press", thingModel: { properties: [] } }],
  devices: [{ productKey: "press", deviceName: "p1", deviceSecret: "secret-of-p1" }],
};
const QUEUE = "press/p1/queue";
const STATE = "press/p1/state";

/** A device that writes its own packets, and acknowledges what it receives only while it is told to. */
class Device implements Disposable {
  readonly received = new Set<number>();
  readonly acked: number[] = [];
  isSessionPresent: boolean | undefined;
  subscribed = 0;
  stateSeen = -1;
  isAcking = true;
  readonly #numberOf = new Map<number, number>();
  #socket: Bun.Socket<undefined> | undefined;
  #unsent = Buffer.alloc(0);

  async connect(port: number): Promise<void> {
    const parser = mqttPacket.parser();
    parser.on("packet", (packet) => this.#take(packet));
    this.#socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        data: (_, bytes) => void parser.parse(bytes),
        drain: () => this.#flush(),
        error: () => {},
        close: () => {},
      },
    });
    const login = { clientId: "p1", username: "p1&press", password: Buffer.from("secret-of-p1") };
    this.#send({
      cmd: "connect",
      clean: false,
      keepalive: 60,
      protocolId: "MQTT",
      protocolVersion: 4,
      ...login,
    });
    await until(() => this.isSessionPresent !== undefined, "the CONNACK");
  }

  async subscribe(topic: string, messageId: number): Promise<void> {
    const before = this.subscribed;
    this.#send({ cmd: "subscribe", messageId, subscriptions: [{ topic, qos: 1 }] });
    await until(() => this.subscribed > before, `the subscription of ${topic}`);
  }

  publish(topic: string, n: number, retain: boolean): void {
    const messageId = (n % 60_000) + 1;
    this.#numberOf.set(messageId, n);
    this.#send({ cmd: "publish", topic, payload: String(n), qos: 1, retain, dup: false, messageId });
  }

  [Symbol.dispose](): void {
    this.#socket?.terminate();
  }

  #take(packet: mqttPacket.Packet): void {
    if (packet.cmd === "connack") this.isSessionPresent = packet.sessionPresent;
    if (packet.cmd === "suback") this.subscribed++;
    if (packet.cmd === "puback") this.acked.push(this.#numberOf.get(packet.messageId ?? 0) ?? -1);
    if (packet.cmd !== "publish") return;
    const n = Number(packet.payload.toString());
    if (packet.topic === STATE) this.stateSeen = Math.max(this.stateSeen, n);
    else if (this.isAcking) this.received.add(n);
    if (this.isAcking && packet.qos === 1) this.#send({ cmd: "puback", messageId: packet.messageId ?? 0 });
  }

  #send(packet: mqttPacket.Packet): void {
    this.#unsent = Buffer.concat([this.#unsent, mqttPacket.generate(packet)]);
    this.#flush();
  }

  #flush(): void {
    this.#unsent = this.#unsent.subarray(Math.max(0, this.#socket?.write(this.#unsent) ?? 0));
  }
}

test.if(hasBinary)(
  `${CYCLES} kills of a persistent session: nothing acknowledged is lost`,
  async () => {
    using folder = makeTempFolder("crash");
    let gantry = await startGantry({ dataDir: folder.path });
    try {
      expect((await (await gantry.signIn()).post("/apply", LINE)).status).toBe(200);
      let waiting: number[] = [];
      let lastState = -1;
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        using device = new Device();
        await device.connect(gantry.ready.mqttPort);
        expect(device.isSessionPresent).toBe(cycle > 0);
        await until(() => waiting.every((n) => device.received.has(n)), `${waiting.length} queued messages`);
        if (cycle === 0) await device.subscribe(QUEUE, 60_001);
        await device.subscribe(STATE, 60_002);
        if (lastState >= 0) await until(() => device.stateSeen >= lastState, "the retained message");
        device.isAcking = false;
        const firstN = cycle * PER_CYCLE;
        for (let n = firstN; n < firstN + PER_CYCLE; n++) {
          device.publish(n % 10 === 0 ? STATE : QUEUE, n, n % 10 === 0);
        }
        await until(() => device.acked.length > (PER_CYCLE * (cycle + 1)) / (CYCLES + 1), "acknowledgements");
        await gantry.kill("SIGKILL");
        waiting = device.acked.filter((n) => n % 10 !== 0);
        lastState = Math.max(lastState, ...device.acked.filter((n) => n % 10 === 0));
        gantry = await startGantry({ dataDir: folder.path });
      }
      using device = new Device();
      await device.connect(gantry.ready.mqttPort);
      await until(() => waiting.every((n) => device.received.has(n)), `${waiting.length} queued messages`);
      expect(device.isSessionPresent).toBe(true);
    } finally {
      await gantry[Symbol.asyncDispose]();
    }
  },
  120_000,
);
