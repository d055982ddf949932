// A tunnel oven of four zones: each zone a first-order lag held at its setpoint by a PI controller,
// disturbed by cold parts, an open door and heaters that break.

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
} from "./machine.ts";
import { isManned } from "./shift.ts";

const HEAT = { unit: "°C", min: -20, max: 400 } as const;
const SETPOINT = { unit: "°C", min: 60, max: 320 } as const;
const ZONES = [0, 1, 2, 3] as const;
/** Setpoint of each zone relative to the oven's: the inlet runs cooler, the soak zones at temperature. */
const ZONE_OFFSET_C = [-25, 0, 0, -15] as const;

export const OVEN: MachineProduct = {
  kind: "oven",
  productKey: "tunnel-oven",
  devicePrefix: "OVEN",
  text: ["Tunnel oven", "隧道炉"],
  properties: [
    enumFeature(
      "state",
      ["State", "状态"],
      [
        ["Standby", "保温"],
        ["Heating up", "升温"],
        ["Ready", "就绪"],
        ["Fault", "故障"],
      ],
    ),
    floatFeature("setpoint", ["Setpoint", "设定温度"], { ...SETPOINT, isWritable: true }),
    floatFeature("zone1Temperature", ["Temperature of zone 1", "一区温度"], HEAT),
    floatFeature("zone2Temperature", ["Temperature of zone 2", "二区温度"], HEAT),
    floatFeature("zone3Temperature", ["Temperature of zone 3", "三区温度"], HEAT),
    floatFeature("zone4Temperature", ["Temperature of zone 4", "四区温度"], HEAT),
    floatFeature("heaterDuty", ["Heater duty", "加热输出"], { unit: "%", min: 0, max: 100 }),
    floatFeature("conveyorSpeed", ["Conveyor speed", "链速"], {
      unit: "m/min",
      min: 0,
      max: 6,
      isWritable: true,
    }),
    boolFeature(
      "isDoorOpen",
      ["Door", "炉门"],
      [
        ["Closed", "关闭"],
        ["Open", "打开"],
      ],
    ),
    floatFeature("power", ["Power", "功率"], { unit: "kW", min: 0, max: 200 }),
  ],
  events: [
    {
      identifier: "doorLeftOpen",
      text: ["Door open for more than a minute", "炉门打开超过一分钟"],
      level: "alert",
      output: [floatFeature("zone1Temperature", ["Temperature of zone 1", "一区温度"], HEAT)],
    },
    {
      identifier: "heaterFailed",
      text: ["A zone does not reach its setpoint", "加热区达不到设定温度"],
      level: "error",
      output: [
        intFeature("zone", ["Zone", "加热区"], { min: 1, max: 4 }),
        floatFeature("temperature", ["Temperature", "温度"], HEAT),
      ],
    },
    {
      identifier: "temperatureReached",
      text: ["Setpoint reached", "温度到达"],
      level: "info",
      output: [floatFeature("setpoint", ["Setpoint", "设定温度"], SETPOINT)],
    },
  ],
  services: [],
};

type OvenState = 0 | 1 | 2 | 3;
/** Rise over ambient of a zone at full duty, °C, and how fast it follows, s. */
const GAIN_C = 420;
const TAU_S = 540;
const KP = 0.02;
const KI_PER_S = 0.00012;
const HEATER_KW = 24;
const STANDBY_C = 110;

interface Zone {
  temperatureC: number;
  integral: number;
  duty: number;
  isHeaterBroken: boolean;
}

interface Oven {
  state: OvenState;
  setpointC: number;
  readonly zones: readonly Zone[];
  conveyorMPerMin: number;
  wantedConveyor: number;
  isDoorOpen: boolean;
  /** How long the door has been open, and for how long it will be, s. */
  doorS: number;
  doorLastsS: number;
  /** Seconds until the next cold batch enters, and how much heat it still takes, °C. */
  nextBatchS: number;
  loadC: number;
  repairS: number;
  powerKw: number;
  raised: Occurrence[];
}

