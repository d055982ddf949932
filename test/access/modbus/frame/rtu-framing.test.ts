import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Expected } from "../../../../src/access/modbus/frame/framing.ts";
import {
  encodeRequest,
  type ModbusRequest,
  replySizeOf,
} from "../../../../src/access/modbus/frame/request.ts";
import { RtuFraming, withCrc } from "../../../../src/access/modbus/frame/rtu-framing.ts";

const READ: ModbusRequest = { functionCode: 3, unit: 5, address: 100, count: 2 };
const REPLY = withCrc(Uint8Array.of(5, 3, 4, 0x41, 0xbc, 0, 0));

function expectedOf(request: ModbusRequest): Expected {
  const { unit, functionCode } = request;
  return { unit, functionCode, sizeBytes: replySizeOf(request), sent: encodeRequest(request) };
}

/** Feeds the pieces and says what was taken, or what is to blame. */
function play(request: ModbusRequest, ...pieces: readonly Uint8Array[]): readonly number[] | string {
  const framing = new RtuFraming();
  const expected = expectedOf(request);
  for (const piece of pieces) {
    framing.feed(piece);
    const reply = framing.take(expected);
    if (reply) return [...reply];
  }
  return framing.blame(expected).code;
}

test("a reply is found whole, however it is cut", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: REPLY.length - 1 }), { maxLength: 4 }), (cuts) => {
      const at = [0, ...[...new Set(cuts)].sort((a, b) => a - b), REPLY.length];
      const pieces = at.slice(1).map((end, i) => REPLY.slice(at[i], end));
      expect(play(READ, ...pieces)).toEqual([...REPLY]);
    }),
  );
});

test("what is glued to a reply is passed over: heartbeats, noise, the end of an older one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 20 }), (before, after) => {
      const glued = Buffer.concat([before, REPLY, after]);
      const reply = play(READ, glued);
      // A few of all random beginnings hold a frame of their own; none makes the reply get lost.
      expect(Array.isArray(reply)).toBe(true);
    }),
  );
  expect(play(READ, Buffer.from("heartbeat"), REPLY)).toEqual([...REPLY]);
});

test("an exception is a reply", () => {
  const exception = withCrc(Uint8Array.of(5, 0x83, 2));
  expect(play(READ, exception)).toEqual([...exception]);
});

test("without a reply the reason is what came instead", () => {
  const damaged = REPLY.slice();
  damaged[4] = 0;
  const foreign = withCrc(Uint8Array.of(6, 3, 4, 0, 1, 0, 2));
  expect({
    silence: play(READ),
    damaged: play(READ, damaged),
    cut: play(READ, REPLY.slice(0, 6)),
    foreign: play(READ, foreign),
    babble: play(READ, Buffer.from("AT+CSQ\r\n")),
  }).toEqual({
    silence: "timeout",
    damaged: "crc",
    cut: "short_frame",
    foreign: "unit_mismatch",
    babble: "noise",
  });
});

test("a reply of another length is not taken for the one that was asked for", () => {
  const longer = withCrc(Uint8Array.of(5, 3, 6, 1, 2, 3, 4, 5, 6));
  expect(play(READ, longer)).toBe("noise");
});

test("a line that echoes is found out by a read and then heard past, for writes too", () => {
  const framing = new RtuFraming();
  const expected = expectedOf(READ);
  framing.feed(Buffer.concat([expected.sent, REPLY]));
  expect([[...(framing.take(expected) ?? [])], framing.isEcho]).toEqual([[...REPLY], true]);
  const write: ModbusRequest = { functionCode: 6, unit: 5, address: 1, value: 3 };
  const asked = expectedOf(write);
  framing.feed(asked.sent);
  expect(framing.take(asked)).toBeUndefined();
  framing.feed(asked.sent);
  expect(framing.take(asked)).toEqual(asked.sent);
});

test("what comes while nothing is asked is no echo, and a line may cease to give back", () => {
  const framing = new RtuFraming();
  const one = expectedOf({ functionCode: 3, unit: 5, address: 0, count: 1 });
  const short = withCrc(Uint8Array.of(5, 3, 2, 0, 42));
  framing.feed(Buffer.from("PING"));
  framing.take({ unit: -1, functionCode: 0, sizeBytes: 5, sent: new Uint8Array() });
  framing.reset();
  framing.feed(short);
  expect([framing.take(one), framing.isEcho]).toEqual([short, false]);

  framing.feed(Buffer.concat([one.sent, short]));
  expect([framing.take(one), framing.isEcho]).toEqual([short, true]);
  const outcomes = Array.from({ length: 4 }, () => {
    framing.reset();
    framing.feed(short);
    return framing.take(one) ? "answered" : framing.blame(one).code;
  });
  expect([outcomes, framing.isEcho]).toEqual([["timeout", "timeout", "timeout", "answered"], false]);
});

