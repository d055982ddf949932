// modbus.json of ThingsBoard's gateway: slaves with attributes and timeseries that are polled, and with
// attributeUpdates and rpc that are written. Its byteOrder swaps the bytes of each register, its wordOrder turns the
// registers round; both are LITTLE unless said.
// https://thingsboard.io/docs/iot-gateway/config/modbus/

import { entryOf, numberOf, textOf } from "../../../kit/scalar.ts";
import type { ThingModel } from "../../../spine/model.ts";
import { ORDERS_4, ORDERS_8, type RegisterArea } from "../../../spine/register-map.ts";
import { type Candidate, type MapReading, PartReading } from "./reading.ts";

export type Json = { readonly [key: string]: unknown };

const READS: Readonly<Record<number, RegisterArea>> = { 1: "coil", 2: "discrete", 3: "holding", 4: "input" };
const WRITES: Readonly<Record<number, readonly [RegisterArea, string]>> = {
  5: ["coil", "05"],
  6: ["holding", "06"],
  15: ["coil", "0F"],
  16: ["holding", "10"],
};
const SIZED: Readonly<Record<string, string>> = {
  ...{ "16int": "int16", "16uint": "uint16", "32int": "int32", "32uint": "uint32", "32float": "float32" },
  ...{ "64int": "int64", "64uint": "uint64", "64float": "float64", string: "string", bytes: "bytes" },
};
/** Types whose size is that of the registers. */
const OPEN: Readonly<Record<string, "int" | "uint" | "float">> = {
  ...{ int: "int", integer: "int", long: "int", uint: "uint", float: "float", double: "float" },
};

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The slaves of a configuration of any age; undefined where it has none. */
export function thingsboardSlaves(document: unknown): readonly Json[] | undefined {
  if (!isJson(document)) return undefined;
  const { master, server, slaves } = document;
  const list =
    (isJson(master) ? master.slaves : undefined) ?? slaves ?? (isJson(server) ? server.devices : undefined);
  const found = Array.isArray(list) ? list.filter(isJson) : [];
  return found.length > 0 ? found : undefined;
}

export function readThingsboard(slaves: readonly Json[], model: ThingModel): MapReading {
  const parts = new Map<
    string,
    { readonly name: string; readonly unit: number; readonly members: number[] }
  >();
  for (const [at, { deviceName, unitId, host, port }] of slaves.entries()) {
    const unit = numberOf(unitId ?? 1);
    const name = `${textOf(deviceName).slice(0, 100)} #${unit}`.trim();
    const key = JSON.stringify([name, host ?? null, port ?? null]);
    const known = parts.get(key) ?? { name, unit, members: [] };
    known.members.push(at);
    parts.set(key, known);
  }
  return {
    parts: [...parts.values()].map(({ name, unit, members }) => {
      const reader = new SlaveReader(new PartReading(model));
      for (const at of members) reader.read(slaves[at] ?? {}, `slaves[${at}]`, members.length > 1 ? at : -1);
      return reader.reading.end(name, unit >= 0 && unit <= 255 && Number.isInteger(unit) ? { id: unit } : {});
    }),
    problems: [],
  };
}

class SlaveReader {
  constructor(readonly reading: PartReading) {}

  read(slave: Json, path: string, at: number): void {
    const pollMs = numberOf(slave.pollPeriod ?? slave.timeseriesPollPeriod ?? Number.NaN);
    const periodMs = Number.isFinite(pollMs) ? pollMs : undefined;
    const report = slave.sendDataOnlyOnChange === true || isOnChange(slave) ? "change" : "every";
    const group = this.reading.group({ name: at < 0 ? "poll" : `poll${at + 1}`, periodMs, report }, path);
    const writes = [...tags(slave.attributeUpdates), ...tags(slave.rpc)];
    const taken = new Set<string>();
    for (const list of ["timeseries", "attributes"] as const)
      for (const [index, tag] of tags(slave[list]).entries()) {
        // What is both an attribute and a series is one property here.
        if (taken.has(nameOf(tag))) continue;
        taken.add(nameOf(tag));
        this.#polled(tag, { slave, writes, group, path: `${path}.${list}[${index}]` });
      }
    for (const [index, tag] of writes.entries())
      this.#asked(tag, { slave, writes, group: null, path: `${path}.writes[${index}]` });
  }

