// A thing model as rows: a feature a row, its parameters and the fields of its structs in rows behind it.

import type { DataType, Parameter, ThingModel } from "../../../spine/model.ts";
import type { Column, Kind } from "./columns.ts";

export type Row = Readonly<Partial<Record<Column, string | number | boolean>>>;

export function rowsOf(model: ThingModel): Row[] {
  return [
    ...(model.modules ?? []).map(({ identifier, name, description }) =>
      row("module", { identifier, name, description }),
    ),
    ...model.properties.flatMap(
      ({ identifier, name, description, accessMode, required, dataType, retentionDays, calculated }) => [
        row("property", {
          ...{ identifier, name, description, access: accessMode, required: required ? "yes" : undefined },
          ...typeCells(dataType),
          ...{ retentionDays, calculated: calculated === undefined ? undefined : JSON.stringify(calculated) },
        }),
        ...fieldRows("property", identifier, dataType),
      ],
    ),
    ...model.events.flatMap(({ identifier, name, description, level, output }) => [
      row("event", { identifier, name, description, level }),
      ...parameterRows("output", identifier, output),
    ]),
    ...model.services.flatMap(({ identifier, name, description, callType, input, output }) => [
      row("service", { identifier, name, description, call: callType }),
      ...parameterRows("input", identifier, input),
      ...parameterRows("output", identifier, output),
    ]),
  ];
}

type Cells = Readonly<Partial<Record<Column, string | number | boolean | undefined>>>;

function row(kind: Kind, cells: Cells): Row {
  return { kind, ...Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== undefined)) };
}

function parameterRows(kind: Kind, parent: string, list: readonly Parameter[]): Row[] {
  return list.flatMap(({ identifier, name, dataType }) => {
    const path = `${parent}.${identifier}`;
    return [
      row(kind, { identifier: path, name, ...typeCells(dataType) }),
      ...fieldRows(kind, path, dataType),
    ];
  });
}

/** Of a struct, or of a list of structs. */
function fieldRows(kind: Kind, parent: string, type: DataType): Row[] {
  const struct = type.type === "array" ? type.item : type;
  return struct.type === "struct" ? parameterRows(kind, parent, struct.fields) : [];
}

function typeCells(type: DataType): Cells {
  switch (type.type) {
    case "int":
    case "float":
    case "double": {
      const { min, max, step, unit } = type;
      return { type: type.type, min, max, step, unit };
    }
    case "long":
      return { type: type.type, min: type.min, max: type.max, unit: type.unit };
    case "text":
      return { type: type.type, length: type.length };
    case "bool":
      return { type: type.type, items: itemsText({ 0: type.falseText, 1: type.trueText }) };
    case "enum":
      return { type: type.type, items: itemsText(type.items) };
    case "array": {
      const { type: item, ...cells } = typeCells(type.item);
      return { ...cells, type: "array", item, size: type.size };
    }
    default:
      return { type: type.type };
  }
}

/** `0=off;1=on`; what would end a text has `\\` before it. */
function itemsText(items: Readonly<Record<string, string | undefined>>): string | undefined {
  const pairs = Object.entries(items).flatMap(([value, text]) =>
    text === undefined ? [] : [`${value}=${text.replace(SPECIAL, (sign) => ESCAPES[sign] ?? `\\${sign}`)}`],
  );
  return pairs.length > 0 ? pairs.join(";") : undefined;
}

/** A comma separates only in front of a value. */
const COMMA = "[,，](?=\\s*-?\\d+\\s*[=:：])";
const SPECIAL = new RegExp(`[\\\\;；\\n\\r]|${COMMA}`, "g");
const ENDS = new RegExp(`[;；\\n]|${COMMA}`, "y");
const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r" };

/** Back from what itemsText wrote, and from what people write: `0=off; 1 = on`, `0:off,1:on`, a pair a line. */
export function readItems(text: string): Record<string, string> {
  const items: Record<string, string> = {};
  for (const pair of pairsOf(text)) {
    const [, value, name] = /^\s*(-?\d+)\s*[=:：]([\s\S]*)$/.exec(pair) ?? [];
    if (value !== undefined && name !== undefined) items[value] = name.trim();
    else if (pair.trim() !== "") items[pair.trim()] = "";
  }
  return items;
}

function pairsOf(text: string): string[] {
  const pairs: string[] = [];
  let pair = "";
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    ENDS.lastIndex = at;
    if (ENDS.test(text)) {
      pairs.push(pair);
      pair = "";
    } else if (sign === "\\" && at + 1 < text.length) {
      at += 1;
      const next = text[at] as string;
      pair += next === "n" ? "\n" : next === "r" ? "\r" : next;
    } else pair += sign;
  }
  return [...pairs, pair];
}
