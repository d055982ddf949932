import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Expected } from "../../../../src/access/modbus/frame/framing.ts";
import {
  encodeRequest,
  type ModbusRequest,
  replySizeOf,
} from "../../../../src/access/modbus/frame/request.ts";
import { withCrc } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { TcpFraming } from "../../../../src/access/modbus/frame/tcp-framing.ts";

const READ: ModbusRequest = { functionCode: 4, unit: 1, address: 8, count: 1 };
const BODY = Uint8Array.of(1, 4, 2, 0x12, 0x34);

function expectedOf(request: ModbusRequest): Expected {
  const { unit, functionCode } = request;
  return { unit, functionCode, sizeBytes: replySizeOf(request), sent: encodeRequest(request) };
}

function frame(transaction: number, body: Uint8Array, protocol = 0): Uint8Array {
  const head = Uint8Array.of(transaction >> 8, transaction & 0xff, 0, protocol, 0, body.length);
  return Buffer.concat([head, body]);
}

function play(...pieces: readonly Uint8Array[]): readonly number[] | string {
  const framing = new TcpFraming();
  framing.wrap(encodeRequest(READ));
  for (const piece of pieces) {
    framing.feed(piece);
    const reply = framing.take(expectedOf(READ));
    if (reply) return [...reply];
  }
  return framing.blame().code;
}

test("a request carries a number, and the next one another", () => {
  const framing = new TcpFraming();
  const hex = () => Buffer.from(framing.wrap(encodeRequest(READ))).toString("hex");
  expect([hex(), hex()]).toEqual(["000100000006010400080001", "000200000006010400080001"]);
});

test("a reply is found whole, however it is cut", () => {
  const whole = frame(1, BODY);
  for (let at = 1; at < whole.length; at++)
    expect(play(whole.slice(0, at), whole.slice(at))).toEqual([...withCrc(BODY)]);
});

test("late replies to earlier requests are passed over", () => {
  expect(play(frame(0, Uint8Array.of(1, 4, 2, 9, 9)), frame(1, BODY))).toEqual([...withCrc(BODY)]);
});

test("an exception is a reply", () => {
  expect(play(frame(1, Uint8Array.of(1, 0x84, 2)))).toEqual([...withCrc(Uint8Array.of(1, 0x84, 2))]);
});

test("without a reply the reason is what came instead", () => {
  expect({
    silence: play(),
    cut: play(frame(1, BODY).slice(0, 9)),
    otherRequest: play(frame(9, BODY)),
    otherUnit: play(frame(1, Uint8Array.of(2, 4, 2, 0, 0))),
    otherLength: play(frame(1, Uint8Array.of(1, 4, 4, 0, 0, 0, 0))),
    otherProtocol: play(frame(1, BODY, 7)),
  }).toEqual({
    silence: "timeout",
    cut: "short_frame",
    otherRequest: "transaction_mismatch",
    otherUnit: "unit_mismatch",
    otherLength: "short_frame",
    otherProtocol: "noise",
  });
});

test("no bytes make it fail, and none are kept once it is broken", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
      play(...pieces);
    }),
  );
});

test("what a connection leaves behind is not the next one's", () => {
  const framing = new TcpFraming();
  framing.feed(frame(1, BODY).slice(0, 9));
  framing.feed(Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
  framing.restart();
  framing.wrap(withCrc(Uint8Array.of(1, 4, 0, 0, 0, 1)));
  framing.feed(frame(1, BODY));
  expect([framing.take(expectedOf(READ))?.length, framing.isBroken]).toEqual([BODY.length + 2, false]);
});

test("no request is numbered 0: some devices send zeros between frames", () => {
  const framing = new TcpFraming();
  const numbers = Array.from({ length: 65_536 }, () =>
    Buffer.from(framing.wrap(encodeRequest(READ))).readUInt16BE(0),
  );
  expect([numbers.includes(0), numbers[0], numbers[65_534], numbers[65_535]]).toEqual([false, 1, 65_535, 1]);
});

test("a reply is found behind any number of whole frames of others, and none of them is kept", () => {
  const others = fc.array(
    fc.tuple(fc.integer({ min: 2, max: 0xffff }), fc.uint8Array({ minLength: 3, maxLength: 254 })),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(others, fc.integer({ min: 1, max: 400 }), (before, step) => {
      const stream = Buffer.concat([...before.map(([number, body]) => frame(number, body)), frame(1, BODY)]);
      const framing = new TcpFraming();
      framing.wrap(encodeRequest(READ));
      let reply: Uint8Array | undefined;
      for (let at = 0; at < stream.length; at += step) {
        framing.feed(stream.subarray(at, at + step));
        reply ??= framing.take(expectedOf(READ));
        if (reply === undefined) expect(framing.blame().raw.length).toBeLessThan(260);
      }
      expect([...(reply ?? [])]).toEqual([...withCrc(BODY)]);
      framing.reset();
      expect(framing.blame().raw.length).toBe(0);
    }),
    { seed: 502 },
  );
});

test("a reply to function 43 is as long as it says", () => {
  const request: ModbusRequest = { functionCode: 43, unit: 1, objectId: 0 };
  const body = Buffer.from("012b0e0101000001" + "0002" + "4142", "hex");
  const take = (bytes: Uint8Array) => {
    const framing = new TcpFraming();
    framing.wrap(encodeRequest(request));
    framing.feed(frame(1, bytes));
    return framing.take(expectedOf(request))?.length ?? framing.blame().code;
  };
  expect([take(body), take(body.subarray(0, -1)), take(Buffer.of(1, 0xab, 1))]).toEqual([
    body.length + 2,
    "short_frame",
    5,
  ]);
});
