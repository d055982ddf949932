// A process tank: an inlet valve that keeps the level, a pump that empties it as the hall needs, and water that cools.

import type { Random } from "../../kit/random.ts";
import {
  boolFeature,
  enumFeature,
  floatFeature,
  intFeature,
  type Machine,
  type MachineProduct,
  numberWithin,
  type Occurrence,
  type Readings,
  relax,
  round,
  type Surroundings,
  switchState,
  writable,
} from "./machine.ts";

const LEVEL = { unit: "%", min: 0, max: 100 } as const;

export const TANK: MachineProduct = {
  kind: "tank",
  productKey: "process-tank",
  devicePrefix: "TANK",
  text: ["Process tank", "工艺水箱"],
  properties: [
    floatFeature("level", ["Level", "液位"], LEVEL),
    floatFeature("temperature", ["Temperature", "温度"], { unit: "°C", min: -10, max: 120 }),
    floatFeature("inflow", ["Inflow", "进水流量"], { unit: "L/min", min: 0, max: 1_000 }),
    floatFeature("outflow", ["Outflow", "出水流量"], { unit: "L/min", min: 0, max: 1_000 }),
    writable(
      boolFeature(
        "isInletOpen",
        ["Inlet valve", "进水阀"],
        [
          ["Closed", "关闭"],
          ["Open", "打开"],
        ],
      ),
    ),
    intFeature("pumpSpeed", ["Pump speed", "泵转速"], { unit: "r/min", min: 0, max: 3_000 }),
    writable(
      enumFeature(
        "mode",
        ["Mode", "模式"],
        [
          ["Automatic", "自动"],
          ["Manual", "手动"],
        ],
      ),
    ),
    floatFeature("power", ["Power", "功率"], { unit: "kW", min: 0, max: 50 }),
  ],
  events: [
    {
      identifier: "levelLow",
      text: ["Level too low, pump stopped", "液位过低停泵"],
      level: "alert",
      output: [floatFeature("level", ["Level", "液位"], LEVEL)],
    },
    {
      identifier: "overflow",
      text: ["Tank overflows", "水箱溢流"],
      level: "error",
      output: [floatFeature("level", ["Level", "液位"], LEVEL)],
    },
  ],
  services: [],
};

const VOLUME_L = 2_400;
const INFLOW_L_PER_MIN = 620;
const FULL_OUTFLOW_L_PER_MIN = 480;
const OPEN_BELOW = 35;
const CLOSE_ABOVE = 82;

interface Tank {
  level: number;
  temperatureC: number;
  isInletOpen: boolean;
  /** The valve does not follow its command (stuck as it is) while this is above 0, s. */
  stuckS: number;
  isManual: boolean;
  pumpRpm: number;
  wantedRpm: number;
  inflowLPerMin: number;
  outflowLPerMin: number;
  isLow: boolean;
  isOverflowing: boolean;
  powerKw: number;
  raised: Occurrence[];
}

function stepValve(tank: Tank, dtS: number, random: Random): void {
  if (tank.stuckS > 0) tank.stuckS -= dtS;
  else if (random.chance(dtS / 7_200)) tank.stuckS = random.between(60, 300);
  if (tank.isManual || tank.stuckS > 0) return;
  if (tank.level < OPEN_BELOW) tank.isInletOpen = true;
  else if (tank.level > CLOSE_ABOVE) tank.isInletOpen = false;
}

function stepPump(tank: Tank, dtS: number, stepping: { around: Surroundings; random: Random }): void {
  const { around, random } = stepping;
  if (random.chance(dtS / 25)) tank.wantedRpm = around.activity.level * random.between(900, 2_900);
  if (tank.level < 8) tank.isLow = true;
  else if (tank.level > 15) tank.isLow = false;
  tank.pumpRpm = relax(tank.pumpRpm, tank.isLow ? 0 : tank.wantedRpm, { dtS, tauS: 3 });
}