test("a babbling line is bounded and a reply after it is found", () => {
  const framing = new RtuFraming();
  const expected = expectedOf(READ);
  for (let i = 0; i < 200; i++) {
    framing.feed(new Uint8Array(1_000).fill(0x55));
    expect(framing.take(expected)).toBeUndefined();
  }
  framing.feed(REPLY);
  expect(framing.take(expected)).toEqual(REPLY);
});

test("no bytes make it fail", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
      play(READ, ...pieces);
    }),
  );
});

test("heartbeats alone are silence, and what a connection leaves behind is not the next one's", () => {
  const framing = new RtuFraming(Buffer.from("PING"));
  const expected = expectedOf(READ);
  framing.feed(Buffer.from("PINGPINGPI"));
  expect([framing.take(expected), framing.blame(expected).code]).toEqual([undefined, "timeout"]);
  framing.feed(Buffer.from("X"));
  expect(framing.blame(expected).code).toBe("noise");
  framing.reset();
  framing.feed(Buffer.from("NGPING"));
  expect(framing.blame(expected).code).toBe("timeout");
  framing.restart();
  expect(framing.blame(expected).raw.length).toBe(0);
});

test("a reply is found among noise of any length, however both are cut", () => {
  const noise = fc.uint8Array({ maxLength: 3_000 });
  fc.assert(
    fc.property(noise, noise, fc.integer({ min: 1, max: 700 }), (before, after, step) => {
      const stream = Buffer.concat([before, REPLY, after]);
      const framing = new RtuFraming();
      let reply: Uint8Array | undefined;
      for (let at = 0; at < stream.length && reply === undefined; at += step) {
        framing.feed(stream.subarray(at, at + step));
        reply = framing.take(expectedOf(READ));
        expect(framing.blame(expectedOf(READ)).raw.length).toBeLessThanOrEqual(1_024);
      }
      expect([...(reply ?? [])]).toEqual([...REPLY]);
    }),
    { seed: 9_600 },
  );
});

test("bytes around a reply are noticed, unless they are heartbeats", () => {
  const strayOf = (heartbeat: Uint8Array, ...pieces: readonly Uint8Array[]) => {
    const framing = new RtuFraming(heartbeat);
    framing.feed(Buffer.concat(pieces));
    framing.take(expectedOf(READ));
    return framing.hasStray;
  };
  const none = new Uint8Array();
  const beat = Buffer.from("ping");
  expect([
    strayOf(none, REPLY),
    strayOf(none, Uint8Array.of(0), REPLY),
    strayOf(none, REPLY, Uint8Array.of(0xff)),
    strayOf(beat, beat, REPLY, beat),
    strayOf(beat, beat.subarray(2), beat, REPLY, Uint8Array.of(1)),
    new RtuFraming(beat).isStray(beat),
    new RtuFraming(beat).isStray(none),
    new RtuFraming().isStray(beat),
  ]).toEqual([false, true, true, false, true, false, false, true]);
});

test("a reply without its first bytes is known by its checksum; one without its last, or of a write, is not", () => {
  const isHeadCut = (request: ModbusRequest, bytes: Uint8Array) => {
    const framing = new RtuFraming();
    framing.feed(bytes);
    return framing.blame(expectedOf(request)).isHeadCut ?? false;
  };
  const write: ModbusRequest = { functionCode: 6, unit: 5, address: 1, value: 2 };
  expect([
    ...[0, 1, 2, 3, 4].map((cut) => isHeadCut(READ, REPLY.subarray(cut))),
    isHeadCut(READ, REPLY.subarray(0, -1)),
    isHeadCut(
      READ,
      REPLY.subarray(1).map((byte, at) => (at === 3 ? byte ^ 1 : byte)),
    ),
    isHeadCut(write, encodeRequest(write).subarray(1)),
  ]).toEqual([false, true, true, true, false, false, false, false]);
});
