// Rows of a table -> a thing model. Every problem names its row and column, as people count them.

import * as v from "valibot";
import { parseJson } from "../../../kit/bounded-json.ts";
import { problemsOf, type SchemaProblem, segmentsOf } from "../../../kit/schema-problem.ts";
import { type ThingModel, ThingModelSchema } from "../../../spine/model.ts";
import { type Notice, notice } from "../formats/notice.ts";
import { type FormatReading, present, toInt64, toNumber } from "../formats/reading.ts";
import { COLUMNS, type Column, columnOf, headingOf, type Kind, kindOf } from "./columns.ts";
import { readItems } from "./rows.ts";

export interface TableSheet {
  /** In front of row numbers where a file has several: `Events row 3`. */
  readonly title: string;
  /** Of rows that do not say. */
  readonly kind: Kind;
  /** The heading first. */
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
}

type Cells = Readonly<Record<Column, string>>;

interface Placed {
  readonly place: string;
  readonly cells: Cells;
}

export function readRows(sheets: readonly TableSheet[]): FormatReading {
  const reader = new RowsReader();
  for (const sheet of sheets) reader.read(sheet);
  return reader.end();
}

class RowsReader {
  readonly #problems: SchemaProblem[] = [];
  readonly #notices: Notice[] = [];
  readonly #places = new WeakMap<object, string>();
  /** What rows behind may add fields or parameters to, by kind and path. */
  readonly #parents = new Map<string, { list: object[] }>();
  readonly #model = {
    modules: [] as object[],
    properties: [] as object[],
    events: [] as object[],
    services: [] as object[],
  };

  read({ title, kind, rows }: TableSheet): void {
    const [head, ...rest] = rows;
    if (head === undefined) return;
    const columns = head.cells.map((heading) => (heading.trim() === "" ? undefined : columnOf(heading)));
    for (const [index, heading] of head.cells.entries()) {
      if (heading.trim() !== "" && columns[index] === undefined)
        this.#notices.push(
          notice("left_out", place(title, head.row), { field: "column", value: heading.slice(0, 64) }),
        );
    }
    if (!columns.includes("identifier")) {
      if (rest.length > 0)
        this.#problems.push({
          path: place(title, head.row),
          message: "no column is named Identifier (标识符)",
        });
      return;
    }
    for (const { row, cells } of rest) {
      const named = Object.fromEntries(
        COLUMNS.map((column) => [column, (cells[columns.indexOf(column)] ?? "").trim()]),
      ) as Cells;
      const word = named.kind;
      const known = word === "" ? kind : kindOf(word);
      if (known === undefined)
        this.#notices.push(notice("row_ignored", place(title, row), { row, kind: word.slice(0, 32) }));
      else this.#add(known, { place: place(title, row), cells: named });
    }
  }

  end(): FormatReading {
    const { modules, ...features } = this.#model;
    const parsed = v.safeParse(ThingModelSchema, modules.length > 0 ? this.#model : features);
    for (const issue of parsed.issues ?? []) this.#problems.push(this.#problemOf(issue));
    const model = this.#problems.length === 0 ? (parsed.output as ThingModel) : undefined;
    return { model, problems: this.#problems, notices: this.#notices };
  }

  #add(kind: Kind, { place, cells }: Placed): void {
    const dot = cells.identifier.lastIndexOf(".");
    const isPart = kind === "input" || kind === "output" || dot >= 0;
    const identifier = isPart ? cells.identifier.slice(dot + 1) : cells.identifier;
    const name = cells.name === "" ? identifier : cells.name;
    if (isPart) {
      const parent = this.#parentOf(kind, cells.identifier.slice(0, Math.max(dot, 0)));
      if (parent === undefined) {
        const message = `${cells.identifier.slice(0, 64)} belongs to nothing in the rows before`;
        this.#problems.push({ path: `${place} ${headingOf("identifier", "en")}`, message });
        return;
      }
      const part = { identifier, name, dataType: this.#type(kind, cells, place) };
      this.#places.set(part, place);
      parent.list.push(part);
      return;
    }
    const description = cells.description === "" ? undefined : cells.description;
    const feature = present({ identifier, name, description, ...this.#own(kind, cells, place) });
    this.#places.set(feature, place);
    const list = { module: "modules", property: "properties", event: "events", service: "services" } as const;
    this.#model[list[kind as keyof typeof list]].push(feature);
  }

  #own(kind: Kind, cells: Cells, place: string): Record<string, unknown> {
    switch (kind) {
      case "property":
        return {
          accessMode: word(cells.access),
          required: isYes(cells.required) || undefined,
          dataType: this.#type(kind, cells, place),
          retentionDays: toNumber(cells.retentionDays),
          calculated: cells.calculated === "" ? undefined : parsedOr(cells.calculated),
        };
      case "event": {
        const output: object[] = [];
        this.#parents.set(`event output ${cells.identifier}`, { list: output });
        return { level: word(cells.level), output };
      }
      case "service": {
        const lists = { input: [] as object[], output: [] as object[] };
        this.#parents.set(`service input ${cells.identifier}`, { list: lists.input });
        this.#parents.set(`service output ${cells.identifier}`, { list: lists.output });
        this.#service = cells.identifier;
        return { callType: word(cells.call), ...lists };
      }
      default:
        return {};
    }
  }

  /** An event and a service may have the same identifier: outputs belong to the one that came last. */
  #service = "";

  #parentOf(kind: Kind, path: string): { list: object[] } | undefined {
    const field = this.#parents.get(`${kind} field ${path}`);
    if (kind === "property") return field;
    const service = this.#parents.get(`service ${kind} ${path}`);
    const event = this.#parents.get(`event ${kind} ${path}`);
    return field ?? (this.#service === path ? (service ?? event) : (event ?? service));
  }

  #type(kind: Kind, cells: Cells, place: string): object {
    const type = typeWord(cells.type);
    const made =
      type === "array"
        ? { type, size: toNumber(cells.size), item: this.#scalar(kind, typeWord(cells.item), cells) }
        : this.#scalar(kind, type, cells);
    this.#places.set(made, place);
    return made;
  }

  #scalar(kind: Kind, type: string, cells: Cells): object {
    const unit = cells.unit === "" ? undefined : cells.unit;
    const { min, max, step } = cells;
    switch (type) {
      case "int":
      case "float":
      case "double":
        return present({ type, min: toNumber(min), max: toNumber(max), step: toNumber(step), unit });
      case "long":
        return present({
          type,
          min: min === "" ? undefined : toInt64(min),
          max: max === "" ? undefined : toInt64(max),
          unit,
        });
      case "text":
        return present({ type, length: toNumber(cells.length) });
      case "bool": {
        const items = readItems(cells.items);
        return present({ type, falseText: items["0"], trueText: items["1"] });
      }
      case "enum":
        return { type, items: readItems(cells.items) };
      case "struct": {
        const fields: object[] = [];
        this.#parents.set(`${kind} field ${cells.identifier}`, { list: fields });
        return { type, fields };
      }
      default:
        return { type };
    }
  }

  #problemOf(issue: v.BaseIssue<unknown>): SchemaProblem {
    let at: unknown = this.#model;
    let where: string | undefined;
    const segments = segmentsOf(issue);
    for (const segment of segments) {
      at = typeof at === "object" && at !== null ? Reflect.get(at, segment) : undefined;
      if (typeof at === "object" && at !== null) where = this.#places.get(at) ?? where;
    }
    const [problem] = problemsOf([issue]);
    const message = problem?.message ?? issue.message;
    if (where === undefined) return { path: problem?.path ?? "", message };
    const last = segments.findLast((segment) => typeof segment === "string" && segment in FIELD_COLUMNS);
    const column = FIELD_COLUMNS[String(last)];
    return { path: column === undefined ? where : `${where} ${headingOf(column, "en")}`, message };
  }
}

const FIELD_COLUMNS: Readonly<Record<string, Column>> = {
  ...Object.fromEntries(COLUMNS.map((column) => [column, column])),
  ...{ accessMode: "access", callType: "call", falseText: "items", trueText: "items", fields: "type" },
};

/** What people and other platforms call our types. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  ...{ integer: "int", int32: "int", int16: "int", int64: "long", number: "double", real: "float" },
  ...{ string: "text", boolean: "bool", datetime: "date", time: "date", object: "struct", list: "array" },
  ...{ 整数: "int", 整型: "int", 长整型: "long", 浮点: "float", 单精度: "float", 双精度: "double" },
  ...{
    文本: "text",
    字符串: "text",
    布尔: "bool",
    枚举: "enum",
    时间: "date",
    结构体: "struct",
    数组: "array",
  },
};

function typeWord(text: string): string {
  const type = text.toLowerCase();
  return TYPE_WORDS[type] ?? type;
}

function word(text: string): string | undefined {
  return text === "" ? undefined : text.toLowerCase();
}

function isYes(text: string): boolean {
  return /^(yes|y|true|1|是|√)$/i.test(text);
}

function parsedOr(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function place(title: string, row: number): string {
  return title === "" ? `row ${row}` : `${title} row ${row}`;
}
