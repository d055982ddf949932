// QoS 2 over kills without warning: every message arrives, and none twice, where both clients keep their side.
//   CRASH_ONCE_CYCLES (5) makes it longer; CRASH_SEED repeats a failure.

import { expect, test } from "bun:test";
import * as mqtt from "mqtt-packet";
import { makeRandom } from "../../src/kit/random.ts";
import { type Line, startLine } from "../e2e/line.ts";
import { hasBinary } from "../harness/gantry.ts";
import { until } from "../harness/until.ts";

const CYCLES = Number(process.env.CRASH_ONCE_CYCLES ?? 5);
const SEED = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
const WINDOW = 16;
/** Fewer than may wait for one session: nothing has to be dropped. */
const PER_CYCLE = 500;
const TOPIC = "line/once";

/** A client with a session of its own that outlives its connections, as the specification wants it to be kept. */
class Client {
  /** The publisher's: what each identifier stands for, and whether PUBREC came. */
  readonly sent = new Map<number, { readonly n: number; isReceived: boolean }>();
  completed = 0;
  nextN = 0;
  /** New messages are those below it. */
  endN = 0;
  /** The subscriber's: identifiers between PUBLISH and PUBREL, and all that was taken. */
  readonly open = new Set<number>();
  readonly taken: number[] = [];
  problems: string[] = [];
  #isUp = false;
  #wasUp = false;
  #isSubscribed = false;
  #socket: Bun.Socket<undefined> | undefined;
  #unsent = Buffer.alloc(0);

  constructor(readonly clientId: string) {}

  async connect(line: Line): Promise<void> {
    const parser = mqtt.parser();
    parser.on("packet", (packet) => this.#take(packet));
    this.#isUp = false;
    this.#unsent = Buffer.alloc(0);
    this.#socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: line.gantry.ready.mqttPort,
      socket: {
        data: (_, bytes) => void parser.parse(bytes),
        drain: () => this.#flush(),
        error() {},
        close() {},
      },
    });
    const { username, password } = line;
    const login = {
      clientId: this.clientId,
      username,
      password: Buffer.from(password),
      clean: false,
      keepalive: 60,
    };
    this.#send({ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, ...login });
    await until(() => this.#isUp, `${this.clientId} is let in`);
  }

  async subscribe(): Promise<void> {
    this.#send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: TOPIC, qos: 2 }] });
    await until(() => this.#isSubscribed, "the subscription");
  }

  close(): void {
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  fill(): void {
    while (this.nextN < this.endN && this.sent.size < WINDOW) {
      const n = this.nextN++;
      this.sent.set((n % 60_000) + 1, { n, isReceived: false });
      this.#publish((n % 60_000) + 1, n, false);
    }
  }

  /** What was on the way is told again, in its order [MQTT-4.4.0-1], [MQTT-4.6.0-1]. */
  #resume(): void {
    for (const [messageId, { n, isReceived }] of this.sent) {
      if (isReceived) this.#send({ cmd: "pubrel", messageId });
      else this.#publish(messageId, n, true);
    }
    this.fill();
  }

  #publish(messageId: number, n: number, dup: boolean): void {
    this.#send({ cmd: "publish", topic: TOPIC, payload: String(n), qos: 2, retain: false, dup, messageId });
  }

  #take(packet: mqtt.Packet): void {
    const messageId = packet.messageId ?? 0;
    if (packet.cmd === "connack") {
      if (packet.returnCode !== 0) this.problems.push(`CONNACK ${packet.returnCode}`);
      if (packet.sessionPresent !== this.#wasUp)
        this.problems.push(`session present: ${packet.sessionPresent}`);
      this.#isUp = true;
      this.#wasUp = true;
      this.#resume();
    } else if (packet.cmd === "suback") this.#isSubscribed = true;
    else if (packet.cmd === "pubrec") {
      const one = this.sent.get(messageId);
      if (one !== undefined) one.isReceived = true;
      this.#send({ cmd: "pubrel", messageId });
    } else if (packet.cmd === "pubcomp") {
      if (this.sent.delete(messageId)) this.completed++;
      this.fill();
    } else if (packet.cmd === "publish") {
      if (!this.open.has(messageId)) this.taken.push(Number(packet.payload.toString()));
      this.open.add(messageId);
      this.#send({ cmd: "pubrec", messageId });
    } else if (packet.cmd === "pubrel") {
      this.open.delete(messageId);
      this.#send({ cmd: "pubcomp", messageId });
    }
  }

  #send(packet: mqtt.Packet): void {
    this.#unsent = Buffer.concat([this.#unsent, mqtt.generate(packet)]);
    this.#flush();
  }

  #flush(): void {
    this.#unsent = this.#unsent.subarray(Math.max(0, this.#socket?.write(this.#unsent) ?? 0));
  }
}

async function rideOut(line: Line, publisher: Client, subscriber: Client): Promise<void> {
  const random = makeRandom(SEED);
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    // Every other time the subscriber is away when it happens, and its messages wait.
    const isThere = cycle % 2 === 0;
    await publisher.connect(line);
    if (isThere) await subscriber.connect(line);
    if (cycle === 0) await subscriber.subscribe();
    publisher.endN = publisher.nextN + PER_CYCLE;
    publisher.fill();
    const goal = publisher.completed + 50;
    await until(() => publisher.completed > goal, "messages go through");
    await Bun.sleep(random.between(0, 200));
    await line.restart("SIGKILL");
    publisher.close();
    subscriber.close();
  }
  publisher.endN = publisher.nextN;
  await publisher.connect(line);
  await subscriber.connect(line);
  await until(() => publisher.sent.size === 0, "everything sent is completed");
  await until(
    () => subscriber.taken.length >= publisher.nextN && subscriber.open.size === 0,
    "everything arrives",
  );
}

test.if(hasBinary)(
  `${CYCLES} kills between a publisher and a subscriber at QoS 2: each message once`,
  async () => {
    await using line = await startLine();
    const publisher = new Client("publisher");
    const subscriber = new Client("subscriber");
    try {
      await rideOut(line, publisher, subscriber);
    } catch (error) {
      const state = `${subscriber.taken.length} of ${publisher.nextN} taken, ${publisher.sent.size} on the way`;
      throw new Error(`CRASH_SEED=${SEED}: ${error}; ${state}`, { cause: error });
    } finally {
      publisher.close();
      subscriber.close();
    }
    expect([...publisher.problems, ...subscriber.problems]).toEqual([]);
    const all = Array.from({ length: publisher.nextN }, (_, n) => n);
    expect(subscriber.taken.toSorted((a, b) => a - b)).toEqual(all);
  },
  120_000,
);
