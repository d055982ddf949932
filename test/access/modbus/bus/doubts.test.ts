import { expect, test } from "bun:test";
import { Doubts } from "../../../../src/access/modbus/bus/doubts.ts";

const read = (unit: number, address: number, count = 2) =>
  ({ functionCode: 3, unit, address, count }) as const;

test("what could be answered by a reply to another request waits until that cannot come any more", () => {
  const doubts = new Doubts();
  expect([doubts.mayAsk(read(1, 0), 0), doubts.nextEndMs(0)]).toEqual([true, undefined]);
  doubts.note(read(1, 0), 500);
  doubts.note(read(2, 0), 700);
  const may = (nowMs: number) =>
    [read(1, 0), read(1, 10), read(1, 10, 3), read(2, 10), read(3, 10)].map((one) =>
      doubts.mayAsk(one, nowMs),
    );
  expect([may(499), doubts.nextEndMs(499)]).toEqual([[true, false, true, false, true], 500]);
  expect([doubts.has(read(1, 0), 499), doubts.has(read(1, 10), 499)]).toEqual([true, false]);
  expect([may(500), doubts.nextEndMs(500)]).toEqual([[true, true, true, false, true], 700]);
  doubts.clear();
  expect([may(500), doubts.nextEndMs(500)]).toEqual([Array(5).fill(true), undefined]);
});
