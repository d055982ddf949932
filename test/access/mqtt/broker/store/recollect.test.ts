import { describe, expect, test } from "bun:test";
import { recollect } from "../../../../../src/access/mqtt/broker/store/recollect.ts";
import { failure } from "../../../../../src/spine/error.ts";
import { parseBytes } from "../../../../conformance/mqtt/notation.ts";
import { type Bench, makeBench } from "../../bench.ts";
import { FakeShelf } from "../../fake-shelf.ts";

const RELAY = { route: () => ({ isUplink: false, isRelayed: true }) };
const PERSISTENT = "10 { s'MQTT' 04 00 003c s'd1' }";

async function say(bench: Bench, sent: string): Promise<string> {
  await bench.send(parseBytes(sent));
  return bench.conn.takeWritten().toString("hex");
}

const hex = (text: string) => parseBytes(text).toString("hex");

/** A broker that a crash leaves, and one that goes on from its shelf. */
function restart(shelf: FakeShelf): { shelf: FakeShelf; bench: Bench } {
  const next = shelf.crash();
  return { shelf: next, bench: makeBench({ ...RELAY, shelf: next }) };
}

describe("after a crash", () => {
  test("an acknowledged message waits for its absent session", async () => {
    const shelf = new FakeShelf();
    const bench = makeBench({ ...RELAY, shelf });
    await say(bench, PERSISTENT);
    await say(bench, "82 { 0001 s't' 01 }");
    bench.conn.hangUp();
    const other = bench.join();
    await say(other, "10 { s'MQTT' 04 02 003c s'b' }");
    shelf.committing = "manual";
    expect(await say(other, "32 { s't' 0007 'x' }")).toBe("");
    shelf.commitNow();
    await other.settle();
    expect(other.conn.takeWritten().toString("hex")).toBe(hex("40 { 0007 }"));
    const next = restart(shelf);
    expect(await say(next.bench, PERSISTENT)).toBe(hex("20 { 01 00 } 32 { s't' 0001 'x' }"));
    await say(next.bench, "40 { 0001 }");
    await say(next.bench, "33 { s'r' 0002 'y' }");
    expect(next.shelf.names()).toEqual(["mqtt.retained r", "mqtt.session d:1"]);
  });

  test("what was not committed was not acknowledged, and is not delivered", async () => {
    const shelf = new FakeShelf();
    const bench = makeBench({ ...RELAY, shelf });
    await say(bench, PERSISTENT);
    await say(bench, "82 { 0001 s't' 01 }");
    shelf.commitNow();
    bench.conn.hangUp();
    shelf.committing = "manual";
    const other = bench.join();
    await say(other, "10 { s'MQTT' 04 02 003c s'b' }");
    expect(await say(other, "32 { s't' 0007 'x' }")).toBe("");
    expect(await say(restart(shelf).bench, PERSISTENT)).toBe(hex("20 { 01 00 }"));
  });

  test("a shelf that cannot be written: no acknowledgement, the connection ends", async () => {
    const shelf = new FakeShelf();
    shelf.committing = "manual";
    const bench = makeBench({ ...RELAY, shelf });
    await say(bench, "10 { s'MQTT' 05 02 003c 00 s'd1' }");
    expect(await say(bench, "33 { s'r' 0001 00 'x' }")).toBe("");
    shelf.commitNow(failure("disk_full"));
    await bench.settle();
    expect([bench.conn.takeWritten().toString("hex"), bench.conn.isOpen]).toEqual([
      hex("e0 { 97 00 }"),
      false,
    ]);
  });

  test("retained messages are there", async () => {
    const shelf = new FakeShelf();
    const bench = makeBench({ ...RELAY, shelf });
    await say(bench, "10 { s'MQTT' 04 02 003c s'd1' }");
    expect(await say(bench, "33 { s'r' 0001 'x' } 33 { s'gone' 0002 'x' } 33 { s'gone' 0003 }")).toBe(
      hex("40 { 0001 } 40 { 0002 } 40 { 0003 }"),
    );
    const next = restart(shelf);
    await say(next.bench, "10 { s'MQTT' 04 02 003c s'd1' }");
    expect(await say(next.bench, "82 { 0001 s'#' 00 }")).toBe(hex("90 { 0001 00 } 31 { s'r' 'x' }"));
  });

  test("a QoS 2 message of the peer is not taken a second time", async () => {
    const shelf = new FakeShelf();
    const bench = makeBench({ ...RELAY, shelf });
    await say(bench, PERSISTENT);
    await say(bench, "82 { 0001 s't' 00 }");
    expect(await say(bench, "34 { s't' 0009 '1' }")).toBe(hex("30 { s't' '1' } 50 { 0009 }"));
    const next = restart(shelf);
    expect(await say(next.bench, PERSISTENT)).toBe(hex("20 { 01 00 }"));
    expect(await say(next.bench, "3c { s't' 0009 '1' }")).toBe(hex("50 { 0009 }"));
    expect(await say(next.bench, "62 { 0009 }")).toBe(hex("70 { 0009 }"));
    expect(await say(next.bench, "34 { s't' 0009 '2' }")).toBe(hex("30 { s't' '2' } 50 { 0009 }"));
  });

  test("a QoS 2 message to the peer keeps its identifier, and its PUBREL is owed", async () => {
    const shelf = new FakeShelf();
    const bench = makeBench({ ...RELAY, shelf });
    await say(bench, PERSISTENT);
    await say(bench, "82 { 0001 s't' 02 }");
    expect(await say(bench, "34 { s't' 0009 '1' }")).toBe(hex("34 { s't' 0001 '1' } 50 { 0009 }"));
    const next = restart(shelf);
    expect(await say(next.bench, PERSISTENT)).toBe(hex("20 { 01 00 } 3c { s't' 0001 '1' }"));
    expect(await say(next.bench, "50 { 0001 }")).toBe(hex("62 { 0001 }"));
    const third = restart(next.shelf);
    expect(await say(third.bench, PERSISTENT)).toBe(hex("20 { 01 00 } 62 { 0001 }"));
    expect(await say(third.bench, "70 { 0001 } 62 { 0009 }")).toBe(hex("70 { 0009 }"));
    third.shelf.commitNow();
    expect(third.shelf.names()).toEqual(["mqtt.session d:1"]);
  });

  test("a will is published when its client does not come back", async () => {
    const shelf = new FakeShelf();
    const bench = makeBench({ ...RELAY, shelf });
    await say(bench, "10 { s'MQTT' 04 04 003c s'd1' s'w' s'bye' }");
    shelf.commitNow();
    const next = restart(shelf);
    await say(next.bench, "10 { s'MQTT' 04 02 0000 s'b' }");
    await say(next.bench, "82 { 0001 s'w' 00 }");
    next.bench.clock.advance(59_000);
    expect(next.bench.conn.takeWritten().toString("hex")).toBe("");
    next.bench.clock.advance(2_000);
    expect(next.bench.conn.takeWritten().toString("hex")).toBe(hex("30 { s'w' 'bye' }"));
  });

  test("a shared subscription is joined again", async () => {
    const shelf = new FakeShelf();
    const bench = makeBench({ ...RELAY, shelf });
    await say(bench, PERSISTENT);
    await say(bench, "82 { 0001 s'$share/g/t' 01 }");
    bench.conn.hangUp();
    const other = bench.join();
    await say(other, "10 { s'MQTT' 04 02 003c s'b' }");
    expect(await say(other, "32 { s't' 0007 'x' }")).toBe(hex("40 { 0007 }"));
    expect(await say(restart(shelf).bench, PERSISTENT)).toBe(hex("20 { 01 00 } 32 { s't' 0001 'x' }"));
  });
});

test("what cannot be read, or belongs to nothing, is counted and taken away", () => {
  const shelf = new FakeShelf();
  shelf.put("mqtt.session", "d:1", Uint8Array.of(9));
  shelf.put("mqtt.waiting", "d:1\n1", Uint8Array.of(1, 1, 0, 1, 0, 0));
  shelf.put("mqtt.released", "d:2\n1", Uint8Array.of(1));
  shelf.put("mqtt.message", "1", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 116, 0, 0));
  shelf.put("other", "x", Uint8Array.of(1));
  shelf.commitNow();
  const { lost, sessions, retained } = recollect(shelf);
  shelf.commitNow();
  expect([lost, sessions.size, retained, shelf.names()]).toEqual([4, 0, [], ["other x"]]);
});
