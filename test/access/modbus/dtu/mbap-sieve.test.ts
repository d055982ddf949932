import { expect, test } from "bun:test";
import fc from "fast-check";
import { LOGIN_BYTES, type LoginFrame } from "../../../../src/access/modbus/dtu/login-frame.ts";
import { MbapSieve } from "../../../../src/access/modbus/dtu/mbap-sieve.ts";

function frame(transaction: number, ...body: readonly number[]): Buffer {
  return Buffer.from([transaction >> 8, transaction & 0xff, 0, 0, 0, body.length, ...body]);
}

/** What comes through in pieces of `step` bytes. */
function sift(sieve: MbapSieve, stream: Uint8Array, step = stream.length): string {
  const left: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += step) left.push(sieve.sift(stream.subarray(at, at + step)));
  return Buffer.concat(left).toString("hex");
}

const FIRST = frame(1, 1, 3, 2, 0, 7);
const SECOND = frame(2, 1, 3, 2, 0, 8);

test("heartbeats and registration packets between frames are passed over, however they are cut", () => {
  const passedOver = ["PING", "REG-0001", "\r\n"].map((text) => Buffer.from(text));
  const stream = Buffer.concat([
    Buffer.from("PING\r\nPING"),
    FIRST,
    Buffer.from("PINGREG-0001"),
    SECOND,
    Buffer.from("PING"),
  ]);
  for (let step = 1; step <= stream.length; step++) {
    const sieve = new MbapSieve({ passedOver });
    expect(sift(sieve, stream, step)).toBe(Buffer.concat([FIRST, SECOND]).toString("hex"));
    expect(sieve.sizeBytes).toBe(0);
  }
});

test("zeros as a heartbeat are told from frames, and a frame from a heartbeat that its head begins with", () => {
  const zeros = new MbapSieve({ passedOver: [Buffer.of(0, 0)] });
  const stream = Buffer.concat([
    Buffer.alloc(4),
    frame(5, 1, 3, 2, 0, 0),
    Buffer.alloc(2),
    FIRST,
    Buffer.alloc(2),
  ]);
  for (let step = 1; step <= stream.length; step++)
    expect(sift(zeros, stream, step)).toBe(Buffer.concat([frame(5, 1, 3, 2, 0, 0), FIRST]).toString("hex"));
  const likeHead = new MbapSieve({ passedOver: [Buffer.of(0, 1)] });
  const mixed = Buffer.concat([Buffer.of(0, 1), FIRST, Buffer.of(0, 1), SECOND]);
  for (const step of [1, 2, 3, mixed.length])
    expect(sift(likeHead, mixed, step)).toBe(Buffer.concat([FIRST, SECOND]).toString("hex"));
});

test("a heartbeat's bytes within a frame stay", () => {
  const sieve = new MbapSieve({ passedOver: [Buffer.from("AB")] });
  const held = frame(9, 1, 3, 4, 0x41, 0x42, 0x41, 0x42);
  expect(sift(sieve, held, 1)).toBe(held.toString("hex"));
});

test("logins are taken out, up to the longest, with whatever number", () => {
  const logins: LoginFrame[] = [];
  const onLogin = (login: LoginFrame) => void logins.push(login);
  const sieve = new MbapSieve({ passedOver: [], onLogin });
  const text = `{${"x".repeat(254)}`;
  const login = Buffer.concat([Buffer.of(0, 0, 0, 0, 1, 2, 1, 0x41, 255), Buffer.from(text)]);
  const stream = Buffer.concat([login, FIRST, login, SECOND]);
  for (const step of [1, 7, stream.length]) {
    logins.length = 0;
    expect(sift(sieve, stream, step)).toBe(Buffer.concat([FIRST, SECOND]).toString("hex"));
    expect(logins).toEqual([
      { framing: "tcp", unit: 1, transaction: 0, text },
      { framing: "tcp", unit: 1, transaction: 0, text },
    ]);
  }
});

test("what is neither is left for whoever reads frames to judge", () => {
  const sieve = new MbapSieve({ passedOver: [Buffer.from("PING")] });
  expect(sift(sieve, Buffer.from("AT+CSQ\r\n"))).toBe(Buffer.from("AT+CSQ\r\n").toString("hex"));
});

test("no bytes make it fail, few are held, and none are made up", () => {
  const byte = fc.oneof(fc.constantFrom(0, 1, 5, 0x41, 0x7b, 0x50), fc.nat(255));
  const piece = fc.array(byte, { maxLength: 400 }).map((bytes) => Uint8Array.from(bytes));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, hears) => {
      const passedOver = [Buffer.from("PING"), Buffer.of(0, 0)];
      const sieve = new MbapSieve({ passedOver, onLogin: hears ? () => {} : undefined });
      let [came, went] = [0, 0];
      for (const chunk of pieces) {
        came += chunk.length;
        went += sieve.sift(chunk).length;
        expect(sieve.sizeBytes).toBeLessThan(LOGIN_BYTES);
      }
      expect(went).toBeLessThanOrEqual(came);
    }),
    { seed: 502 },
  );
});
