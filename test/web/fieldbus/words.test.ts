// A link while it is edited, registers as they came, and the address list for SCADA.

import { expect, test } from "bun:test";
import * as v from "valibot";
import { LinkSettingsSchema } from "../../../src/spine/fieldbus.ts";
import { RegisterMapSchema } from "../../../src/spine/register-map.ts";
import { cellsOf } from "../../../web/src/fieldbus/commission/registers-read.ts";
import { draftLink, NEW_LINK, readLink } from "../../../web/src/fieldbus/links/link-draft.ts";
import { exposureCsv, notationOf } from "../../../web/src/fieldbus/server/exposure-csv.ts";

const TRANSPORTS = [
  { kind: "tcp", host: "10.0.0.2", port: 502, backup: { host: "10.0.0.3", port: 503 } },
  { kind: "rtuTcp", host: "10.0.0.2", port: 8899 },
  { kind: "serial", path: "/dev/ttyUSB0", baud: 19_200, parity: "even", rs485: { delayAfterMs: 2 } },
  { kind: "dtu", identification: { by: "imei", imei: "860123456789012" }, heartbeat: { hex: "fe fe" } },
  { kind: "dtu", identification: { by: "yudao", productKey: "p", deviceName: "d" }, framing: "tcp" },
  { kind: "dtu", identification: { by: "onenet", productId: "1", deviceName: "d" } },
];

test("an unchanged link is the same after editing", () => {
  for (const transport of TRANSPORTS) {
    const settings = v.parse(LinkSettingsSchema, { name: "line", transport, gapMs: 5, keepAliveMs: 60_000 });
    expect(readLink(draftLink(settings)).settings).toEqual(settings);
  }
});

test("what is wrong is named by its field", () => {
  const fields = (change: object) => [...readLink({ ...NEW_LINK, ...change }).wrong].sort();
  expect(fields({})).toEqual(["host", "name"]);
  expect(fields({ name: "a", kind: "serial", path: "ttyUSB0", baud: "x" })).toEqual(["baud", "path"]);
  expect(fields({ name: "a", kind: "dtu", by: "imei", sign: "12" })).toEqual(["sign"]);
  expect(fields({ name: "a", kind: "dtu", by: "yudao", sign: "d" })).toEqual(["signProduct"]);
  expect(fields({ name: "a", host: "h", timeoutMs: "1" })).toEqual(["timeoutMs"]);
  expect(fields({ name: "a", host: "h", backupHost: "b c" })).toEqual(["backupHost"]);
});

test("registers are shown as they came", () => {
  expect(cellsOf("00eb ff38", { area: "holding", address: 10, count: 2 })).toEqual([
    { address: 10, hex: "00eb", unsigned: 235, signed: 235 },
    { address: 11, hex: "ff38", unsigned: 65_336, signed: -200 },
  ]);
  expect(cellsOf("05", { area: "coil", address: 0, count: 3 }).map(({ hex }) => hex)).toEqual([
    "1",
    "0",
    "1",
  ]);
});

test("the address list has the notation of SCADA systems beside the address on the wire", () => {
  expect([notationOf("coil", 0), notationOf("input", 7), notationOf("holding", 0)]).toEqual([
    "00001",
    "30008",
    "40001",
  ]);
  expect([notationOf("holding", 9_998), notationOf("holding", 9_999)]).toEqual(["49999", "410000"]);
  const { points } = v.parse(RegisterMapSchema, {
    points: [{ identifier: "power", area: "holding", address: 4, type: "float32", scale: 0.1, access: "rw" }],
  });
  const [point] = points;
  if (point === undefined) throw new Error("no point");
  const csv = exposureCsv([{ unit: 1, productKey: "meter", deviceName: "M1", point, statusAddress: 50 }]);
  expect(csv.split("\r\n").slice(0, 2)).toEqual([
    "\uFEFFunit,area,address,notation,registers,type,order,scale,offset,access,productKey,deviceName,property,statusAddress",
    "1,holding,4,40005,2,float32,ABCD,0.1,0,rw,meter,M1,power,50",
  ]);
});
