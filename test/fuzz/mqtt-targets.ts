import { FrameReader } from "../../src/access/mqtt/frame.ts";
import { type Packet, PacketReader, TYPE, type Version } from "../../src/access/mqtt/wire/packet.ts";
import { type Bench, BROKER_LIMITS, makeBench } from "../access/mqtt/bench.ts";
import { FakeShelf } from "../access/mqtt/fake-shelf.ts";
import { CASE_FILES, readCases, runsOf } from "../conformance/mqtt/case.ts";
import { parseBytes } from "../conformance/mqtt/notation.ts";
import type { FuzzTarget } from "./target.ts";

/** Every byte sequence that a conformance case sends, in each of its versions. */
const SAMPLES: readonly Buffer[] = CASE_FILES.flatMap(readCases)
  .flatMap(runsOf)
  .flatMap(({ one, version }) =>
    one.steps.flatMap(({ send }) => (send === undefined ? [] : [parseBytes(send, version)])),
  );

const CONNECTS: Readonly<Record<Version, Buffer>> = {
  3: parseBytes("10 { s'MQIsdp' 03 02 003c s'd1' }"),
  4: parseBytes("10 { s'MQTT' 04 02 003c s'd1' }"),
  5: parseBytes("10 { s'MQTT' 05 02 003c 00 s'd1' }"),
};

/** Feeds as the connection does: goes on after each stop until there is a fault. */
function feedAll(reader: FrameReader, chunks: readonly Buffer[]): void {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length && reader.fault === undefined; ) at = reader.feed(chunk, at);
    if (reader.fault !== undefined) return;
  }
}

const frames: FuzzTarget = {
  name: "mqtt frames",
  samples: SAMPLES,
  run: (chunks) => {
    const found: string[] = [];
    const reader = new FrameReader(2_000, ({ bytes, start, bodyAt, end }) => {
      found.push(`${bytes.toString("hex", start, bodyAt)} ${bytes.toString("hex", bodyAt, end)}`);
      return found.length % 3 !== 0;
    });
    feedAll(reader, [CONNECTS[4], ...chunks]);
    return { found, fault: reader.fault };
  },
};

/** Where a packet lies depends on the split; what it says does not. */
function withoutPlace(packet: Packet): object {
  if (packet.type !== TYPE.publish) return packet;
  const { type, qos, isRetain, isDuplicate, id, topic, payload, properties, expiryS, version } = packet;
  return { type, qos, isRetain, isDuplicate, id, topic, payload, properties, expiryS, version };
}

const packetsOf = (version: 4 | 5): FuzzTarget => ({
  name: `mqtt packets, version ${version}`,
  samples: SAMPLES,
  run: (chunks) => {
    const found: string[] = [];
    const packets = new PacketReader(4);
    let hasFailed = false;
    const reader = new FrameReader(2_000, (frame) => {
      const packet = hasFailed ? undefined : packets.read(frame);
      found.push(JSON.stringify(packet === undefined ? packets.fault : withoutPlace(packet)));
      hasFailed ||= packet === undefined;
      return !hasFailed;
    });
    for (const chunk of [CONNECTS[version], ...chunks]) {
      for (let at = 0; at < chunk.length && reader.fault === undefined && !hasFailed; )
        at = reader.feed(chunk, at);
    }
    return { found, fault: reader.fault };
  },
});

const connectionOf = (version: Version): FuzzTarget => ({
  name: `mqtt connection, version ${version}`,
  samples: SAMPLES,
  run: async (chunks) => {
    // Nothing is settled: when an acknowledgement goes out would depend on the split, and may.
    const bench = makeBench({ settling: "manual" });
    await bench.send(CONNECTS[version]);
    for (const chunk of chunks) await bench.send(chunk);
    return {
      uplinks: bench.gate.uplinks.map(({ topic, payload, isAckNeeded }) => [topic, payload, isAckNeeded]),
      written: bench.conn.takeWritten().toString("hex"),
      farewell: bench.conn.farewell,
      closed: bench.gate.closed,
      refusals: bench.gate.refusals,
    };
  },
});

