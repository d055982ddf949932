import { expect, test } from "bun:test";
import { meaningOf } from "../../../../src/access/modbus/commission/frame-meaning.ts";
import { sealed } from "../../../harness/modbus/serial-line.ts";

const rtu = (direction: "in" | "out", ...bytes: number[]) =>
  meaningOf(sealed(Buffer.from(bytes)), { direction, framing: "rtu" });
const tcp = (direction: "in" | "out", ...bytes: number[]) =>
  meaningOf(Buffer.from([0, 9, 0, 0, 0, bytes.length, ...bytes]), { direction, framing: "tcp" });

test("requests, replies and refusals in words, on a line and over TCP", () => {
  expect([
    rtu("out", 5, 3, 0, 100, 0, 2).en,
    tcp("out", 5, 1, 0, 0, 0, 8).en,
    rtu("in", 5, 3, 4, 0, 0, 0, 0).en,
    rtu("in", 5, 0x83, 2).en,
    rtu("in", 5, 0x83, 2).zh,
    tcp("out", 1, 5, 0, 7, 0xff, 0).en,
    tcp("in", 1, 6, 0, 7, 0, 9).en,
    rtu("out", 1, 16, 0, 7, 0, 2, 4, 0, 0, 0, 0).en,
    rtu("out", 1, 22, 0, 7, 0, 0, 0, 1).zh,
    rtu("out", 1, 15, 0, 7, 0, 2, 1, 3).en,
    rtu("out", 5, 4, 0, 9, 0, 1).en,
  ]).toEqual([
    "unit 5: read holding registers 100–101",
    "unit 5: read coils 0–7",
    "unit 5: 4 bytes of holding registers",
    "unit 5: exception 02 illegal data address",
    "从站 5：异常码 02：非法数据地址",
    "unit 1: write coil 7: on",
    "unit 1: confirmed: write register 7: 9",
    "unit 1: write registers 7–8",
    "从站 1：按位写寄存器 7",
    "unit 1: write coils 7–8",
    "unit 5: read input registers 9",
  ]);
});

test("what is cut off, damaged or foreign is called that", () => {
  const pieces = [
    meaningOf(new Uint8Array(), { direction: "in", framing: "rtu" }),
    meaningOf(Uint8Array.of(1, 3, 2, 0), { direction: "in", framing: "rtu" }),
    meaningOf(Uint8Array.of(0, 1, 0, 0, 0, 9, 1, 3), { direction: "in", framing: "tcp" }),
    rtu("in", 5, 3, 9, 0),
    rtu("out", 5, 65, 0, 0, 0, 0),
    rtu("out", 5),
  ];
  expect(new Set(pieces.map(({ en }) => en))).toEqual(new Set(["part of a frame, or no Modbus"]));
});
