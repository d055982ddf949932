import { expect, test } from "bun:test";
import { encodeJetLinks } from "../../../src/codec/command/jetlinks.ts";
import { CALL, encoded, RAW, SET } from "./goldens.ts";

const HEAD = '{"messageId":"12","deviceId":"dn","timestamp":1600000000000,';
const WRITE = `${HEAD}"properties":{"on":true,"speed":12.5,"count":9007199254740993,"until":1600000000000,"mode":1}}`;

test("properties are written, functions invoked with a list of inputs", () => {
  expect(encoded(encodeJetLinks, SET)).toEqual([
    "/pk/dn/properties/write",
    WRITE,
    { method: "properties.write", reqId: "12" },
  ]);
  expect(encoded(encodeJetLinks, CALL)).toEqual([
    "/pk/dn/function/invoke",
    `${HEAD}"function":"dose","functionId":"dose","inputs":[{"name":"amount","value":3},{"name":"options","value":{"isFast":false}}]}`,
    { method: "function.invoke", reqId: "12" },
  ]);
  expect(encoded(encodeJetLinks, RAW)).toBe("command_unsupported");
});

test("for a device behind a gateway, on the gateway's topics", () => {
  expect(encoded(encodeJetLinks, SET, true)).toEqual([
    "/gp/gw/child/dn/properties/write",
    WRITE,
    { method: "properties.write", reqId: "12" },
  ]);
});
