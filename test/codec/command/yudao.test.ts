import { expect, test } from "bun:test";
import { encodeYudao } from "../../../src/codec/command/yudao.ts";
import { CALL, encoded, RAW, SET } from "./goldens.ts";

test("Alink's envelope in yudao's order, one topic for all services", () => {
  expect(encoded(encodeYudao, SET)).toEqual([
    "/sys/pk/dn/thing/property/set",
    '{"id":"12","version":"1.0","method":"thing.property.set","params":{"on":1,"speed":12.5,"count":9007199254740993,"until":"1600000000000","mode":1}}',
    { method: "thing.property.set", reqId: "12" },
  ]);
  expect(encoded(encodeYudao, CALL)).toEqual([
    "/sys/pk/dn/thing/service/invoke",
    '{"id":"12","version":"1.0","method":"thing.service.invoke","params":{"identifier":"dose","inputParams":{"amount":3,"options":{"isFast":0}}}}',
    { method: "thing.service.invoke", reqId: "12" },
  ]);
  expect(encoded(encodeYudao, RAW)).toBe("command_unsupported");
});
