import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  readMessage,
  readSession,
  readWaiting,
  type SessionRecord,
  type WaitingRecord,
  writeMessage,
  writeSession,
  writeWaiting,
} from "../../../../../src/access/mqtt/broker/store/records.ts";
import { publication, stored } from "../fixtures.ts";

/** Bytes of version 1 as they lie on disks: they stay readable for ever. */
const GOLDEN = JSON.parse(readFileSync(join(import.meta.dir, "records-v1.json"), "utf8")) as Record<
  "message" | "forEver" | "waiting" | "session" | "bare",
  string
>;

const MESSAGE = stored("a/é", "payload", {
  qos: 2,
  properties: Buffer.from("0101", "hex"),
  expiresMs: 1_700_000_000_000,
  number: 7,
});
const FOR_EVER = stored("t", "", { number: 8 });
const WAITING: WaitingRecord = {
  message: 300,
  qos: 2,
  isRetain: true,
  id: 65_535,
  subscriptionIds: [1, 268_435_455],
  group: "g/t/#",
};
const SESSION: SessionRecord = {
  version: 5,
  expiryS: 0xffff_ffff,
  endedMs: 1_700_000_000_000,
  subscriptions: [
    { filter: "$share/g/t/#", qos: 1, isNoLocal: false, isRetainAsPublished: true, id: 9 },
    { filter: "x", qos: 2, isNoLocal: true, isRetainAsPublished: false, id: 0 },
  ],
  will: { ...publication("w", "bye", { qos: 1, isRetain: true, expiryS: 9 }), delayS: 5, isRelayed: true },
};
const BARE: SessionRecord = { version: 3, expiryS: 60, endedMs: 0, subscriptions: [], will: undefined };

const bytes = (hex: string) => Buffer.from(hex, "hex");
const hex = (written: Uint8Array) => Buffer.from(written).toString("hex");
/** Bytes become hex, so that only what they hold is compared. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
};

describe("golden bytes", () => {
  test("are what is written", () => {
    expect({
      message: hex(writeMessage(MESSAGE)),
      forEver: hex(writeMessage(FOR_EVER)),
      waiting: hex(writeWaiting(WAITING)),
      session: hex(writeSession(SESSION)),
      bare: hex(writeSession(BARE)),
    }).toEqual(GOLDEN);
  });

  test("are read back", () => {
    const read = {
      message: readMessage(bytes(GOLDEN.message), 7),
      forEver: readMessage(bytes(GOLDEN.forEver), 8),
      waiting: readWaiting(bytes(GOLDEN.waiting)),
      session: readSession(bytes(GOLDEN.session)),
      bare: readSession(bytes(GOLDEN.bare)),
    };
    expect(read.forEver.expiresMs).toBe(Number.POSITIVE_INFINITY);
    expect(plain(read)).toMatchObject({
      message: { topic: "a/é", qos: 2, expiresMs: 1_700_000_000_000, properties: "0101", number: 7 },
      forEver: { topic: "t", payload: "", number: 8 },
      waiting: WAITING,
      session: plain(SESSION) as object,
      bare: plain(BARE) as object,
    });
  });
});

test("a cut record, and one of a version to come, are refused and not misread", () => {
  for (let length = 0; length < bytes(GOLDEN.session).length; length++) {
    expect(() => readSession(bytes(GOLDEN.session).subarray(0, length))).toThrow();
  }
  expect(() => readMessage(Uint8Array.of(2, 0), 1)).toThrow("record version 2");
  expect(() => readMessage(Uint8Array.of(1, 3), 1)).toThrow("QoS 3");
});
