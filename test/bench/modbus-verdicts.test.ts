import { expect, test } from "bun:test";
import { judgeModbus } from "../../scripts/bench/modbus/modbus-verdicts.ts";

const line = {
  ...{ baud: 9_600, registersPerRead: 10, requestsPerSec: 20, pointsPerSec: 200 },
  ...{ busy: 0.8, busyMax: 0.82, ofMaximum: 0.976, collisions: 0 },
};
const figures = (pointsPerSec: number, cpuMsPerThousandPoints: number, jitterMsP99: number) => ({
  ...{ pointsPerSec, cpuMsPerThousandPoints, jitterMsP99 },
});

test("a line is judged against what silences leave, and by its collisions", () => {
  const judged = judgeModbus({
    rtu: [line, { ...line, ofMaximum: 0.89 }, { ...line, collisions: 1 }],
    tcp: [],
  });
  expect(judged.map(({ isMet }) => isMet)).toEqual([true, false, false]);
  expect(judged[0]).toEqual({
    goal: "9600 baud, 10 registers a read: 90 % of what the line can carry",
    measured: "97.6 %, 0 collisions",
    isMet: true,
  });
});

const load = {
  ...{
    load: "all" as const,
    servers: 50,
    registers: 100,
    periodMs: 100,
    wantedPerSec: 50_000,
    slavesPerServer: 1,
  },
  ...{ gantry: figures(49_900, 9, 5), engine: figures(50_000, 3, 5) },
};

test("a period is judged by its points, and against pymodbus where that ran", () => {
  const isMet = (name: "all" | "few", pymodbus: ReturnType<typeof figures> | undefined) =>
    judgeModbus({ rtu: [], tcp: [{ ...load, load: name, pymodbus }] }).map((verdict) => verdict.isMet);
  expect(isMet("all", undefined)).toEqual([true]);
  expect([isMet("all", figures(50_000, 4, 4)), isMet("all", figures(50_000, 2, 6))]).toEqual([
    [true, true],
    [true, false],
  ]);
  expect([isMet("few", figures(50_000, 2, 6)), isMet("few", figures(50_000, 4, 4))]).toEqual([
    [true, true],
    [true, false],
  ]);
});

test("as fast as it goes: the engine against pymodbus, and what was stored beside it", () => {
  const most = { ...load, load: "fastest" as const, periodMs: 10, pymodbus: figures(40_000, 4, 6) };
  expect(judgeModbus({ rtu: [], tcp: [most, { ...most, pymodbus: undefined }] })).toEqual([
    {
      goal: "50 servers as fast as it goes: as many points as pymodbus's client",
      measured: "50000 points/s, pymodbus 40000 (1.25; stored 49900, 1.25)",
      isMet: true,
    },
    {
      goal: "50 servers as fast as it goes: no more CPU a point than pymodbus's client",
      measured: "3 ms per 1,000 points, pymodbus 4 (0.75)",
      isMet: true,
    },
  ]);
});