interface OvenOptions {
  readonly random: Random;
  readonly rank: number;
  readonly count: number;
}

function stepZone(
  zone: Zone,
  targetC: number,
  stepping: { dtS: number; ambientC: number; lossC: number },
): void {
  const { dtS, ambientC, lossC } = stepping;
  const errorC = targetC - zone.temperatureC;
  const wanted = KP * errorC + zone.integral;
  zone.duty = zone.isHeaterBroken ? 0 : Math.min(1, Math.max(0, wanted));
  // Conditional integration: no wind-up while the heater is at an end of its range.
  const isSaturated = (wanted >= 1 && errorC > 0) || (wanted <= 0 && errorC < 0);
  if (!isSaturated) zone.integral = Math.min(1, Math.max(0, zone.integral + KI_PER_S * errorC * dtS));
  zone.temperatureC = relax(zone.temperatureC, ambientC + GAIN_C * zone.duty - lossC, { dtS, tauS: TAU_S });
}

function stepDoor(oven: Oven, dtS: number, random: Random): void {
  if (!oven.isDoorOpen) {
    if (!random.chance(dtS / 1_200)) return;
    oven.isDoorOpen = true;
    oven.doorS = 0;
    oven.doorLastsS = random.chance(0.15) ? random.between(65, 180) : random.between(5, 40);
    return;
  }
  const wasLong = oven.doorS > 60;
  oven.doorS += dtS;
  if (oven.doorS > 60 && oven.doorLastsS > 60 && !wasLong) {
    const zone1Temperature = round(oven.zones[0]?.temperatureC ?? 0, 1);
    oven.raised.push({ identifier: "doorLeftOpen", output: { zone1Temperature } });
  }
  if (oven.doorS >= oven.doorLastsS) oven.isDoorOpen = false;
}

function stepFaults(oven: Oven, dtS: number, random: Random): void {
  if (oven.state === 3) {
    oven.repairS -= dtS;
    if (oven.repairS > 0) return;
    for (const zone of oven.zones) zone.isHeaterBroken = false;
    oven.state = 1;
    return;
  }
  const broken = oven.zones.findIndex((zone) => zone.isHeaterBroken);
  if (broken < 0) {
    const victim = oven.zones[random.index(oven.zones.length)];
    if (victim !== undefined && random.chance(dtS / 18_000)) victim.isHeaterBroken = true;
    return;
  }
  const temperatureC = oven.zones[broken]?.temperatureC ?? 0;
  if (temperatureC > zoneTargetC(oven, broken) - 25) return;
  oven.raised.push({
    identifier: "heaterFailed",
    output: { zone: broken + 1, temperature: round(temperatureC, 1) },
  });
  oven.state = 3;
  oven.repairS = random.between(300, 900);
}

function stepLoad(oven: Oven, dtS: number, random: Random): void {
  oven.nextBatchS -= dtS;
  if (oven.nextBatchS <= 0 && oven.conveyorMPerMin > 0.2) {
    oven.nextBatchS = random.between(40, 110);
    oven.loadC = random.between(60, 130);
  }
  oven.loadC = relax(oven.loadC, 0, { dtS, tauS: 30 });
}

function zoneTargetC(oven: Oven, zone: number): number {
  return (oven.state === 0 ? STANDBY_C : oven.setpointC) + (ZONE_OFFSET_C[zone] ?? 0);
}

function stepState(oven: Oven, isWanted: boolean): void {
  if (oven.state === 3) return;
  if (!isWanted) {
    oven.state = 0;
    return;
  }
  const isAtTemperature = oven.zones.every(
    (zone, index) => Math.abs(zone.temperatureC - oven.setpointC - (ZONE_OFFSET_C[index] ?? 0)) < 6,
  );
  if (oven.state === 0) oven.state = 1;
  if (oven.state === 1 && isAtTemperature) {
    oven.state = 2;
    oven.raised.push({ identifier: "temperatureReached", output: { setpoint: oven.setpointC } });
  }
}

