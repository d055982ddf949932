import { expect, test } from "bun:test";
import * as mqtt from "mqtt-packet";
import { Histogram } from "./relay/histogram.ts";
import { connectPacket, makeBurst, subscribePacket } from "./relay/packets.ts";
import { numbered } from "./relay/plan.ts";

const PEER = { clientId: "pub-{n}", username: "d{n}&crowd", password: "secret", topic: "bench/{n}" };

function parse(bytes: Buffer): Record<string, unknown>[] {
  const packets: Record<string, unknown>[] = [];
  const parser = mqtt.parser({ protocolVersion: 4 });
  parser.on("packet", (packet: mqtt.Packet) => packets.push({ ...packet }));
  parser.parse(bytes);
  return packets;
}

test("the packets of a load are read by others as they are meant", () => {
  const plan = numbered(PEER, 7);
  const [connect, subscribe] = parse(Buffer.concat([connectPacket(plan), subscribePacket(plan.topic, 1)]));
  expect(connect).toMatchObject({
    ...{ cmd: "connect", clientId: "pub-7", username: "d7&crowd", protocolVersion: 4, clean: true },
    password: Buffer.from("secret"),
  });
  expect(subscribe).toMatchObject({ cmd: "subscribe", subscriptions: [{ topic: "bench/7", qos: 1 }] });
});

test("identifiers and stamps of a burst stand where it says", () => {
  const burst = makeBurst("bench/1", { qos: 1, burst: 3, payloadBytes: 200 });
  for (let i = 0; i < 3; i++) {
    burst.view.setUint16(i * burst.packetBytes + burst.idAt, 500 + i);
    burst.view.setFloat64(i * burst.packetBytes + burst.stampAt, 1.5 + i);
  }
  const packets = parse(burst.bytes);
  expect(packets.map(({ messageId, qos, topic }) => ({ messageId, qos, topic }))).toEqual(
    [500, 501, 502].map((messageId) => ({ messageId, qos: 1, topic: "bench/1" })),
  );
  expect(packets.map(({ payload }) => (payload as Buffer).readDoubleBE(0))).toEqual([1.5, 2.5, 3.5]);
  expect(packets.map(({ payload }) => (payload as Buffer).length)).toEqual([200, 200, 200]);
});

test("a histogram's percentiles are right to about a percent", () => {
  const histogram = new Histogram();
  expect(histogram.percentileMs(0.5)).toBe(0);
  for (let i = 1; i <= 1_000; i++) histogram.add(i / 10);
  expect(histogram.percentileMs(0.5)).toBeCloseTo(50, -0.3);
  expect(Math.abs(histogram.percentileMs(0.99) - 99)).toBeLessThan(1.5);
  histogram.clear();
  expect(histogram.percentileMs(0.99)).toBe(0);
});
