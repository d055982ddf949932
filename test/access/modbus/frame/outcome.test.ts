import { expect, test } from "bun:test";
import { describeFailure, failed } from "../../../../src/access/modbus/frame/outcome.ts";

test("an exception has its number and its words, in both languages", () => {
  const raw = new Uint8Array();
  expect([
    describeFailure(failed("exception", raw, 2)),
    describeFailure(failed("exception", raw, 11)),
    describeFailure(failed("exception", raw, 99)).en,
    describeFailure(failed("crc")).en,
  ]).toEqual([
    { en: "exception 02 illegal data address", zh: "异常码 02：非法数据地址" },
    { en: "exception 0B gateway target did not respond", zh: "异常码 0B：网关目标设备无响应" },
    "exception 63 unknown",
    "checksum error",
  ]);
});