/** Sessions that wait for their clients, with subscriptions that the samples publish to. */
const STAYING: Readonly<Record<Version, string>> = {
  3: "10 { s'MQIsdp' 03 00 003c s'd901' } 82 { 7001 s't' 02 s'w' 01 s'a/#' 00 }",
  4: "10 { s'MQTT' 04 00 003c s'd901' } 82 { 7001 s't' 02 s'w' 01 s'a/#' 00 }",
  5: "10 { s'MQTT' 05 00 003c { 11 00000e10 22 0002 } s'd901' } 82 { 7001 { 0b 05 } s't' 02 s'$share/g/w' 01 s'#' 18 }",
};
const BACK: Readonly<Record<Version, string>> = {
  3: "10 { s'MQIsdp' 03 00 003c s'd901' }",
  4: "10 { s'MQTT' 04 00 003c s'd901' }",
  5: "10 { s'MQTT' 05 00 003c { 11 00000e10 21 0001 } s'd901' }",
};
const WATCHER = parseBytes("10 { s'MQTT' 04 02 0000 s'd902' } 82 { 0001 s'canary/#' 00 }");
const SINGER = parseBytes("10 { s'MQTT' 04 02 0000 s'd903' } 30 { s'canary/song' 'hear me' } c000");

/** Others must not notice what one client does: the one who listens hears the one who sings, and nothing grows. */
async function listen(watcher: Bench): Promise<void> {
  watcher.conn.takeWritten();
  const singer = watcher.join();
  await singer.send(SINGER);
  singer.conn.hangUp();
  const heard = watcher.conn.takeWritten().toString("hex");
  const wanted = parseBytes("30 { s'canary/song' 'hear me' }").toString("hex");
  if (!watcher.conn.isOpen || heard !== wanted) throw new Error(`the canary is silent: ${heard}`);
  const { sessions, queued, queuedBytes, retained, retainedBytes } = watcher.context.broker.stats();
  const most = BROKER_LIMITS;
  const isBounded =
    sessions <= 4 &&
    queued <= most.queueMessages * sessions &&
    queuedBytes <= most.totalQueueBytes &&
    retained <= most.retained.messages &&
    retainedBytes <= most.retained.bytes;
  if (!isBounded) throw new Error(`it grows: ${JSON.stringify(watcher.context.broker.stats())}`);
}

/** Sessions end soon, so that the clock need not go far. */
const LIFE_S = 5;
const LIVES = { limits: { maxSessionExpiryS: LIFE_S }, brokerLimits: { maxSessionExpiryS: LIFE_S } };

interface BrokerFuzz {
  readonly name: string;
  /** What the one who misbehaves begins with, and comes back with. */
  readonly first: Buffer;
  readonly back: Buffer;
  /** With a shelf, whose commits come when they come: then only the canary is looked at. */
  readonly hasShelf?: boolean;
}

/** The whole of it: relays, sessions, retained messages, wills; the connection is lost and comes back. */
const brokerOf = ({ name, first, back, hasShelf }: BrokerFuzz): FuzzTarget => ({
  name,
  samples: SAMPLES,
  run: async (chunks) => {
    const shelf = hasShelf === true ? { shelf: new FakeShelf() } : {};
    const watcher = makeBench({ route: () => ({ isUplink: false, isRelayed: true }), ...LIVES, ...shelf });
    await watcher.send(WATCHER);
    const written: string[] = [];
    const play = async (opening: Buffer) => {
      const client = watcher.join();
      if (opening.length > 0) await client.send(opening);
      for (const chunk of chunks) await client.send(chunk);
      written.push(client.conn.takeWritten().toString("hex"), String(client.conn.isOpen));
      client.conn.hangUp();
      await client.settle();
    };
    await play(first);
    watcher.clock.advance(1_000);
    await play(back);
    await listen(watcher);
    watcher.clock.advance(LIFE_S * 1_000 + 2_000);
    await watcher.settle();
    const { sessions, queued, queuedBytes } = watcher.context.broker.stats();
    if (sessions > 1 || queued + queuedBytes > 0) throw new Error("something is left over");
    return hasShelf === true ? undefined : written;
  },
});

const VERSIONS: readonly Version[] = [3, 4, 5];

function stayingOf(version: Version, hasShelf: boolean): BrokerFuzz {
  const name = `mqtt broker, version ${version}${hasShelf ? ", with a shelf" : ""}`;
  return { name, first: parseBytes(STAYING[version]), back: parseBytes(BACK[version]), hasShelf };
}

export const MQTT_TARGETS: readonly FuzzTarget[] = [
  frames,
  packetsOf(4),
  packetsOf(5),
  ...VERSIONS.map(connectionOf),
  brokerOf({ name: "mqtt broker, from CONNECT on", first: Buffer.alloc(0), back: Buffer.alloc(0) }),
  ...VERSIONS.map((version) => brokerOf(stayingOf(version, false))),
  brokerOf(stayingOf(4, true)),
  brokerOf(stayingOf(5, true)),
];
