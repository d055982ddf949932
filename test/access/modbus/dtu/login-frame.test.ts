import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  answerLogin,
  findLogin,
  LOGIN_BYTES,
  LoginEar,
  type LoginFrame,
} from "../../../../src/access/modbus/dtu/login-frame.ts";
import { crcOf, sealed } from "../../../harness/modbus/serial-line.ts";

// Written by hand from the form of the frames: unit, 0x41, length byte, text; checksum, or head before.
const TEXT = '{"method":"auth"}';
const RTU = Buffer.from("01" + "41" + "11" + "7b226d6574686f64223a2261757468227d" + "fc92", "hex");
const TCP = Buffer.from(
  "0007" + "0000" + "0014" + "02" + "41" + "11" + "7b226d6574686f64223a2261757468227d",
  "hex",
);
const RTU_LOGIN: LoginFrame = { framing: "rtu", unit: 1, transaction: 0, text: TEXT };
const TCP_LOGIN: LoginFrame = { framing: "tcp", unit: 2, transaction: 7, text: TEXT };

function loginOf(text: string, unit = 1): Buffer {
  const body = Buffer.from(text);
  return sealed(Buffer.concat([Buffer.of(unit, 0x41, body.length), body]));
}

test("a login is read out of either frame, and nothing is read out of part of one", () => {
  expect(crcOf(RTU)).toBe(0);
  expect(findLogin(RTU)).toEqual({ login: RTU_LOGIN, at: RTU.length });
  expect(findLogin(TCP)).toEqual({ login: TCP_LOGIN, at: TCP.length });
  for (const frame of [RTU, TCP])
    for (let size = 1; size < frame.length; size++)
      expect(findLogin(frame.subarray(0, size))).toEqual({ login: undefined, at: 0 });
});

test("it is found behind a heartbeat and before a reply; a damaged one is none", () => {
  const reply = sealed(Buffer.of(1, 3, 2, 0, 42));
  for (const frame of [RTU, TCP]) {
    const { login, at } = findLogin(Buffer.concat([Buffer.from("PING"), frame, reply]));
    expect([login?.text, at]).toEqual([TEXT, 4 + frame.length]);
  }
  const damaged = Buffer.from(RTU);
  damaged[5] = 0;
  expect(findLogin(damaged).login).toBeUndefined();
  expect(findLogin(sealed(Buffer.of(1, 0x41, 3, 1, 2, 3))).login).toBeUndefined();
});

test("answers are in the frame of the login, and fit it", () => {
  const done = { code: 0, message: "success" };
  const text = '{"method":"auth","code":0,"message":"success"}';
  expect(text.length).toBe(0x2e);
  const rtu = Buffer.from(answerLogin(RTU_LOGIN, done));
  expect([rtu.subarray(0, 3).toString("hex"), rtu.subarray(3, -2).toString(), crcOf(rtu)]).toEqual([
    "01412e",
    text,
    0,
  ]);
  const tcp = Buffer.from(answerLogin(TCP_LOGIN, done));
  expect([tcp.subarray(0, 9).toString("hex"), tcp.subarray(9).toString()]).toEqual([
    "00070000003102412e",
    text,
  ]);
  const long = Buffer.from(answerLogin(TCP_LOGIN, { code: 400, message: "设备".repeat(200) }));
  expect(long.length).toBeLessThanOrEqual(6 + 253);
  const shown = JSON.parse(long.subarray(9).toString());
  expect([shown.code, "设备".repeat(200).startsWith(shown.message), shown.message.length > 60]).toEqual([
    400,
    true,
    true,
  ]);
});

test("logins are heard in a stream, however it is cut and whatever is between them", () => {
  const text = fc.stringMatching(/^\{[a-z":]{0,200}$/);
  const noise = fc.uint8Array({ maxLength: 40 }).filter((bytes) => !bytes.includes(0x41));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(noise, text), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 70 }),
      (parts, step) => {
        const stream = Buffer.concat(parts.flatMap(([before, one]) => [Buffer.from(before), loginOf(one)]));
        const ear = new LoginEar();
        const heard: string[] = [];
        for (let at = 0; at < stream.length; at += step)
          heard.push(...ear.hear(stream.subarray(at, at + step)).map((login) => login.text));
        expect(heard).toEqual(parts.map(([, one]) => one));
      },
    ),
    { seed: 65 },
  );
});

test("no bytes make it fail, and few are kept", () => {
  // Half of them from the bytes that frames are made of.
  const byte = fc.oneof(fc.constantFrom(0, 1, 0x41, 0x7b, 0xff), fc.nat(255));
  const piece = fc.array(byte, { maxLength: 600 }).map((bytes) => Uint8Array.from(bytes));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const ear = new LoginEar();
      for (const chunk of pieces) {
        ear.hear(chunk);
        expect(ear.sizeBytes).toBeLessThanOrEqual(LOGIN_BYTES);
      }
    }),
    { seed: 65 },
  );
});