  #polled(tag: Json, context: TagContext): void {
    const area = READS[numberOf(tag.functionCode)];
    const name = nameOf(tag);
    const { path } = context;
    if (area === undefined) {
      const code = textOf(tag.functionCode).slice(0, 20);
      this.reading.skip(path, name, { en: `function ${code} does not read`, zh: `功能码 ${code} 不是读` });
      return;
    }
    const write = writeOf(tag, area, context.writes);
    this.#add(tag, { ...context, area, access: write === undefined ? "r" : "rw", write });
  }

  /** A write, or a read that only a call asks for; the same registers as a polled point are that point. */
  #asked(tag: Json, context: TagContext): void {
    const written = WRITES[numberOf(tag.functionCode)]?.[0];
    const place = written ?? READS[numberOf(tag.functionCode)];
    if (place === undefined) {
      const code = textOf(tag.functionCode).slice(0, 20);
      const reason = { en: `function ${code} is not known`, zh: `功能码 ${code} 未知` };
      this.reading.skip(context.path, nameOf(tag), reason);
      return;
    }
    const isThere = this.reading.points.some(
      (point) =>
        point.area === place &&
        point.address === numberOf(tag.address) &&
        (point.type !== "bit" || point.bit === numberOf(tag.bit ?? 0)),
    );
    const isWriteOfPolled = this.reading.points.some(
      (point) => point.identifier === tag.tag && point.write?.address === numberOf(tag.address),
    );
    if (isThere || isWriteOfPolled) return;
    if (written === undefined) {
      const write = writeOf(tag, place, context.writes);
      this.#add(tag, { ...context, area: place, access: write === undefined ? "r" : "rw", write });
    } else this.#add(tag, { ...context, area: place, access: "w", write: tag });
  }

  #add(tag: Json, context: TagContext & Placed): void {
    const { slave, path, area, access, write, group } = context;
    const name = nameOf(tag);
    const shape = shapeOf(tag, area, orderBy(tag, slave));
    if ("reason" in shape) {
      this.reading.skip(path, name, shape.reason);
      return;
    }
    if (shape.note !== undefined) this.reading.say("becomes", path, shape.note);
    const [, code] = WRITES[numberOf(write?.functionCode)] ?? [];
    const elsewhere =
      numberOf(write?.address) === numberOf(tag.address) ? {} : { address: numberOf(write?.address) };
    const candidate = {
      area,
      address: numberOf(tag.address),
      ...shape.point,
      ...scaleOf(tag, textOf(shape.point.type)),
      access,
      group: access === "w" ? null : group,
      ...(code === undefined ? {} : { write: { function: code, ...elsewhere } }),
    };
    this.reading.add(name, candidate as Candidate, path);
  }
}

interface TagContext {
  readonly slave: Json;
  readonly writes: readonly Json[];
  readonly group: string | null;
  readonly path: string;
}
interface Placed {
  readonly area: RegisterArea;
  readonly access: "r" | "rw" | "w";
  readonly write: Json | undefined;
}

/** The write of the same place, or of the same name in the same area. */
function writeOf(tag: Json, area: RegisterArea, writes: readonly Json[]): Json | undefined {
  const inArea = writes.filter((one) => WRITES[numberOf(one.functionCode)]?.[0] === area);
  const isSamePlace = (one: Json) => numberOf(one.address) === numberOf(tag.address) && one.bit === tag.bit;
  return inArea.find(isSamePlace) ?? inArea.find((one) => one.tag === tag.tag);
}

function tags(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

function nameOf({ tag }: Json): string {
  return textOf(tag).slice(0, 100);
}

function isOnChange({ reportStrategy }: Json): boolean {
  return isJson(reportStrategy) && textOf(reportStrategy.type).startsWith("ON_CHANGE");
}

/** Index of the order among those of four and of eight bytes. */
function orderBy(tag: Json, slave: Json): number {
  const isBig = (value: unknown) => textOf(value ?? "LITTLE").toUpperCase() === "BIG";
  const isBytesBig = isBig(tag.byteOrder ?? slave.byteOrder);
  const isWordsBig = isBig(tag.wordOrder ?? slave.wordOrder);
  if (isBytesBig) return isWordsBig ? 0 : 1;
  return isWordsBig ? 2 : 3;
}

type Shape =
  | {
      readonly point: Readonly<Record<string, unknown>>;
      readonly note?: { readonly field: string; readonly from: string; readonly to: string };
    }
  | { readonly reason: { readonly en: string; readonly zh: string } };

function shapeOf(tag: Json, area: RegisterArea, order: number): Shape {
  const count = numberOf(tag.objectsCount ?? tag.registersCount ?? tag.registerCount ?? 1);
  const type = textOf(tag.type).toLowerCase();
  if (area === "coil" || area === "discrete") {
    const point = { type: "bool" };
    if (count <= 1) return { point };
    return { point, note: { field: "objectsCount", from: String(count), to: "1" } };
  }
  if (type === "bit" || type === "bits") {
    if (tag.bit !== undefined) return { point: { type: "bit", bit: numberOf(tag.bit) } };
    return { point: { type: "uint16" }, note: { field: "type", from: type, to: "uint16" } };
  }
  // The first byte of the register, as it goes over the wire.
  if (type === "8int" || type === "8uint")
    return {
      point: {
        type: "bits",
        bit: order < 2 ? 8 : 0,
        length: 8,
        ...(type === "8int" ? { isSigned: true } : {}),
      },
    };
  const open = entryOf(OPEN, type);
  const sized = entryOf(SIZED, open === undefined ? type : `${count * 16}${open}`);
  if (sized === undefined) {
    const what = `${type.slice(0, 20)} (${count})`;
    return { reason: { en: `type ${what} is not known`, zh: `类型 ${what} 未知` } };
  }
  if (sized === "string" || sized === "bytes")
    return { point: { type: sized, registers: count, ...(sized === "string" ? { encoding: "utf8" } : {}) } };
  const size = Number(sized.replace(/\D/g, "")) / 8;
  if (size === 2) return { point: { type: sized, ...(order >= 2 ? { order: "BA" } : {}) } };
  return { point: { type: sized, order: (size === 4 ? ORDERS_4 : ORDERS_8)[order] } };
}

function scaleOf({ multiplier, divider }: Json, type: string) {
  const number = (value: unknown) => {
    const read = numberOf(value ?? 1);
    return Number.isFinite(read) && read !== 0 ? read : 1;
  };
  const scale = number(multiplier) / number(divider);
  const isNumber = !["bool", "bit", "string", "bytes"].includes(type);
  return isNumber && scale !== 1 && Number.isFinite(scale) && scale !== 0 ? { scale } : {};
}
