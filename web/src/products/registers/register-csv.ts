// A register map as a CSV file, one point a line, with headings that stay the same in every language.

import { orderOf, type RegisterMap, type RegisterPoint, sizeOf } from "../../../../src/spine/register-map.ts";
import { csvField } from "../../base/data-table/export-rows.ts";

type Field = string | number | boolean | null | undefined;

const COLUMNS: Readonly<Record<string, (point: RegisterPoint, unit: RegisterMap["unit"]) => Field>> = {
  identifier: ({ identifier }) => identifier,
  area: ({ area }) => area,
  address: ({ address }) => address,
  shownAs: ({ shownAs }) => shownAs,
  type: ({ type }) => type,
  registers: (point) => sizeOf(point),
  order: (point, unit) => orderOf(point, unit),
  bit: (point) => ("bit" in point ? point.bit : undefined),
  length: (point) => ("length" in point ? point.length : undefined),
  scale: (point) => ("scale" in point ? point.scale : undefined),
  offset: (point) => ("offset" in point ? point.offset : undefined),
  exponentAddress: (point) => ("exponentAddress" in point ? point.exponentAddress : undefined),
  formula: (point) => ("formula" in point ? point.formula : undefined),
  decimals: (point) => ("decimals" in point ? point.decimals : undefined),
  absent: (point) => ("absent" in point ? point.absent?.join(" ") : undefined),
  access: ({ access }) => access,
  group: ({ group }) => group,
  writeMin: ({ write }) => write?.min,
  writeMax: ({ write }) => write?.max,
  note: ({ note }) => note,
};

export function registerCsv({ points, unit }: Pick<RegisterMap, "points" | "unit">): string {
  const lines = points.map((point) =>
    Object.values(COLUMNS)
      .map((column) => csvField(column(point, unit)))
      .join(","),
  );
  // The mark tells Excel that it is UTF-8.
  return `\uFEFF${[Object.keys(COLUMNS).join(","), ...lines].join("\r\n")}\r\n`;
}
