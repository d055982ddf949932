// What a row of a mapping makes of a payload that is one value as text.

import type { TopicParts } from "../../kit/topic-pattern.ts";
import { trimTail } from "../../kit/trimmed-tail.ts";
import { failure } from "../../spine/error.ts";
import type { TextMappingRow } from "../../spine/mapping.ts";
import { preview } from "../check.ts";
import { makeDecoded, refuse } from "../decoded.ts";
import type { DecodeContext, Decoded } from "../dialect.ts";
import { Report } from "../report.ts";
import { convert, readNumber, readText, toIdentifier, typeOf } from "./conversion.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

function readUtf8(payload: Uint8Array): string | undefined {
  try {
    // C firmware sends its string terminator along.
    return trimTail(decoder.decode(payload), "\0");
  } catch {
    return undefined;
  }
}

export function decodeTextRow(
  row: TextMappingRow,
  { payload, topic, parts }: { payload: Uint8Array; topic: string; parts: TopicParts },
  context: DecodeContext,
): Decoded {
  const named = toIdentifier(row.property ?? parts.property ?? "", context);
  if (!named.ok) return refuse(named.error);
  const property = named.value;
  const text = readUtf8(payload);
  if (text === undefined || text.trim() === "") {
    const detail = text === undefined ? "it is no UTF-8 text" : "it is empty";
    return refuse(failure("mapping_nothing", { topic, detail }));
  }
  const type = typeOf(context, property);
  const converted = convert(row.kind === "auto" ? text.trim() : text, row, { property, type });
  if (!converted.ok) return refuse(converted.error);
  const value = typed(converted.value, row, type);
  if (value === undefined)
    return refuse(failure("property_type", { property, type: "number", received: preview(text) }));
  const report = new Report(context, "");
  report.addProperty(property, { value });
  if (report.failure) return refuse(report.failure);
  return makeDecoded({ events: report.toEvents(), flags: report.flags, left: report.left });
}

function typed(value: unknown, { kind }: TextMappingRow, type: Parameters<typeof readText>[1]): unknown {
  if (typeof value !== "string" || kind === "text") return value;
  return kind === "number" ? readNumber(value) : readText(value, type);
}
