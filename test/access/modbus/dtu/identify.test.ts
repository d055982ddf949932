import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  type DtuTransport,
  findLink,
  heartbeatOf,
  matchPacket,
  type WaitingLink,
} from "../../../../src/access/modbus/dtu/identify.ts";
import type { Identification } from "../../../../src/spine/fieldbus.ts";

function transportOf(identification: Identification, heartbeat?: string): DtuTransport {
  return {
    ...{ kind: "dtu", framing: "rtu", identification },
    ...(heartbeat !== undefined && { heartbeat: { text: heartbeat } }),
  };
}

function match(
  how: Identification,
  packet: string | Uint8Array,
  { ip = "10.0.0.9", beat, isWhole = true }: { ip?: string; beat?: string; isWhole?: boolean } = {},
): number | undefined {
  const bytes = typeof packet === "string" ? Buffer.from(packet) : packet;
  return matchPacket(transportOf(how, beat), { bytes, ip, isWhole });
}

/** The id of the link that is found. */
function find(
  hows: Readonly<Record<string, Identification>>,
  packet: string,
  { ip = "10.0.0.9", isWhole = true }: { ip?: string; isWhole?: boolean } = {},
): string {
  const links = Object.entries(hows).map(([id, how]): WaitingLink => ({ id, transport: transportOf(how) }));
  const found = findLink(links, { bytes: Buffer.from(packet), ip, isWhole });
  return typeof found === "string" ? found : found.link.id;
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

test("a number is found among anything but other digits", () => {
  const imei = { by: "imei", imei: "861234567890123" } as const;
  expect({
    behindLetters: match(imei, "IMEI861234567890123"),
    beforeHeartbeat: match(imei, "861234567890123PING"),
    part: match(imei, "8612345"),
    other: match(imei, "861234567890124"),
    iccid: match({ by: "iccid", iccid: "8986001234567890123" }, "ICCID8986001234567890123;"),
    longerIccid: match({ by: "iccid", iccid: "8986001234567890123" }, "89860012345678901234"),
  }).toEqual({
    behindLetters: 19,
    beforeHeartbeat: 19,
    part: undefined,
    other: -1,
    iccid: 25,
    longerIccid: -1,
  });
});

test("heartbeats before a packet, and behind one that is looked at whole, do not hide it", () => {
  const pattern = { by: "pattern", pattern: "SN\\d{4}" } as const;
  expect({
    before: match({ by: "text", text: "REG" }, "PINGPINGREG", { beat: "PING" }),
    begun: match({ by: "text", text: "REG" }, "PINGPI", { beat: "PING" }),
    alone: match({ by: "text", text: "REG" }, "PING", { beat: "PING" }),
    strange: match({ by: "text", text: "REG" }, "PINGX", { beat: "PING" }),
    around: match(pattern, "PINGSN1234PINGPING", { beat: "PING" }),
    notWhole: match(pattern, "SN1234", { isWhole: false }),
    chinese: match({ by: "pattern", pattern: "设备\\d+" }, "设备12"),
    zeros: match(
      { by: "onenet", productId: "1", deviceName: "d" },
      Buffer.concat([Buffer.alloc(2), onenetLogin("1", "d")]),
    ),
  }).toEqual({
    before: 11,
    begun: undefined,
    alone: undefined,
    strange: -1,
    around: 10,
    notWhole: undefined,
    chinese: 8,
    zeros: 54,
  });
  expect([...heartbeatOf(transportOf({ by: "onenet", productId: "1", deviceName: "d" }))]).toEqual([0, 0]);
});

test("among links the one that fits most is taken, and an address is what is left", () => {
  const names = { short: { by: "text", text: "DTU1" }, long: { by: "text", text: "DTU1-B" } } as const;
  expect({
    digit: find(names, "DTU10"),
    short: find(names, "DTU1\r\n"),
    undecided: find(names, "DTU1", { isWhole: false }),
    long: find(names, "DTU1-B", { isWhole: false }),
  }).toEqual({ digit: "unknown", short: "short", undecided: "open", long: "long" });
  const site = { site: { by: "address", address: "10.0.0.9" } } as const;
  expect({
    alone: find(site, "", { isWhole: false }),
    besideOthers: find({ ...names, ...site }, "", { isWhole: false }),
    silent: find({ ...names, ...site }, ""),
    named: find({ ...names, ...site }, "DTU1-B"),
    elsewhere: find({ ...names, ...site }, "HELLO", { ip: "10.0.0.8" }),
    silentElsewhere: find({ ...names, ...site }, "", { ip: "10.0.0.8" }),
  }).toEqual({
    alone: "site",
    besideOthers: "open",
    silent: "site",
    named: "long",
    elsewhere: "unknown",
    silentElsewhere: "open",
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
    fc.property(
      fc.constantFrom(...hows),
      fc.uint8Array({ maxLength: 600 }),
      fc.boolean(),
      (how, packet, isWhole) => {
        const size = match(how, packet, { isWhole, beat: "PING" });
        expect(size === undefined || (size >= -1 && size <= packet.length)).toBe(true);
      },
    ),
    { seed: 52 },
  );
});
