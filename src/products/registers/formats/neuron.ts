// Neuron's tag sheet: a tag a row with its group, and the address as `1!400001.3#BL`. The order of a tag without one is
// that of Neuron's driver, so it stays that of the unit here.
// https://docs.emqx.com/en/neuron/latest/configuration/south-devices/modbus-tcp/modbus-tcp.html

import type { XlsxCell } from "../../../kit/xlsx-stream.ts";
import type { ThingModel } from "../../../spine/model.ts";
import {
  orderOf,
  type RegisterArea,
  type RegisterMap,
  type RegisterPoint,
} from "../../../spine/register-map.ts";
import { type MapNotice, mapNotice } from "./notice.ts";
import { type Candidate, type MapPart, type MapReading, PartReading } from "./reading.ts";
import { numberOrNone, type Sheet, type SheetColumn } from "./sheet.ts";

const AREAS: Readonly<Record<string, RegisterArea>> = {
  "0": "coil",
  "1": "discrete",
  "3": "input",
  "4": "holding",
};
const TYPES: Readonly<Record<string, string>> = {
  ...{ INT16: "int16", UINT16: "uint16", WORD: "uint16", INT32: "int32", UINT32: "uint32", DWORD: "uint32" },
  ...{ INT64: "int64", UINT64: "uint64", LWORD: "uint64", FLOAT: "float32", DOUBLE: "float64" },
  ...{ BIT: "bit", BOOL: "bit", STRING: "string", BYTES: "bytes" },
};
const ORDERS: Readonly<Record<string, string>> = {
  ...{ L: "AB", B: "BA", LL: "ABCD", LB: "BADC", BL: "CDAB", BB: "DCBA" },
};
const PACKINGS: Readonly<Record<string, string>> = {
  ...{ H: "highFirst", L: "lowFirst", D: "lowOnly", E: "highOnly" },
};
const ADDRESS =
  /^(\d{1,3})!([0134])(\d{1,5})(?:\.(\d{1,4})([HLDE])?)?(?:#([BL]{1,2}))?(?:\.(\d{1,4})([HLDE])?)?$/;

export const NEURON_HEADINGS = [
  ...["group", "interval", "name", "address", "attribute", "type", "description"],
  ...["decimal", "precision", "bias"],
] as const;

export function isNeuronSheet(headings: readonly string[]): boolean {
  const words = headings.map((heading) => heading.toLowerCase());
  return ["name", "address", "attribute", "type"].every((word) => words.includes(word));
}

interface Tag {
  readonly path: string;
  readonly cell: (heading: string) => string;
  readonly address: RegExpExecArray;
}

export function readNeuron(sheet: Sheet, model: ThingModel): MapReading {
  const headings = sheet.headings.map((heading) => heading.toLowerCase());
  const units = new Map<string, { readonly reading: PartReading; readonly tags: Tag[] }>();
  const unitOf = (name: string) => {
    const known = units.get(name) ?? { reading: new PartReading(model), tags: [] };
    units.set(name, known);
    return known;
  };
  const lost: { path: string; name: string; address: string }[] = [];
  for (const { row, cells } of sheet.rows) {
    const path = `row ${row}`;
    const cell = (heading: string) => cells[headings.indexOf(heading)] ?? "";
    const address = ADDRESS.exec(cell("address"));
    if (address === null) lost.push({ path, name: cell("name"), address: cell("address") });
    else unitOf(String(Number(address[1]))).tags.push({ path, cell, address });
  }
  const isFromZero = [...units.values()].some(({ tags }) => tags.some((tag) => Number(tag.address[3]) === 0));
  const first = units.keys().next().value;
  if (lost.length > 0)
    for (const { path, name, address } of lost)
      unitOf(first ?? "1").reading.skip(path, name, {
        en: `address ${address.slice(0, 40)} is none of Modbus`,
        zh: `地址 ${address.slice(0, 40)} 不是 Modbus 地址`,
      });
  const parts = [...units].map(([unit, { reading, tags }]): MapPart => {
    for (const tag of tags) readTag(tag, reading, isFromZero ? 0 : 1);
    return reading.end(unit, Number(unit) <= 255 ? { id: Number(unit) } : {});
  });
  return { parts, problems: [] };
}

function readTag({ path, cell, address }: Tag, reading: PartReading, base: 0 | 1): void {
  const [, , area = "", number = "", dot, dotForm, order, lastDot, lastForm] = address;
  const name = cell("name");
  const words = cell("attribute").toLowerCase();
  if (words.includes("static")) {
    reading.skip(path, name, { en: "a static tag is on no unit", zh: "静态点位不在从站上" });
    return;
  }
  if (base === 0 && Number(number) === 0) reading.say("from_zero", path, { address: cell("address") });
  const type = TYPES[cell("type").toUpperCase()];
  if (type === undefined) {
    reading.skip(path, name, {
      en: `type ${cell("type").slice(0, 20)} is not known`,
      zh: `类型 ${cell("type").slice(0, 20)} 未知`,
    });
    return;
  }
  const bytes = lastDot ?? dot;
  const shape = shapeOf(type, AREAS[area] ?? "holding", { bit: dot, bytes, form: lastForm ?? dotForm });
  if (type === "string" && (lastForm ?? dotForm) === undefined)
    reading.say("assumed", path, { field: { en: "packing", zh: "字符排列" }, value: "L" });
  const isRead = words.includes("read") || words.includes("subscribe");
  const isWritten = words.includes("write");
  const candidate = {
    area: AREAS[area] ?? "holding",
    address: Number(number) - base,
    shownAs: `${area}${number}`,
    ...shape,
    order: order === undefined ? undefined : wideOrder(ORDERS[order], String(shape.type)),
    access: isWritten ? (isRead ? "rw" : "w") : "r",
    group: groupOf(cell, reading, path),
    note: cell("description").slice(0, 200) || undefined,
    ...numbersOf(String(shape.type), cell),
  };
  reading.add(name, candidate as Candidate, path);
}

function groupOf(cell: Tag["cell"], reading: PartReading, path: string): string | null {
  const report = cell("attribute").toLowerCase().includes("subscribe") ? "change" : "every";
  const name = cell("group") === "" ? "normal" : cell("group");
  return reading.group({ name, periodMs: numberOrNone(cell("interval")), report }, path);
}

function shapeOf(
  type: string,
  area: RegisterArea,
  { bit, bytes, form }: { bit: string | undefined; bytes: string | undefined; form: string | undefined },
): Readonly<Record<string, unknown>> {
  if (area === "coil" || area === "discrete") return { type: type === "bit" ? "bool" : type };
  if (type === "bit") return { type: "bit", bit: Number(bit ?? 0) };
  if (type === "bytes") return { type, registers: Math.ceil(Number(bytes ?? 2) / 2) };
  if (type !== "string") return { type };
  const isHalf = form === "D" || form === "E";
  const registers = isHalf ? Number(bytes) : Math.ceil(Number(bytes) / 2);
  return { type, registers, packing: PACKINGS[form ?? "L"] };
}

/** Neuron names orders by their four bytes also where a value has eight. */
function wideOrder(order: string | undefined, type: string): string | undefined {
  const wide = { ABCD: "ABCDEFGH", BADC: "BADCFEHG", CDAB: "GHEFCDAB", DCBA: "HGFEDCBA" };
  const isWide = ["int64", "uint64", "float64"].includes(type);
  return isWide && order !== undefined ? wide[order as keyof typeof wide] : order;
}

function numbersOf(type: string, cell: Tag["cell"]) {
  if (["bool", "bit", "string", "bytes"].includes(type)) return {};
  const decimal = numberOrNone(cell("decimal"));
  const precision = numberOrNone(cell("precision"));
  const bias = numberOrNone(cell("bias"));
  // Neuron takes 0 for "none".
  return {
    ...(decimal ? { scale: decimal } : {}),
    ...(bias ? { offset: bias } : {}),
    ...(precision ? { decimals: precision } : {}),
  };
}

export function neuronColumns(): SheetColumn[] {
  return NEURON_HEADINGS.map((title) => ({ title, width: title === "name" ? 24 : 14 }));
}

const NAMES: Readonly<Record<string, string>> = {
  ...{ int16: "INT16", uint16: "UINT16", int32: "INT32", uint32: "UINT32", int64: "INT64", uint64: "UINT64" },
  ...{ float32: "FLOAT", float64: "DOUBLE", bit: "BIT", bool: "BIT", string: "STRING", bytes: "BYTES" },
};

/** A row for each point that Neuron has words for, and what it has none for. */
export function neuronRows(map: RegisterMap): { rows: XlsxCell[][]; notices: MapNotice[] } {
  const notices: MapNotice[] = [];
  const periods = new Map(map.groups.map((group) => [group.name, group]));
  const rows = map.points.flatMap((point): XlsxCell[][] => {
    const reason = whyNot(point);
    if (reason !== undefined) {
      notices.push(mapNotice("point_left_out", point.identifier, { point: point.identifier, reason }));
      return [];
    }
    for (const field of lostFields(point))
      notices.push(mapNotice("left_out", point.identifier, { field, value: point.identifier }));
    const group = point.group === null ? undefined : periods.get(point.group);
    const words = [
      ...(point.access === "w" ? [] : ["Read"]),
      ...(point.access === "r" ? [] : ["Write"]),
      ...(group?.report === "change" ? ["Subscribe"] : []),
    ];
    const number = "scale" in point ? point : undefined;
    return [
      [
        ...[point.group ?? "on-demand", group?.periodMs ?? 3_600_000, point.identifier],
        ...[addressOf(point, map), words.join(" "), NAMES[point.type], point.note],
        number && number.scale !== 1 ? number.scale : undefined,
        number?.decimals,
        number && number.offset !== 0 ? number.offset : undefined,
      ],
    ];
  });
  return { rows, notices };
}

function whyNot(point: RegisterPoint): { en: string; zh: string } | undefined {
  if (NAMES[point.type] === undefined)
    return { en: `Neuron has no type ${point.type}`, zh: `Neuron 没有类型 ${point.type}` };
  return undefined;
}

/** What a tag cannot say. */
export function lostFields(point: RegisterPoint): string[] {
  const all = point as Readonly<Record<string, unknown>>;
  const fields = ["formula", "exponentAddress", "validRange", "absent", "values", "deadband"];
  const flags = ["isInverted", "isSignMagnitude"].filter((field) => all[field] === true);
  return [...fields.filter((field) => all[field] !== undefined), ...flags];
}

function addressOf(point: RegisterPoint, map: RegisterMap): string {
  const areas = { coil: "0", discrete: "1", input: "3", holding: "4" };
  const base = `${map.unit.id}!${areas[point.area]}${String(point.address + 1).padStart(5, "0")}`;
  if (point.type === "bit") return `${base}.${point.bit}`;
  if (point.type === "bytes") return `${base}.${point.registers * 2}`;
  if (point.type === "string") {
    const form = { highFirst: "H", lowFirst: "L", lowOnly: "D", highOnly: "E" }[point.packing];
    const isHalf = form === "D" || form === "E";
    return `${base}.${isHalf ? point.registers : point.registers * 2}${form}`;
  }
  const order = orderOf(point, map.unit);
  const suffix = Object.entries(ORDERS).find(([, known]) => wideOrder(known, point.type) === order)?.[0];
  const isPlain = order === undefined || order === "AB" || suffix === undefined;
  return isPlain ? base : `${base}#${suffix}`;
}
