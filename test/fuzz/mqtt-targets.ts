import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FrameReader } from "../../src/access/mqtt/frame.ts";
import { type Packet, PacketReader, TYPE, type Version } from "../../src/access/mqtt/wire/packet.ts";
import { makeBench } from "../access/mqtt/bench.ts";
import { parseBytes } from "../conformance/mqtt/notation.ts";
import type { FuzzTarget } from "./target.ts";

const CASES = join(import.meta.dir, "../conformance/mqtt/cases");

/** Every byte sequence that a conformance case sends. */
function readSamples(): Buffer[] {
  const files = readdirSync(CASES).filter((name) => name.endsWith(".json"));
  const cases = files.flatMap(
    (name) => JSON.parse(readFileSync(join(CASES, name), "utf8")) as { steps: { send?: string }[] }[],
  );
  return cases.flatMap(({ steps }) =>
    steps.flatMap(({ send }) => (send === undefined ? [] : [parseBytes(send)])),
  );
}

const SAMPLES = readSamples();
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

export const MQTT_TARGETS: readonly FuzzTarget[] = [
  frames,
  packetsOf(4),
  packetsOf(5),
  connectionOf(3),
  connectionOf(4),
  connectionOf(5),
];
