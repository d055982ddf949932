// A three-phase power meter: its demand is what the machines behind it draw, plus lighting and compressed air.

import type { Random } from "../../kit/random.ts";
import {
  floatFeature,
  intFeature,
  longFeature,
  type Machine,
  type MachineProduct,
  type Occurrence,
  type Readings,
  relax,
  round,
  type Surroundings,
} from "./machine.ts";

const VOLTS = { unit: "V", min: 0, max: 300 } as const;
const AMPERES = { unit: "A", min: 0, max: 2_000 } as const;
const KILOWATTS = { unit: "kW", min: 0, max: 1_200 } as const;

export const METER: MachineProduct = {
  kind: "meter",
  productKey: "power-meter",
  devicePrefix: "METER",
  text: ["Three-phase power meter", "三相电表"],
  properties: [
    floatFeature("voltageL1", ["Voltage L1", "A 相电压"], VOLTS),
    floatFeature("voltageL2", ["Voltage L2", "B 相电压"], VOLTS),
    floatFeature("voltageL3", ["Voltage L3", "C 相电压"], VOLTS),
    floatFeature("currentL1", ["Current L1", "A 相电流"], AMPERES),
    floatFeature("currentL2", ["Current L2", "B 相电流"], AMPERES),
    floatFeature("currentL3", ["Current L3", "C 相电流"], AMPERES),
    floatFeature("activePower", ["Active power", "有功功率"], KILOWATTS),
    floatFeature("reactivePower", ["Reactive power", "无功功率"], { unit: "kvar", min: 0, max: 1_200 }),
    floatFeature("powerFactor", ["Power factor", "功率因数"], { min: 0, max: 1 }),
    floatFeature("frequency", ["Frequency", "频率"], { unit: "Hz", min: 45, max: 65 }),
    floatFeature("demand", ["Demand, 15 min", "15 分钟需量"], KILOWATTS),
    longFeature("activeEnergy", ["Active energy", "有功电能"], "Wh"),
  ],
  events: [
    {
      identifier: "voltageSag",
      text: ["Voltage sag", "电压暂降"],
      level: "alert",
      output: [
        intFeature("phase", ["Phase", "相"], { min: 1, max: 3 }),
        floatFeature("voltage", ["Lowest voltage", "最低电压"], VOLTS),
        intFeature("durationMs", ["Duration", "持续时间"], { unit: "ms", min: 0 }),
      ],
    },
    {
      identifier: "demandExceeded",
      text: ["Demand above the contracted power", "需量超过合同容量"],
      level: "alert",
      output: [floatFeature("demand", ["Demand, 15 min", "15 分钟需量"], KILOWATTS)],
    },
  ],
  services: [],
};

interface Meter {
  readonly voltages: [number, number, number];
  /** Share of the load on each phase; sums to 1. */
  readonly shares: [number, number, number];
  powerKw: number;
  powerFactor: number;
  frequencyHz: number;
  demandKw: number;
  isDemandExceeded: boolean;
  energyWh: number;
  /** Phase and volts of a sag that the next reading shows. */
  sag: { phase: number; voltage: number } | undefined;
  raised: Occurrence[];
}

interface MeterOptions {
  readonly random: Random;
  /** What hangs on this meter. */
  readonly loads: readonly Pick<Machine, "powerKw">[];
  readonly contractedKw: number;
  /** Hours that the energy counter has run already. */
  readonly ageH: number;
}

function stepMeter(
  meter: Meter,
  dtS: number,
  stepping: { around: Surroundings; options: MeterOptions },
): void {
  const { around, options } = stepping;
  const { random } = options;
  const machinesKw = options.loads.reduce((sum, load) => sum + load.powerKw(), 0);
  const hallKw = 3 + 9 * around.activity.level + random.normal(0, 0.15);
  meter.powerKw = Math.max(0, relax(meter.powerKw, machinesKw + hallKw, { dtS, tauS: 0.4 }));
  meter.energyWh += (meter.powerKw * 1_000 * dtS) / 3_600;
  meter.demandKw = relax(meter.demandKw, meter.powerKw, { dtS, tauS: 900 });
  meter.powerFactor = relax(meter.powerFactor, 0.82 + 0.13 * Math.min(1, meter.powerKw / 150), {
    dtS,
    tauS: 20,
  });
  meter.frequencyHz = relax(meter.frequencyHz, random.normal(50, 0.02), { dtS, tauS: 3 });
  for (const phase of [0, 1, 2] as const) {
    const dropV = meter.powerKw * meter.shares[phase] * 0.05;
    meter.voltages[phase] = relax(meter.voltages[phase], random.normal(231.5, 0.8) - dropV, { dtS, tauS: 2 });
  }
  raiseEvents(meter, dtS, options);
}

function raiseEvents(meter: Meter, dtS: number, options: MeterOptions): void {
  const { random } = options;
  meter.sag = undefined;
  if (random.chance(dtS / 10_800)) {
    const sag = { phase: random.index(3), voltage: round(random.between(140, 195), 1) };
    meter.sag = sag;
    const durationMs = Math.round(random.between(20, 480));
    meter.raised.push({
      identifier: "voltageSag",
      output: { phase: sag.phase + 1, voltage: sag.voltage, durationMs },
    });
  }
  const isOver = meter.demandKw > options.contractedKw * (meter.isDemandExceeded ? 0.97 : 1);
  if (isOver && !meter.isDemandExceeded) {
    meter.raised.push({ identifier: "demandExceeded", output: { demand: round(meter.demandKw, 1) } });
  }
  meter.isDemandExceeded = isOver;
}

function readMeter(meter: Meter): Readings {
  const voltage = (phase: 0 | 1 | 2) =>
    round(meter.sag?.phase === phase ? meter.sag.voltage : meter.voltages[phase], 1);
  const current = (phase: 0 | 1 | 2) =>
    round((meter.powerKw * 1_000 * meter.shares[phase]) / (meter.voltages[phase] * meter.powerFactor), 2);
  return {
    voltageL1: voltage(0),
    voltageL2: voltage(1),
    voltageL3: voltage(2),
    currentL1: current(0),
    currentL2: current(1),
    currentL3: current(2),
    activePower: round(meter.powerKw, 2),
    reactivePower: round(meter.powerKw * Math.tan(Math.acos(meter.powerFactor)), 2),
    powerFactor: round(meter.powerFactor, 3),
    frequency: round(meter.frequencyHz, 2),
    demand: round(meter.demandKw, 2),
    activeEnergy: Math.floor(meter.energyWh),
  };
}

export function makeMeter(options: MeterOptions): Machine {
  const { random } = options;
  const first = random.between(0.31, 0.35);
  const second = random.between(0.32, 0.34);
  const meter: Meter = {
    voltages: [231, 231, 231],
    shares: [first, second, 1 - first - second],
    powerKw: options.loads.reduce((sum, load) => sum + load.powerKw(), 10),
    powerFactor: 0.9,
    frequencyHz: 50,
    demandKw: options.contractedKw * 0.7,
    isDemandExceeded: false,
    // At more than the mean power, so that the counter never goes back at a restart.
    energyWh: options.ageH * options.contractedKw * 1_500 + random.between(0, 1e6),
    sag: undefined,
    raised: [],
  };
  return {
    powerKw: () => 0, // what a meter shows is drawn by the machines behind it
    step: (dtS, around) => stepMeter(meter, dtS, { around, options }),
    read: () => readMeter(meter),
    takeOccurrences: () => meter.raised.splice(0),
    write: () => false,
    invoke: () => undefined,
  };
}
