import { expect, test } from "bun:test";
import fc from "fast-check";
import mqttPacket, { type IPublishPacket, type Packet } from "mqtt-packet";
import { type Bench, makeBench } from "../../bench.ts";
import { FakeShelf } from "../../fake-shelf.ts";

const WORLD = {
  route: () => ({ isUplink: false, isRelayed: true }),
  brokerLimits: { queueMessages: 1_000, queueBytes: 1_000_000, totalQueueBytes: 1_000_000 },
};

/** A client with a session of its own that survives everything, at QoS 2. */
abstract class Client {
  #bench: Bench | undefined;

  constructor(
    readonly clientId: string,
    private readonly join: () => Bench,
  ) {}

  /** Connects if it must, then answers all that was sent to it. */
  async pump(): Promise<void> {
    if (this.#bench === undefined || !this.#bench.conn.isOpen) {
      this.#bench = this.join();
      const { clientId } = this;
      await this.send({
        cmd: "connect",
        protocolId: "MQTT",
        protocolVersion: 4,
        clientId,
        clean: false,
        keepalive: 0,
      });
      for (const packet of this.unfinished()) await this.send(packet);
    }
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    const packets: Packet[] = [];
    parser.on("packet", (packet) => packets.push(packet));
    parser.parse(this.#bench.conn.takeWritten());
    for (const packet of packets) await this.receive(packet);
  }

  async send(packet: Packet): Promise<void> {
    await this.#bench?.send(mqttPacket.generate(packet));
  }

  /** The connection is lost, with everything that is on its way. */
  drop(): void {
    this.#bench?.conn.hangUp();
    this.#bench = undefined;
  }

  get isConnected(): boolean {
    return this.#bench?.conn.isOpen === true;
  }

  abstract unfinished(): Packet[];
  abstract receive(packet: Packet): Promise<void>;
}

class Publisher extends Client {
  readonly #inFlight = new Map<number, IPublishPacket | undefined>();
  #count = 0;

  async publish(): Promise<void> {
    if (!this.isConnected) return;
    const messageId = [1, 2, 3].find((id) => !this.#inFlight.has(id));
    if (messageId === undefined) return;
    const payload = String(++this.#count);
    const packet: IPublishPacket = {
      cmd: "publish",
      topic: "t",
      payload,
      qos: 2,
      dup: false,
      retain: false,
      messageId,
    };
    this.#inFlight.set(messageId, packet);
    await this.send(packet);
  }

  get sent(): string[] {
    return Array.from({ length: this.#count }, (_, i) => String(i + 1));
  }

  override unfinished(): Packet[] {
    return [...this.#inFlight].map(([messageId, packet]) =>
      packet === undefined ? { cmd: "pubrel", messageId } : { ...packet, dup: true },
    );
  }

  override async receive(packet: Packet): Promise<void> {
    const messageId = packet.messageId ?? 0;
    if (packet.cmd === "pubrec") {
      this.#inFlight.set(messageId, undefined);
      await this.send({ cmd: "pubrel", messageId });
    } else if (packet.cmd === "pubcomp") this.#inFlight.delete(messageId);
  }
}

class Subscriber extends Client {
  readonly received: string[] = [];
  readonly #unreleased = new Set<number>();

  override unfinished(): Packet[] {
    return [];
  }

  override async receive(packet: Packet): Promise<void> {
    const messageId = packet.messageId ?? 0;
    if (packet.cmd === "publish") {
      if (!this.#unreleased.has(messageId)) this.received.push(String(packet.payload));
      this.#unreleased.add(messageId);
      await this.send({ cmd: "pubrec", messageId });
    } else if (packet.cmd === "pubrel") {
      this.#unreleased.delete(messageId);
      await this.send({ cmd: "pubcomp", messageId });
    }
  }
}

const step = fc.constantFrom(
  ...(["publish", "publish", "publisher", "publisher", "subscriber", "subscriber"] as const),
  ...(["commit", "commit", "drop publisher", "drop subscriber", "crash"] as const),
);

async function play(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  let shelf = new FakeShelf();
  let world = makeBench({ ...WORLD, shelf });
  const publisher = new Publisher("d1", () => world.join());
  const subscriber = new Subscriber("d2", () => world.join());
  await subscriber.pump();
  await subscriber.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 2 }] });
  await publisher.pump();
  shelf.commitNow();
  shelf.committing = "manual";
  for (const one of steps) {
    if (one === "publish") await publisher.publish();
    else if (one === "publisher") await publisher.pump();
    else if (one === "subscriber") await subscriber.pump();
    else if (one === "commit") shelf.commitNow();
    else if (one === "drop publisher") publisher.drop();
    else if (one === "drop subscriber") subscriber.drop();
    else {
      shelf = shelf.crash();
      shelf.committing = "manual";
      world = makeBench({ ...WORLD, shelf });
      publisher.drop();
      subscriber.drop();
    }
  }
  shelf.committing = "auto";
  for (let round = 0; round < 40; round++) {
    await publisher.pump();
    shelf.commitNow();
    await subscriber.pump();
  }
  return { sent: publisher.sent, received: subscriber.received };
}

test("QoS 2 from end to end: once and in order, whatever is lost, cut or crashes on the way", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120, size: "max" }), async (steps) => {
      const { sent, received } = await play(steps);
      expect(received).toEqual(sent);
    }),
    { numRuns: 150 },
  );
}, 180_000);
