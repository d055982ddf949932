// A hydraulic press: strokes with a force curve, oil that warms, tools that wear, and faults that stop it.

import type { Random } from "../../kit/random.ts";
import {
  enumFeature,
  floatFeature,
  intFeature,
  longFeature,
  type Machine,
  type MachineProduct,
  numberWithin,
  type Occurrence,
  type Readings,
  relax,
  round,
  type Surroundings,
} from "./machine.ts";
import { isManned } from "./shift.ts";

const FORCE = { unit: "kN", min: 0, max: 2_500 } as const;
const OIL = { unit: "°C", min: -20, max: 120 } as const;

export const PRESS: MachineProduct = {
  kind: "press",
  productKey: "hydraulic-press",
  devicePrefix: "PRESS",
  text: ["Hydraulic press", "液压机"],
  properties: [
    enumFeature(
      "state",
      ["State", "状态"],
      [
        ["Off", "停机"],
        ["Idle", "待机"],
        ["Running", "运行"],
        ["Tool change", "换模"],
        ["Fault", "故障"],
      ],
    ),
    floatFeature("force", ["Force", "压力"], FORCE),
    floatFeature("peakForce", ["Peak force of the last stroke", "上一行程峰值压力"], FORCE),
    floatFeature("targetForce", ["Target force", "目标压力"], {
      unit: "kN",
      min: 400,
      max: 2_000,
      isWritable: true,
    }),
    floatFeature("ramPosition", ["Ram position", "滑块位置"], { unit: "mm", min: 0, max: 600 }),
    floatFeature("cycleTime", ["Cycle time", "节拍"], { unit: "s", min: 0, max: 120 }),
    longFeature("pieceCount", ["Pieces made", "产量"], "pcs"),
    longFeature("rejectCount", ["Rejected pieces", "不良数"], "pcs"),
    floatFeature("oilTemperature", ["Oil temperature", "油温"], OIL),
    intFeature("toolWear", ["Tool wear", "模具磨损"], { unit: "%", min: 0, max: 100 }),
    floatFeature("power", ["Power", "功率"], { unit: "kW", min: 0, max: 200 }),
  ],
  events: [
    {
      identifier: "oilOverheated",
      text: ["Oil overheated, press stopped", "油温过高停机"],
      level: "error",
      output: [floatFeature("oilTemperature", ["Oil temperature", "油温"], OIL)],
    },
    {
      identifier: "guardOpened",
      text: ["Safety guard opened during a stroke", "行程中安全门被打开"],
      level: "alert",
      output: [floatFeature("ramPosition", ["Ram position", "滑块位置"], { unit: "mm" })],
    },
    {
      identifier: "toolChanged",
      text: ["Tool changed", "模具已更换"],
      level: "info",
      output: [longFeature("pieceCount", ["Pieces made", "产量"], "pcs")],
    },
  ],
  services: [{ identifier: "resetFault", text: ["Reset the fault", "故障复位"] }],
};

type PressState = 0 | 1 | 2 | 3 | 4;
const OIL_STOP_C = 72;
const STROKE_MM = 480;
/** Shares of a cycle at which pressing, holding and the return begin. */
const PRESS_AT = 0.25;
const HOLD_AT = 0.6;
const RETURN_AT = 0.75;

interface Press {
  state: PressState;
  /** Position in the cycle, 0 to 1. */
  phase: number;
  cycleS: number;
  lastCycleS: number;
  targetKn: number;
  strokeKn: number;
  peakKn: number;
  pieces: number;
  rejects: number;
  oilC: number;
  wear: number;
  powerKw: number;
  isCoolerBroken: boolean;
  /** Seconds left in a fault or tool change. */
  waitS: number;
  raised: Occurrence[];
}

interface PressOptions {
  readonly random: Random;
  /** Place among the presses of its line; the first ones are manned at all hours. */
  readonly rank: number;
  readonly count: number;
  /** Hours that the counters have run already. */
  readonly ageH: number;
}

/** No press makes more an hour: counters that begin at this rate never go back at a restart. */
const MOST_PIECES_PER_H = 620;

function forceAt(press: Press): number {
  const { phase, strokeKn } = press;
  if (phase < PRESS_AT) return 12;
  if (phase < HOLD_AT) return 12 + (strokeKn - 12) * ((phase - PRESS_AT) / (HOLD_AT - PRESS_AT)) ** 2.4;
  if (phase < RETURN_AT) return strokeKn;
  return Math.max(0, strokeKn * (1 - (phase - RETURN_AT) * 12));
}

function ramAt(phase: number): number {
  if (phase < PRESS_AT) return STROKE_MM * 0.9 * (phase / PRESS_AT);
  if (phase < HOLD_AT) return STROKE_MM * (0.9 + (0.1 * (phase - PRESS_AT)) / (HOLD_AT - PRESS_AT));
  if (phase < RETURN_AT) return STROKE_MM;
  return STROKE_MM * Math.max(0, 1 - (phase - RETURN_AT) / (1 - RETURN_AT));
}

function beginStroke(press: Press, random: Random): void {
  press.cycleS = Math.max(4, random.normal(7.5 + press.wear * 0.01, 0.25));
  press.strokeKn = press.targetKn * random.normal(1, 0.006) * (1 + press.wear * 0.0004);
}

