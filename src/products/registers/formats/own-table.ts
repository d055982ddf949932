// Our own table of a register map, CSV or .xlsx: a point a row with all of its fields, in Chinese or English.

import { parseJson } from "../../../kit/bounded-json.ts";
import type { XlsxCell } from "../../../kit/xlsx-stream.ts";
import type { Language } from "../../../spine/error.ts";
import type { ThingModel } from "../../../spine/model.ts";
import {
  type PollGroup,
  REGISTER_AREAS,
  type RegisterArea,
  type RegisterMap,
  type RegisterPoint,
  sizeOf,
} from "../../../spine/register-map.ts";
import { POINT_COLUMNS, type PointColumn, pointColumnOf, pointColumnWidth, pointHeading } from "./columns.ts";
import { type Candidate, type MapReading, PartReading } from "./reading.ts";
import { numberCell, numberOrNone, type Sheet, type SheetColumn } from "./sheet.ts";

type Cells = Readonly<Record<PointColumn, string>>;

const YES = new Set(["yes", "true", "1", "y", "是", "√"]);
const NO_GROUP = new Set(["-", "none", "null", "按需"]);
const AREA_WORDS: Readonly<Record<string, RegisterArea>> = {
  ...Object.fromEntries(REGISTER_AREAS.map((area) => [area, area])),
  ...{ coils: "coil", 线圈: "coil", "0x": "coil", "01": "coil" },
  ...{ 离散输入: "discrete", "discrete input": "discrete", "1x": "discrete", "02": "discrete" },
  ...{ 输入寄存器: "input", "input register": "input", "3x": "input", "04": "input" },
  ...{ 保持寄存器: "holding", "holding register": "holding", "4x": "holding", "03": "holding" },
};
/** 40001 and 400001, as makers write them: area and number from 1. */
const NOTATION = /^([0134])(\d{4,5})$/;
const NOTATION_AREAS: Readonly<Record<string, RegisterArea>> = {
  "0": "coil",
  "1": "discrete",
  "3": "input",
  "4": "holding",
};

export function isOwnTable(headings: readonly string[]): boolean {
  const columns = headings.map(pointColumnOf);
  return columns.includes("identifier") && columns.includes("address");
}

export function readOwnTable({ headings, rows }: Sheet, model: ThingModel): MapReading {
  const reading = new PartReading(model, true);
  const columns = headings.map(pointColumnOf);
  for (const [at, heading] of headings.entries())
    if (heading !== "" && columns[at] === undefined)
      reading.say("column", "", { name: heading.slice(0, 64) });
  for (const { row, cells } of rows) {
    const at = (column: PointColumn) => cells[columns.indexOf(column)] ?? "";
    const named = Object.fromEntries(POINT_COLUMNS.map((column) => [column, at(column)])) as Cells;
    const path = `row ${row}`;
    reading.add(named.identifier, candidateOf(named, groupOf(named, reading, path)), path);
  }
  if (reading.problems.length > 0) return { parts: [], problems: reading.problems };
  return { parts: [reading.end("")], problems: [] };
}

function groupOf(cells: Cells, reading: PartReading, path: string): string | null | undefined {
  if (cells.group === "") return undefined;
  if (NO_GROUP.has(cells.group.toLowerCase())) return null;
  // A group without settings is one that the product has.
  if (cells.periodMs === "") return cells.group;
  return reading.group(
    {
      name: cells.group,
      periodMs: numberOrNone(cells.periodMs),
      isAligned: YES.has(cells.isAligned.toLowerCase()),
      report: ["change", "变化"].includes(cells.report.toLowerCase()) ? "change" : "every",
      heartbeatMs: numberOrNone(cells.heartbeatMs),
    },
    path,
  );
}

function candidateOf(cells: Cells, group: string | null | undefined): Candidate {
  const text = (cell: string) => (cell === "" ? undefined : cell);
  const flag = (cell: string) => (cell === "" ? undefined : YES.has(cell.toLowerCase()));
  const type = cells.type.toLowerCase();
  const isNumber = !["bool", "string", "bytes", "bit"].includes(type);
  const hasRegisters = ["bcd", "string", "bytes"].includes(type);
  return {
    ...placeOf(cells),
    type,
    group,
    registers: hasRegisters ? numberCell(cells.registers) : undefined,
    order: text(cells.order.toUpperCase()),
    bit: numberCell(cells.bit),
    length: numberCell(cells.length),
    isSigned: flag(cells.isSigned),
    isInverted: flag(cells.isInverted),
    isSignMagnitude: flag(cells.isSignMagnitude),
    packing: text(cells.packing),
    encoding: text(cells.encoding.toLowerCase()),
    scale: isNumber ? numberCell(cells.scale) : undefined,
    offset: isNumber ? numberCell(cells.offset) : undefined,
    exponentAddress: numberCell(cells.exponentAddress),
    formula: text(cells.formula),
    writeFormula: text(cells.writeFormula),
    decimals: numberCell(cells.decimals),
    validRange: rangeOf(cells),
    absent: cells.absent === "" ? undefined : cells.absent.toLowerCase().split(/[\s,;]+/),
    values: valuesOf(cells.values),
    deadband: deadbandOf(cells.deadband),
    access: text(cells.access.toLowerCase()),
    write: writeOf(cells),
    note: text(cells.note),
  };
}

