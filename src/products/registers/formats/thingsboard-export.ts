// A register map as modbus.json of ThingsBoard's gateway: a slave for each poll group, because it has one period.

import {
  ORDERS_4,
  ORDERS_8,
  orderOf,
  type PollGroup,
  type RegisterMap,
  type RegisterPoint,
  sizeOf,
} from "../../../spine/register-map.ts";
import { lostFields } from "./neuron.ts";
import { type MapNotice, mapNotice } from "./notice.ts";
import type { Json } from "./thingsboard.ts";

const TYPES: Readonly<Partial<Record<RegisterPoint["type"], string>>> = {
  ...{ bool: "bits", bit: "bits", string: "string", bytes: "bytes" },
  ...{ int16: "16int", uint16: "16uint", int32: "32int", uint32: "32uint", float32: "32float" },
  ...{ int64: "64int", uint64: "64uint", float64: "64float" },
};
const READ_CODES = { coil: 1, discrete: 2, holding: 3, input: 4 } as const;

export interface ThingsboardFile {
  readonly document: Json;
  readonly notices: readonly MapNotice[];
}

/** `name` becomes the device's; where the unit is reached is filled in there. */
export function writeThingsboard(map: RegisterMap, name: string): ThingsboardFile {
  const notices: MapNotice[] = [];
  const points = map.points.filter((point) => {
    const reason = TYPES[point.type] === undefined || isOddOrder(point, map) ? whyNot(point) : undefined;
    if (reason !== undefined)
      notices.push(mapNotice("point_left_out", point.identifier, { point: point.identifier, reason }));
    else
      for (const field of lostHere(point))
        notices.push(mapNotice("left_out", point.identifier, { field, value: point.identifier }));
    return reason === undefined;
  });
  const groups = map.groups.filter((group) => points.some((point) => point.group === group.name));
  const asked = points.filter((point) => point.group === null || point.access === "w");
  const sets: (PollGroup | undefined)[] = groups.length > 0 ? groups : [undefined];
  const slaves = sets.map((group, index) => {
    const polled = points.filter((point) => point.group === group?.name && point.access !== "w");
    return slaveOf({ map, name, group, polled, asked: index === 0 ? asked : [] });
  });
  return { document: { master: { slaves } }, notices };
}

interface SlaveDraft {
  readonly map: RegisterMap;
  readonly name: string;
  readonly group: PollGroup | undefined;
  readonly polled: readonly RegisterPoint[];
  readonly asked: readonly RegisterPoint[];
}

function slaveOf({ map, name, group, polled, asked }: SlaveDraft): Json {
  const read = (point: RegisterPoint) => tagOf(point, map, READ_CODES[point.area]);
  const written = (point: RegisterPoint) => tagOf(point, map, writeCode(point));
  return {
    ...{ host: "127.0.0.1", port: map.unit.tcpPort ?? 502, type: "tcp", method: "socket" },
    ...{ unitId: map.unit.id, deviceName: name, deviceType: "default", timeout: 35 },
    ...{ byteOrder: "BIG", wordOrder: "BIG", retries: true, retryOnEmpty: true, retryOnInvalid: true },
    pollPeriod: group?.periodMs ?? 5_000,
    sendDataOnlyOnChange: group?.report === "change",
    attributes: [],
    timeseries: polled.map(read),
    attributeUpdates: polled.filter(({ access }) => access === "rw").map(written),
    rpc: [
      ...asked.filter(({ access }) => access !== "w").map(read),
      ...asked.filter(({ access }) => access !== "r").map(written),
    ],
  };
}

function tagOf(point: RegisterPoint, map: RegisterMap, functionCode: number): Json {
  const order = orderAt(point, map);
  return {
    tag: point.identifier,
    type: TYPES[point.type],
    functionCode,
    objectsCount: sizeOf(point),
    address: functionCode > 4 ? (point.write?.address ?? point.address) : point.address,
    ...(point.type === "bit" ? { bit: point.bit } : {}),
    ...(order > 0
      ? { byteOrder: order === 1 ? "BIG" : "LITTLE", wordOrder: order === 2 ? "BIG" : "LITTLE" }
      : {}),
    ...("scale" in point && point.scale !== 1 ? scaleFields(point.scale) : {}),
  };
}

/** 0.1 is divided by 10 there, so that no digits are made up. */
function scaleFields(scale: number): Json {
  const divider = Math.round(1 / scale);
  return Math.abs(scale) < 1 && 1 / divider === scale ? { divider } : { multiplier: scale };
}

/** Index among the orders that the gateway knows; -1 for another. */
function orderAt(point: RegisterPoint, map: RegisterMap): number {
  const order = orderOf(point, map.unit);
  if (order === undefined || order === "AB") return 0;
  if (order === "BA") return 3;
  const among: readonly string[] = order.length === 4 ? ORDERS_4 : ORDERS_8.slice(0, 4);
  return among.indexOf(order);
}

function isOddOrder(point: RegisterPoint, map: RegisterMap): boolean {
  return orderAt(point, map) < 0;
}

function writeCode(point: RegisterPoint): number {
  const asked = point.write?.function ?? "auto";
  if (asked !== "auto" && asked !== "16") return { "05": 5, "06": 6, "0F": 15, "10": 16 }[asked];
  if (point.area === "coil") return 5;
  return sizeOf(point) === 1 ? 6 : 16;
}

function whyNot({ type }: RegisterPoint): { en: string; zh: string } {
  return {
    en: `the gateway has no type ${type} in this order`,
    zh: `网关没有该字节序的类型 ${type}`,
  };
}

function lostHere(point: RegisterPoint): string[] {
  return [
    ...lostFields(point),
    ...("offset" in point && point.offset !== 0 ? ["offset"] : []),
    ...("decimals" in point && point.decimals !== undefined ? ["decimals"] : []),
    ...(point.type === "string" && point.packing !== "highFirst" ? ["packing"] : []),
  ];
}