function finishStroke(press: Press, random: Random): void {
  press.lastCycleS = press.cycleS;
  press.peakKn = press.strokeKn;
  press.pieces++;
  // A worn tool makes more scrap: from 0.4 % to about 3 %.
  if (random.chance(0.004 + 0.026 * (press.wear / 100) ** 3)) press.rejects++;
  press.wear += random.between(0.01, 0.03);
  if (press.wear >= 100) enter(press, 3, random.between(180, 420));
  else beginStroke(press, random);
}

function enter(press: Press, state: PressState, waitS: number): void {
  press.state = state;
  press.waitS = waitS;
  press.phase = 0;
}

function runStrokes(press: Press, dtS: number, random: Random): void {
  let leftS = dtS;
  while (leftS > 0 && press.state === 2) {
    const toEndS = (1 - press.phase) * press.cycleS;
    if (toEndS > leftS) {
      press.phase += leftS / press.cycleS;
      return;
    }
    leftS -= toEndS;
    press.phase = 0;
    finishStroke(press, random);
  }
}

function checkFaults(press: Press, dtS: number, random: Random): void {
  if (press.oilC >= OIL_STOP_C) {
    press.raised.push({ identifier: "oilOverheated", output: { oilTemperature: round(press.oilC, 1) } });
    enter(press, 4, random.between(240, 600));
  } else if (random.chance(dtS / 5_400)) {
    press.raised.push({ identifier: "guardOpened", output: { ramPosition: round(ramAt(press.phase), 1) } });
    enter(press, 4, random.between(20, 90));
  } else if (random.chance(dtS / 14_400)) {
    press.isCoolerBroken = true; // shows only as oil that keeps warming
  }
}

function leaveWait(press: Press): void {
  if (press.state === 3) {
    press.wear = 0;
    press.raised.push({ identifier: "toolChanged", output: { pieceCount: press.pieces } });
  } else {
    press.isCoolerBroken = false;
  }
  press.state = 1;
}

function stepPress(
  press: Press,
  dtS: number,
  stepping: { around: Surroundings; options: PressOptions },
): void {
  const { around, options } = stepping;
  const { random } = options;
  if (press.waitS > 0) {
    press.waitS -= dtS;
    if (press.waitS <= 0) leaveWait(press);
  } else {
    const wanted = isManned(around.activity, options.rank, options.count)
      ? 2
      : around.activity.isBreak
        ? 1
        : 0;
    if (wanted === 2 && press.state !== 2) beginStroke(press, random);
    if (wanted !== press.state) press.phase = 0;
    press.state = wanted;
    runStrokes(press, dtS, random);
    if (press.state === 2) checkFaults(press, dtS, random);
  }
  const isWorking = press.state === 2;
  press.powerKw = isWorking
    ? 9 + 0.034 * forceAt(press) + random.normal(0, 0.4)
    : press.state === 0
      ? 0.3
      : 6 + random.normal(0, 0.1);
  const heatC = isWorking
    ? (press.isCoolerBroken ? 62 : 28) * (press.targetKn / 1_600)
    : press.state === 0
      ? 0
      : 8;
  press.oilC = relax(press.oilC, around.ambientC + heatC, { dtS, tauS: 900 });
}

function readPress(press: Press, random: Random): Readings {
  const isMoving = press.state === 2;
  const noise = random.normal(0, 1.5);
  return {
    state: press.state,
    force: isMoving ? round(Math.max(0, forceAt(press) + noise), 1) : 0,
    peakForce: round(press.peakKn, 1),
    targetForce: press.targetKn,
    ramPosition: isMoving ? round(ramAt(press.phase), 1) : 0,
    cycleTime: round(press.lastCycleS, 2),
    pieceCount: press.pieces,
    rejectCount: press.rejects,
    oilTemperature: round(press.oilC + noise / 30, 1),
    toolWear: Math.floor(press.wear),
    power: round(Math.max(0, press.powerKw), 2),
  };
}

function firstPress(random: Random, ageH: number): Press {
  const targetKn = 1_200 + 100 * random.index(6);
  const press: Press = {
    state: 1,
    phase: 0,
    cycleS: 7.5,
    lastCycleS: 7.5,
    targetKn,
    strokeKn: targetKn,
    peakKn: targetKn,
    pieces: Math.floor(ageH * MOST_PIECES_PER_H) + random.index(10_000),
    rejects: 0,
    oilC: random.between(30, 46),
    wear: random.between(5, 95),
    powerKw: 6,
    isCoolerBroken: false,
    waitS: 0,
    raised: [],
  };
  press.rejects = Math.round(press.pieces * random.between(0.03, 0.035));
  return press;
}

export function makePress(options: PressOptions): Machine {
  const press = firstPress(options.random, options.ageH);
  return {
    powerKw: () => press.powerKw,
    step: (dtS, around) => stepPress(press, dtS, { around, options }),
    read: () => readPress(press, options.random),
    takeOccurrences: () => press.raised.splice(0),
    write(property, value) {
      const force = property === "targetForce" ? numberWithin(value, 400, 2_000) : undefined;
      if (force === undefined) return false;
      press.targetKn = force;
      return true;
    },
    invoke(service) {
      if (service !== "resetFault") return undefined;
      if (press.state === 4) press.waitS = Math.min(press.waitS, 0.001);
      return {};
    },
  };
}