function raiseEvents(tank: Tank, wasLow: boolean): void {
  const level = round(tank.level, 1);
  if (tank.isLow && !wasLow) tank.raised.push({ identifier: "levelLow", output: { level } });
  const isOverflowing = tank.level >= 99.5 || (tank.isOverflowing && tank.level > 95);
  if (isOverflowing && !tank.isOverflowing) tank.raised.push({ identifier: "overflow", output: { level } });
  tank.isOverflowing = isOverflowing;
}

function stepTank(tank: Tank, dtS: number, stepping: { around: Surroundings; random: Random }): void {
  const { around, random } = stepping;
  const wasLow = tank.isLow;
  stepValve(tank, dtS, random);
  stepPump(tank, dtS, stepping);
  const inflow = tank.isInletOpen ? INFLOW_L_PER_MIN * random.normal(1, 0.01) : 0;
  tank.inflowLPerMin = relax(tank.inflowLPerMin, inflow, { dtS, tauS: 2 });
  tank.outflowLPerMin = (FULL_OUTFLOW_L_PER_MIN * tank.pumpRpm) / 2_900;
  const inL = (tank.inflowLPerMin * dtS) / 60;
  const volumeL = Math.max(1, (tank.level / 100) * VOLUME_L);
  tank.level = Math.min(
    100,
    Math.max(0, tank.level + ((inL - (tank.outflowLPerMin * dtS) / 60) / VOLUME_L) * 100),
  );
  // Fresh water at 14 °C mixes in; a heating coil holds the tank at 42 °C.
  const mixedC = (tank.temperatureC * volumeL + 14 * inL) / (volumeL + inL);
  tank.temperatureC = relax(mixedC, 42 + (around.ambientC - 24) * 0.2, { dtS, tauS: 260 });
  tank.powerKw = 0.2 + 7.5 * (tank.pumpRpm / 2_900) ** 3;
  raiseEvents(tank, wasLow);
}

function readTank(tank: Tank, random: Random): Readings {
  return {
    level: round(Math.min(100, Math.max(0, tank.level + random.normal(0, 0.08))), 1),
    temperature: round(tank.temperatureC + random.normal(0, 0.05), 1),
    inflow: round(Math.max(0, tank.inflowLPerMin), 1),
    outflow: round(Math.max(0, tank.outflowLPerMin), 1),
    isInletOpen: tank.isInletOpen,
    pumpSpeed: Math.round(Math.max(0, tank.pumpRpm)),
    mode: tank.isManual ? 1 : 0,
    power: round(tank.powerKw, 2),
  };
}

/** A person who moves the valve by hand takes the tank out of automatic. */
function writeTank(tank: Tank, property: string, value: unknown): boolean {
  if (property === "mode") {
    const mode = numberWithin(value, 0, 1);
    if (mode !== 0 && mode !== 1) return false;
    tank.isManual = mode === 1;
    return true;
  }
  const isOpen = property === "isInletOpen" ? switchState(value) : undefined;
  if (isOpen === undefined) return false;
  tank.isManual = true;
  tank.isInletOpen = isOpen;
  return true;
}

export function makeTank(random: Random): Machine {
  const tank: Tank = {
    level: random.between(30, 80),
    temperatureC: random.between(34, 41),
    isInletOpen: random.chance(0.5),
    stuckS: 0,
    isManual: false,
    pumpRpm: 1_400,
    wantedRpm: random.between(1_000, 2_500),
    inflowLPerMin: 0,
    outflowLPerMin: 0,
    isLow: false,
    isOverflowing: false,
    powerKw: 1,
    raised: [],
  };
  return {
    powerKw: () => tank.powerKw,
    step: (dtS, around) => stepTank(tank, dtS, { around, random }),
    read: () => readTank(tank, random),
    takeOccurrences: () => tank.raised.splice(0),
    write: (property, value) => writeTank(tank, property, value),
    invoke: () => undefined,
  };
}