function placeOf({ area, address, shownAs }: Cells) {
  const noted = area === "" ? NOTATION.exec(address) : null;
  if (noted)
    return {
      area: NOTATION_AREAS[noted[1] ?? ""] ?? "holding",
      address: Number(noted[2]) - 1,
      shownAs: shownAs === "" ? address : shownAs,
    };
  return {
    area: AREA_WORDS[area.toLowerCase()] ?? (area as RegisterArea),
    address: numberCell(address),
    shownAs: shownAs === "" ? undefined : shownAs,
  };
}

function rangeOf({ validMin, validMax }: Cells) {
  if (validMin === "" && validMax === "") return undefined;
  return defined({ min: numberCell(validMin), max: numberCell(validMax) });
}

function writeOf(cells: Cells) {
  const write = defined({
    function: cells.writeFunction === "" ? undefined : cells.writeFunction.toUpperCase().padStart(2, "0"),
    address: numberCell(cells.writeAddress),
    min: numberCell(cells.writeMin),
    max: numberCell(cells.writeMax),
    step: numberCell(cells.writeStep),
    isVerified: cells.isVerified === "" ? undefined : YES.has(cells.isVerified.toLowerCase()),
  });
  if (Object.keys(write).length === 0) return undefined;
  return { ...write, function: write.function === "AUTO" ? "auto" : write.function };
}

/** `0.5` of the value, `1%` of the last one. */
function deadbandOf(cell: string) {
  if (cell === "") return undefined;
  const isPercent = cell.endsWith("%");
  return { by: numberCell(isPercent ? cell.slice(0, -1) : cell), unit: isPercent ? "percent" : "value" };
}

/** JSON, or `0=off; 1=on` with texts. */
function valuesOf(cell: string): unknown {
  if (cell === "") return undefined;
  if (cell.startsWith("{")) {
    try {
      return parseJson(cell);
    } catch {
      return cell;
    }
  }
  const pairs = cell.split(/[;；]/).map((pair) => pair.split(/[=:：]/).map((part) => part.trim()));
  return Object.fromEntries(pairs.map(([raw = "", value = ""]) => [raw, value]));
}

function defined(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

export function ownColumns(language: Language): SheetColumn[] {
  return POINT_COLUMNS.map((column) => ({
    title: pointHeading(column, language),
    width: pointColumnWidth(column),
  }));
}

/** A row for each point, in the order of the columns. */
export function ownRows(map: RegisterMap, model: ThingModel): XlsxCell[][] {
  const groups = new Map(map.groups.map((group) => [group.name, group]));
  const names = new Map(model.properties.map(({ identifier, name }) => [identifier, name]));
  return map.points.map((point) => {
    const cells = {
      ...pointCells(point),
      ...groupCells(point.group === null ? undefined : groups.get(point.group)),
      name: names.get(point.identifier),
    } as Partial<Record<PointColumn, XlsxCell>>;
    return POINT_COLUMNS.map((column) => cells[column]);
  });
}

function pointCells(point: RegisterPoint): Partial<Record<PointColumn, XlsxCell>> {
  // The fields of all types: absent ones are empty cells.
  const all = point as Partial<Record<string, unknown>> & RegisterPoint;
  const number = "scale" in point ? point : undefined;
  const band = number?.deadband;
  return {
    ...(all as Partial<Record<PointColumn, XlsxCell>>),
    registers: sizeOf(point),
    group: point.group ?? "none",
    validMin: number?.validRange?.min,
    validMax: number?.validRange?.max,
    absent: number?.absent?.join(" "),
    values: number?.values === undefined ? undefined : JSON.stringify(number.values),
    deadband: band === undefined ? undefined : `${band.by}${band.unit === "percent" ? "%" : ""}`,
    writeFunction: point.write?.function,
    writeAddress: point.write?.address,
    writeMin: point.write?.min,
    writeMax: point.write?.max,
    writeStep: point.write?.step,
    isVerified: point.write?.isVerified,
  };
}

function groupCells(group: PollGroup | undefined): Partial<Record<PointColumn, XlsxCell>> {
  if (group === undefined) return {};
  const { periodMs, isAligned, report, heartbeatMs } = group;
  return { periodMs, isAligned, report, heartbeatMs };
}
