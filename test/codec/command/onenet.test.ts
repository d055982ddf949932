import { expect, test } from "bun:test";
import { encodeLegacy, encodeOnenet } from "../../../src/codec/command/onenet.ts";
import { CALL, encoded, RAW, SET } from "./goldens.ts";

const VALUES = '{"on":true,"speed":12.5,"count":9007199254740993,"until":1600000000000,"mode":1}';

test("OneJSON: compact, with a short decimal id", () => {
  expect(encoded(encodeOnenet, SET)).toEqual([
    "$sys/pk/dn/thing/property/set",
    `{"id":"12","version":"1.0","params":${VALUES}}`,
    { method: "thing.property.set", reqId: "12" },
  ]);
  expect(encoded(encodeOnenet, CALL)).toEqual([
    "$sys/pk/dn/thing/service/dose/invoke",
    '{"id":"12","version":"1.0","params":{"amount":3,"options":{"isFast":false}}}',
    { method: "thing.service.dose.invoke", reqId: "12" },
  ]);
});

test("a gateway is told whom it is for, and answers in its own name", () => {
  expect(encoded(encodeOnenet, SET, true)).toEqual([
    "$sys/gp/gw/thing/sub/property/set",
    `{"id":"12","version":"1.0","params":{"productID":"pk","deviceName":"dn","params":${VALUES}}}`,
    { method: "thing.sub.property.set", reqId: "12", isFromGateway: true },
  ]);
  expect(encoded(encodeOnenet, CALL, true)).toEqual([
    "$sys/gp/gw/thing/sub/service/invoke",
    '{"id":"12","version":"1.0","params":{"productID":"pk","deviceName":"dn","identifier":"dose","input":{"amount":3,"options":{"isFast":false}}}}',
    { method: "thing.sub.service.invoke", reqId: "12", isFromGateway: true },
  ]);
});

test("bytes by the command topics", () => {
  const answer = { method: "cmd", reqId: "12" };
  expect(encoded(encodeOnenet, RAW)).toEqual(["$sys/pk/dn/cmd/request/12", [1, 2, 255], answer]);
  expect(encoded(encodeOnenet, RAW, true)).toEqual(["$subdev/pk/dn/cmd/request/12", [1, 2, 255], answer]);
});

test("the first MQTT: $creq with a JSON object, or with bytes", () => {
  const answer = { method: "cmd", reqId: "12" };
  expect(encoded(encodeLegacy, SET)).toEqual([
    "$creq/12",
    '{"on":1,"speed":12.5,"count":9007199254740993,"until":"1600000000000","mode":1}',
    answer,
  ]);
  expect(encoded(encodeLegacy, CALL)).toEqual([
    "$creq/12",
    '{"method":"dose","params":{"amount":3,"options":{"isFast":0}}}',
    answer,
  ]);
  expect(encoded(encodeLegacy, RAW)).toEqual(["$creq/12", [1, 2, 255], answer]);
});
