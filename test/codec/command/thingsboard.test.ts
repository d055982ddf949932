import { expect, test } from "bun:test";
import { encodeThingsBoard } from "../../../src/codec/command/thingsboard.ts";
import { CALL, encoded, RAW, SET } from "./goldens.ts";

const VALUES = '{"on":true,"speed":12.5,"count":9007199254740993,"until":1600000000000,"mode":1}';
const RPC = '"method":"dose","params":{"amount":3,"options":{"isFast":false}}}';

test("properties are shared attributes, which have no answer; services are RPC", () => {
  expect(encoded(encodeThingsBoard, SET)).toEqual(["v1/devices/me/attributes", VALUES, undefined]);
  const answer = { method: "rpc", reqId: "12" };
  expect(encoded(encodeThingsBoard, CALL)).toEqual(["v1/devices/me/rpc/request/12", `{${RPC}`, answer]);
  expect(encoded(encodeThingsBoard, RAW)).toBe("command_unsupported");
});

test("for a device behind a gateway", () => {
  expect(encoded(encodeThingsBoard, SET, true)).toEqual([
    "v1/gateway/attributes",
    `{"device":"dn","data":${VALUES}}`,
    undefined,
  ]);
  expect(encoded(encodeThingsBoard, CALL, true)).toEqual([
    "v1/gateway/rpc",
    `{"device":"dn","data":{"id":12,${RPC}}`,
    { method: "rpc", reqId: "12" },
  ]);
});
