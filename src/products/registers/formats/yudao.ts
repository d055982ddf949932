// yudao's points of a Modbus device, as its API or a table of them has it: rows of identifier, name, functionCode,
// registerAddress (from 0), registerCount, byteOrder, rawDataType, scale, pollInterval (ms), status (0: in use).
// https://github.com/YunaiV/ruoyi-vue-pro (IotDeviceModbusPointRespVO)

import { entryOf, numberOf, textOf } from "../../../kit/scalar.ts";
import type { ThingModel } from "../../../spine/model.ts";
import type { RegisterArea } from "../../../spine/register-map.ts";
import { type Candidate, type MapReading, PartReading } from "./reading.ts";
import type { Sheet } from "./sheet.ts";

type Row = Readonly<Record<string, unknown>>;

const AREAS: Readonly<Record<number, RegisterArea>> = { 1: "coil", 2: "discrete", 3: "holding", 4: "input" };
const TYPES: Readonly<Record<string, string>> = {
  ...{ INT16: "int16", UINT16: "uint16", INT32: "int32", UINT32: "uint32" },
  ...{ FLOAT: "float32", DOUBLE: "float64", BOOLEAN: "bool", STRING: "string" },
};
const WIDE: Readonly<Record<string, string>> = {
  ...{ ABCD: "ABCDEFGH", CDAB: "GHEFCDAB", BADC: "BADCFEHG", DCBA: "HGFEDCBA" },
};
const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  identifier: ["identifier", "属性标识符", "标识符"],
  name: ["name", "属性名称", "名称"],
  functionCode: ["functioncode", "功能码", "modbus 功能码"],
  registerAddress: ["registeraddress", "寄存器起始地址", "寄存器地址"],
  registerCount: ["registercount", "寄存器数量"],
  byteOrder: ["byteorder", "字节序"],
  rawDataType: ["rawdatatype", "原始数据类型", "数据类型"],
  scale: ["scale", "缩放因子"],
  pollInterval: ["pollinterval", "轮询间隔", "轮询间隔（毫秒）", "轮询间隔(ms)"],
  status: ["status", "状态"],
};

function fieldOf(heading: string): string | undefined {
  const word = heading.trim().toLowerCase();
  return Object.keys(HEADINGS).find((field) => HEADINGS[field]?.includes(word));
}

export function isYudaoSheet(headings: readonly string[]): boolean {
  const fields = headings.map(fieldOf);
  return fields.includes("functionCode") && fields.includes("registerAddress");
}

/** The rows of a document: a list, the answer of a page, or a device's configuration; undefined where it has none. */
export function yudaoRows(document: unknown): readonly Row[] | undefined {
  const inner = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const { data, list, points } = value as Row;
    return points ?? list ?? (data === undefined ? value : inner(data));
  };
  const rows = inner(document);
  if (!Array.isArray(rows) || rows.length === 0) return undefined;
  const isRow = (row: unknown): row is Row =>
    typeof row === "object" && row !== null && "functionCode" in row && "registerAddress" in row;
  return rows.every(isRow) ? rows : undefined;
}

export function yudaoSheetRows({ headings, rows }: Sheet): Row[] {
  const fields = headings.map(fieldOf);
  return rows.map(({ cells }) => {
    const named = fields.flatMap((field, at) =>
      field === undefined || (cells[at] ?? "") === "" ? [] : [[field, cells[at]] as const],
    );
    return Object.fromEntries(named);
  });
}

export function readYudao(
  rows: readonly Row[],
  model: ThingModel,
  pathOf: (at: number) => string,
): MapReading {
  const reading = new PartReading(model);
  for (const [at, row] of rows.entries()) readRow(row, reading, pathOf(at));
  return { parts: [reading.end("")], problems: [] };
}

function readRow(row: Row, reading: PartReading, path: string): void {
  const name = textOf(row.identifier ?? row.name).slice(0, 100);
  // A table of people may have `3-ReadHoldingRegisters`.
  const area = AREAS[Number.parseInt(textOf(row.functionCode), 10)];
  const raw = textOf(row.rawDataType ?? "UINT16").toUpperCase();
  const isBit = area === "coil" || area === "discrete";
  const type = isBit ? "bool" : entryOf(TYPES, raw) === "bool" ? "bit" : entryOf(TYPES, raw);
  if (area === undefined || type === undefined) {
    const what = area === undefined ? `function ${textOf(row.functionCode)}` : `type ${raw}`.slice(0, 40);
    reading.skip(path, name, { en: `${what} is not known`, zh: `${what} 未知` });
    return;
  }
  const property = reading.model.properties.find(({ identifier }) => identifier === name);
  const isWritable = (area === "coil" || area === "holding") && property?.accessMode !== "r";
  const isOff = textOf(row.status) === "1";
  if (isOff) reading.say("switched_off", path, { point: name });
  const candidate = {
    area,
    address: numberOf(row.registerAddress),
    type,
    access: isWritable && property !== undefined ? property.accessMode : "r",
    group: isOff ? null : groupOf(row, reading, path),
    ...(type === "bit" ? { bit: 0 } : {}),
    ...(type === "string" ? { registers: numberOf(row.registerCount ?? 1) } : {}),
    ...numbersOf(row, type),
  };
  reading.add(name, candidate as Candidate, path);
}

/** Each point has an interval of its own: points of the same share a group. */
function groupOf({ pollInterval }: Row, reading: PartReading, path: string): string | null {
  const periodMs = numberOf(pollInterval ?? 5_000);
  if (!Number.isFinite(periodMs)) return "normal";
  return reading.group({ name: `${periodMs}ms`, periodMs }, path);
}

function numbersOf({ scale, byteOrder }: Row, type: string) {
  if (["bool", "bit", "string"].includes(type)) return {};
  const order = textOf(byteOrder).toUpperCase();
  const size = type === "float64" ? 8 : type.endsWith("16") ? 2 : 4;
  const fitting = size === 8 ? entryOf(WIDE, order) : order.length === size ? order : undefined;
  const factor = numberOf(scale ?? 1);
  return {
    // One that is left on its default of another width says nothing.
    ...(fitting === undefined || fitting === "AB" ? {} : { order: fitting }),
    ...(Number.isFinite(factor) && factor !== 0 && factor !== 1 ? { scale: factor } : {}),
  };
}
