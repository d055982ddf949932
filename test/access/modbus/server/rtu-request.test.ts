import { expect, test } from "bun:test";
import { withCrc } from "../../../../src/access/modbus/frame/rtu-framing.ts";
import { findRequest } from "../../../../src/access/modbus/server/rtu-request.ts";

const frame = (hex: string) => Buffer.from(withCrc(Buffer.from(hex, "hex")));
const ours = (unit: number) => unit === 1 || unit === 7;
const find = (...parts: Uint8Array[]) => {
  const found = findRequest(Buffer.concat(parts), ours);
  return typeof found === "object" ? `${found.unit}:${found.pdu.toString("hex")}` : found;
};

const READ = frame("010300000002");
const OTHERS_REPLY = frame("05030400010002");

test("requests of every function to units that are ours", () => {
  expect([
    find(READ),
    find(frame("0706000200ff")),
    find(frame("01100000000204000a0102")),
    find(frame("010f0000000a02cd01")),
    find(frame("0116000400f20025")),
    find(frame("0108000012ab")),
    find(frame("012b0e0100")),
  ]).toEqual([
    "1:0300000002",
    "7:06000200ff",
    "1:100000000204000a0102",
    "1:0f0000000a02cd01",
    "1:16000400f20025",
    "1:08000012ab",
    "1:2b0e0100",
  ]);
});

test("others' traffic, damage and halves are no requests", () => {
  const damaged = Buffer.from(READ);
  damaged[3] = 9;
  expect([
    find(frame("020300000002")),
    find(OTHERS_REPLY),
    find(frame("000600020001")),
    find(damaged),
    find(READ.subarray(0, 5)),
    find(Buffer.of()),
    // A reply that is ours: whatever it is, it is not as long as a request.
    find(frame("01030400010002")),
  ]).toEqual(["foreign", "foreign", "foreign", undefined, undefined, undefined, "foreign"]);
});

test("noise before, another's reply before, and stray bytes behind are passed over", () => {
  expect([
    find(Buffer.of(0, 0xff), READ),
    find(OTHERS_REPLY, READ),
    find(READ, Buffer.of(0)),
    find(Buffer.of(0xf0), READ, Buffer.of(0, 0xff)),
    find(READ, Buffer.of(1, 2, 3)),
  ]).toEqual(["1:0300000002", "1:0300000002", "1:0300000002", "1:0300000002", undefined]);
});
