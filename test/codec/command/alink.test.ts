import { expect, test } from "bun:test";
import { encodeAlink, encodePlain } from "../../../src/codec/command/alink.ts";
import { CALL, encoded, PING, RAW, SET } from "./goldens.ts";

test("a property set has the bytes that MCU firmware looks for", () => {
  expect(encoded(encodeAlink, SET)).toEqual([
    "/sys/pk/dn/thing/service/property/set",
    '{"method":"thing.service.property.set","id":"100000012","params":{"on":1,"speed":12.5,"count":9007199254740993,"until":"1600000000000","mode":1},"version":"1.0.0"}',
    { method: "thing.service.property.set", reqId: "100000012" },
  ]);
});

test("services come on their own topic, those called sync by RRPC, and by hand-made firmware as any other", () => {
  expect(encoded(encodeAlink, CALL)).toEqual([
    "/sys/pk/dn/thing/service/dose",
    '{"method":"thing.service.dose","id":"100000012","params":{"amount":3,"options":{"isFast":0}},"version":"1.0.0"}',
    { method: "thing.service.dose", reqId: "100000012" },
  ]);
  expect(encoded(encodeAlink, PING)).toEqual([
    "/sys/pk/dn/rrpc/request/100000012",
    '{"method":"thing.service.ping","id":"100000012","params":{},"version":"1.0.0"}',
    { method: "rrpc", reqId: "100000012" },
  ]);
  expect(encoded(encodePlain, PING)).toEqual([
    "/sys/pk/dn/thing/service/ping",
    '{"method":"thing.service.ping","id":"100000012","params":{},"version":"1.0.0"}',
    { method: "thing.service.ping", reqId: "100000012" },
  ]);
});

test("bytes go as they are, and a sub-device has its own topics", () => {
  expect(encoded(encodeAlink, RAW)).toEqual(["/sys/pk/dn/thing/model/down_raw", [1, 2, 255], undefined]);
  expect(encoded(encodeAlink, SET, true)).toEqual(encoded(encodeAlink, SET));
});
