// A row of the mapping while it is typed: every field is text, and becomes the row when it is applied.

import type { MappingConversion, MappingRow } from "../../contract.ts";

export interface NamedDraft {
  readonly property: string;
  readonly path: string;
  readonly isOptional: boolean;
  readonly scale: string;
  readonly offset: string;
  /** `ON=true, OFF=false`. */
  readonly values: string;
}

export interface RowDraft {
  readonly topic: string;
  readonly payload: MappingRow["payload"];
  readonly from: string;
  readonly take: "keys" | "nested" | "pairs" | "named";
  readonly pairName: string;
  readonly pairValue: string;
  readonly skip: string;
  readonly timePath: string;
  readonly timeUnit: "s" | "ms" | "iso";
  readonly event: string;
  readonly properties: readonly NamedDraft[];
  readonly kind: "auto" | "number" | "text";
  /** Of a text row: its property (empty: the topic's) and conversion. */
  readonly single: NamedDraft;
  /** Of Sparkplug: `metric = property`, one a line. */
  readonly names: string;
}

export const EMPTY_NAMED: NamedDraft = {
  property: "",
  path: "",
  isOptional: true,
  scale: "",
  offset: "",
  values: "",
};

const EMPTY: RowDraft = {
  topic: "",
  payload: "json",
  from: "",
  take: "keys",
  pairName: "name",
  pairValue: "value",
  skip: "",
  timePath: "",
  timeUnit: "ms",
  event: "",
  properties: [],
  kind: "auto",
  single: EMPTY_NAMED,
  names: "",
};

function draftConversion({ scale, offset, values }: MappingConversion) {
  const pairs = Object.entries(values ?? {}).map(([sent, value]) => `${sent}=${value}`);
  return { scale: String(scale ?? ""), offset: String(offset ?? ""), values: pairs.join(", ") };
}

export function draftRow(row: MappingRow | undefined): RowDraft {
  if (row === undefined) return EMPTY;
  const { topic, payload } = row;
  if (row.payload === "sparkplug-b") {
    const names = Object.entries(row.names ?? {}).map(([metric, property]) => `${metric} = ${property}`);
    return { ...EMPTY, topic, payload, names: names.join("\n") };
  }
  if (row.payload === "text") {
    const single = { ...EMPTY_NAMED, property: row.property ?? "", ...draftConversion(row) };
    return { ...EMPTY, topic, payload, kind: row.kind ?? "auto", single };
  }
  return {
    ...EMPTY,
    topic,
    payload,
    from: row.from ?? "",
    take: row.take ?? "keys",
    pairName: row.pairName ?? "name",
    pairValue: row.pairValue ?? "value",
    skip: (row.skip ?? []).join(", "),
    timePath: row.time?.path ?? "",
    timeUnit: row.time?.unit ?? "ms",
    event: row.event ?? "",
    properties: (row.properties ?? []).map((one) => ({
      property: one.property,
      path: one.path,
      isOptional: one.isOptional ?? false,
      ...draftConversion(one),
    })),
  };
}

const LIST = /\s*[,，\n]\s*/;

function parts(text: string): string[] {
  return text.split(LIST).filter((part) => part !== "");
}

function readNumber(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}

/** Whether the text is empty or a number. */
export function isNumberOrEmpty(text: string): boolean {
  return text.trim() === "" || Number.isFinite(Number(text));
}

function readValue(text: string): number | boolean | string {
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function readConversion({ scale, offset, values }: NamedDraft): MappingConversion {
  const pairs = parts(values).map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? [pair, pair] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
  const table = Object.fromEntries(pairs.map(([sent = "", value = ""]) => [sent, readValue(value)]));
  const [factor, summand] = [readNumber(scale), readNumber(offset)];
  return {
    ...(factor !== undefined && { scale: factor }),
    ...(summand !== undefined && { offset: summand }),
    ...(pairs.length > 0 && { values: table }),
  };
}

function readNames(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.includes("="));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf("=");
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

/** The row; the server says what is wrong with it. */
export function readRow(draft: RowDraft): MappingRow {
  const topic = draft.topic.trim();
  if (draft.payload === "sparkplug-b") {
    const names = readNames(draft.names);
    return { topic, payload: "sparkplug-b", ...(Object.keys(names).length > 0 && { names }) };
  }
  if (draft.payload === "text") {
    const property = draft.single.property.trim();
    const conversion = readConversion(draft.single);
    return { topic, payload: "text", kind: draft.kind, ...(property !== "" && { property }), ...conversion };
  }
  const [timePath, event] = [draft.timePath.trim(), draft.event.trim()];
  return {
    topic,
    payload: "json",
    take: draft.take,
    from: draft.from.trim(),
    ...(draft.take === "pairs" && { pairName: draft.pairName.trim(), pairValue: draft.pairValue.trim() }),
    skip: parts(draft.skip),
    properties: draft.properties.map((one) => ({
      property: one.property.trim(),
      path: one.path.trim(),
      isOptional: one.isOptional,
      ...readConversion(one),
    })),
    ...(timePath !== "" && { time: { path: timePath, unit: draft.timeUnit } }),
    ...(event !== "" && { event }),
  };
}
