import { expect, test } from "bun:test";
import fc from "fast-check";
import { matchPacket } from "../../../../src/access/modbus/dtu/identify.ts";
import type { Identification } from "../../../../src/spine/fieldbus.ts";

function match(how: Identification, packet: string | Uint8Array, ip = "10.0.0.9"): number | undefined {
  return matchPacket(how, { bytes: typeof packet === "string" ? Buffer.from(packet) : packet, ip });
}

function onenetLogin(productId: string, name: string): Buffer {
  const packet = Buffer.alloc(52);
  packet.write("type", 0);
  packet.write(name, 11);
  packet.write("13800000000", 20);
  packet.write("pwd", 32);
  packet.write(productId, 41);
  return packet;
}

test("each way to be known", () => {
  expect({
    text: match({ by: "text", text: "DTU-7" }, "DTU-7\r\n"),
    textPart: match({ by: "text", text: "DTU-7" }, "DTU"),
    otherText: match({ by: "text", text: "DTU-7" }, "DTU-8"),
    hex: match({ by: "hex", hex: "01 02 ff" }, Uint8Array.of(1, 2, 255, 9)),
    pattern: match({ by: "pattern", pattern: "SN\\d{4}" }, "SN1234\r\n"),
    otherPattern: match({ by: "pattern", pattern: "SN\\d{4}" }, "SN12345"),
    imei: match({ by: "imei", imei: "861234567890123" }, "IMEI:861234567890123,ICCID:x"),
    longerNumber: match({ by: "imei", imei: "861234567890123" }, "8612345678901239"),
    iccid: match({ by: "iccid", iccid: "89860012345678901234" }, "+ICCID: 89860012345678901234"),
    onenet: match({ by: "onenet", productId: "123456", deviceName: "dtu1" }, onenetLogin("123456", "dtu1")),
    otherOnenet: match({ by: "onenet", productId: "9", deviceName: "dtu1" }, onenetLogin("123456", "dtu1")),
    onenetPart: match({ by: "onenet", productId: "1", deviceName: "d" }, "type"),
    address: match({ by: "address", address: "10.0.0.9" }, ""),
    otherAddress: match({ by: "address", address: "10.0.0.8" }, ""),
  }).toEqual({
    text: 5,
    textPart: undefined,
    otherText: -1,
    hex: 3,
    pattern: 8,
    otherPattern: -1,
    imei: 28,
    longerNumber: -1,
    iccid: 28,
    onenet: 52,
    otherOnenet: -1,
    onenetPart: undefined,
    address: 0,
    otherAddress: -1,
  });
});

test("no packet makes it fail", () => {
  const hows: Identification[] = [
    { by: "text", text: "x" },
    { by: "pattern", pattern: "(" },
    { by: "imei", imei: "861234567890123" },
    { by: "onenet", productId: "1", deviceName: "d" },
  ];
  fc.assert(
    fc.property(fc.constantFrom(...hows), fc.uint8Array({ maxLength: 600 }), (how, packet) => {
      match(how, packet);
    }),
  );
});
