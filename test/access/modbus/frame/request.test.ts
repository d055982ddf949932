import { expect, test } from "bun:test";
import {
  encodeRequest,
  identitySizeOf,
  isRead,
  type ModbusRequest,
  replySizeOf,
} from "../../../../src/access/modbus/frame/request.ts";

const hexOf = (request: ModbusRequest) => Buffer.from(encodeRequest(request)).toString("hex");

test("frames as the specification's examples have them, with unit 17", () => {
  const unit = 17;
  const requests: ModbusRequest[] = [
    { functionCode: 1, unit, address: 19, count: 19 },
    { functionCode: 2, unit, address: 196, count: 22 },
    { functionCode: 3, unit, address: 107, count: 3 },
    { functionCode: 4, unit, address: 8, count: 1 },
    { functionCode: 5, unit, address: 172, value: true },
    { functionCode: 6, unit, address: 1, value: 3 },
    {
      functionCode: 15,
      unit,
      address: 19,
      values: [true, false, true, true, false, false, true, true, true, false],
    },
    { functionCode: 16, unit, address: 1, values: [10, 258] },
    { functionCode: 22, unit, address: 4, andMask: 0xf2, orMask: 0x25 },
    { functionCode: 43, unit, objectId: 0 },
  ];
  // Without unit and checksum these are the requests of application protocol 1.1b3, 6.1 to 6.16 and 6.21.
  expect(requests.map((request) => hexOf(request).slice(2, -4))).toEqual([
    "0100130013",
    "0200c40016",
    "03006b0003",
    "0400080001",
    "0500acff00",
    "0600010003",
    "0f0013000a02cd01",
    "1000010002" + "04000a0102",
    "16000400f20025",
    "2b0e0100",
  ]);
});

test("how long the reply will be, and which requests read", () => {
  const common = { unit: 1, address: 0 };
  expect([
    replySizeOf({ ...common, functionCode: 1, count: 9 }),
    replySizeOf({ ...common, functionCode: 3, count: 10 }),
    replySizeOf({ ...common, functionCode: 6, value: 1 }),
    replySizeOf({ ...common, functionCode: 22, andMask: 0, orMask: 0 }),
  ]).toEqual([7, 25, 8, 10]);
  expect([
    isRead({ ...common, functionCode: 4, count: 1 }),
    isRead({ ...common, functionCode: 5, value: true }),
  ]).toEqual([true, false]);
});

test("the reply to function 43 says how long it is, once its objects are there", () => {
  // The example of application protocol 1.1b3, 6.21, in an RTU frame behind a stray byte.
  const reply = Buffer.from(
    "0011" + "2b0e0101000003" + "0002" + "4142" + "0101" + "43" + "0200" + "ffff",
    "hex",
  );
  const sizes = Array.from({ length: reply.length + 1 }, (_, end) => identitySizeOf(reply, 1, end));
  const isKnownFrom = reply.length - 2;
  expect(sizes).toEqual(sizes.map((_, end) => (end < isKnownFrom ? undefined : reply.length - 1)));
});
