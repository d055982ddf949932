// The address list for whoever sets up the SCADA: one line a value, with headings that stay the same.

import { orderOf, type RegisterArea, sizeOf } from "../../../../src/spine/register-map.ts";
import { csvField } from "../../base/data-table/export-rows.ts";
import type { Exposure } from "../contract.ts";

const FIRST: Readonly<Record<RegisterArea, number>> = {
  coil: 1,
  discrete: 10_001,
  input: 30_001,
  holding: 40_001,
};
const UNIT = { order: "ABCD" } as const;

/** `40011`: as SCADA systems write it; six digits beyond the first 9,999. */
export function notationOf(area: RegisterArea, address: number): string {
  if (address < 9_999) return String(FIRST[area] + address).padStart(5, "0");
  const digit = { coil: 0, discrete: 1, input: 3, holding: 4 }[area];
  return `${digit}${String(address + 1).padStart(5, "0")}`;
}

export const orderText = ({ point }: Exposure) => orderOf(point, UNIT) ?? "";
export const scaleOf = ({ point }: Exposure) => ("scale" in point ? point.scale : 1);

type Field = string | number | undefined;
const COLUMNS: Readonly<Record<string, (exposure: Exposure) => Field>> = {
  unit: ({ unit }) => unit,
  area: ({ point }) => point.area,
  address: ({ point }) => point.address,
  notation: ({ point }) => notationOf(point.area, point.address),
  registers: ({ point }) => sizeOf(point),
  type: ({ point }) => point.type,
  order: orderText,
  scale: scaleOf,
  offset: ({ point }) => ("offset" in point ? point.offset : undefined),
  access: ({ point }) => point.access,
  productKey: ({ productKey }) => productKey,
  deviceName: ({ deviceName }) => deviceName,
  property: ({ point }) => point.identifier,
  statusAddress: ({ statusAddress }) => statusAddress,
};

export function exposureCsv(exposures: readonly Exposure[]): string {
  const lines = exposures.map((exposure) =>
    Object.values(COLUMNS)
      .map((column) => csvField(column(exposure)))
      .join(","),
  );
  // The mark tells Excel that it is UTF-8.
  return `\uFEFF${[Object.keys(COLUMNS).join(","), ...lines].join("\r\n")}\r\n`;
}