function stepOven(oven: Oven, dtS: number, stepping: { around: Surroundings; options: OvenOptions }): void {
  const { around, options } = stepping;
  stepState(oven, isManned(around.activity, options.rank, options.count));
  stepDoor(oven, dtS, options.random);
  stepFaults(oven, dtS, options.random);
  stepLoad(oven, dtS, options.random);
  const conveyor = oven.state === 2 ? oven.wantedConveyor : oven.state === 1 ? 0.3 : 0;
  oven.conveyorMPerMin = relax(oven.conveyorMPerMin, conveyor, { dtS, tauS: 4 });
  for (const index of ZONES) {
    const zone = oven.zones[index];
    if (zone === undefined) continue;
    const isAtDoor = index === 0 || index === 3;
    const lossC = oven.loadC * (index === 0 ? 1 : 0.45) + (oven.isDoorOpen ? (isAtDoor ? 160 : 40) : 0);
    stepZone(zone, zoneTargetC(oven, index), { dtS, ambientC: around.ambientC, lossC });
  }
  const dutySum = oven.zones.reduce((sum, zone) => sum + zone.duty, 0);
  oven.powerKw = 2.2 + HEATER_KW * dutySum + options.random.normal(0, 0.2);
}

function readOven(oven: Oven, random: Random): Readings {
  const temperature = (index: number) =>
    round((oven.zones[index]?.temperatureC ?? 0) + random.normal(0, 0.12), 1);
  const duty = oven.zones.reduce((sum, zone) => sum + zone.duty, 0) / oven.zones.length;
  return {
    state: oven.state,
    setpoint: oven.setpointC,
    zone1Temperature: temperature(0),
    zone2Temperature: temperature(1),
    zone3Temperature: temperature(2),
    zone4Temperature: temperature(3),
    heaterDuty: round(duty * 100, 1),
    conveyorSpeed: round(Math.max(0, oven.conveyorMPerMin), 2),
    isDoorOpen: oven.isDoorOpen,
    power: round(Math.max(0, oven.powerKw), 2),
  };
}

function writeOven(oven: Oven, property: string, value: unknown): boolean {
  const setpoint = property === "setpoint" ? numberWithin(value, 60, 320) : undefined;
  const conveyor = property === "conveyorSpeed" ? numberWithin(value, 0, 6) : undefined;
  if (setpoint !== undefined) {
    oven.setpointC = setpoint;
    if (oven.state === 2) oven.state = 1;
  }
  if (conveyor !== undefined) oven.wantedConveyor = conveyor;
  return setpoint !== undefined || conveyor !== undefined;
}

export function makeOven(options: OvenOptions): Machine {
  const { random } = options;
  const setpointC = 180 + 10 * random.index(5);
  const oven: Oven = {
    state: 1,
    setpointC,
    zones: ZONES.map((index) => ({
      temperatureC: setpointC + ZONE_OFFSET_C[index] + random.between(-18, -4),
      integral: (setpointC + ZONE_OFFSET_C[index] - 24) / GAIN_C,
      duty: 0.4,
      isHeaterBroken: false,
    })),
    conveyorMPerMin: 1.8,
    wantedConveyor: 1.8,
    isDoorOpen: false,
    doorS: 0,
    doorLastsS: 0,
    nextBatchS: random.between(5, 60),
    loadC: 0,
    repairS: 0,
    powerKw: 40,
    raised: [],
  };
  return {
    powerKw: () => oven.powerKw,
    step: (dtS, around) => stepOven(oven, dtS, { around, options }),
    read: () => readOven(oven, random),
    takeOccurrences: () => oven.raised.splice(0),
    write: (property, value) => writeOven(oven, property, value),
    invoke: () => undefined,
  };
}
