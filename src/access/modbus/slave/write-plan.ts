// Which requests write a value, as the unit wants to be written to.

import type { RegisterMap, RegisterPoint } from "../../../spine/register-map.ts";
import type { ModbusRequest } from "../frame/request.ts";
import { wordsOf } from "../point/bytes.ts";
import type { Written } from "../point/encode.ts";

/** One after the other; `mask` cannot be said to every unit, and then takes a read first. */
export type WritePlan =
  | { readonly kind: "requests"; readonly requests: readonly ModbusRequest[] }
  | {
      readonly kind: "mask";
      readonly address: number;
      readonly mask: number;
      readonly bits: number;
    };

export interface WriteTarget {
  readonly unit: number;
  readonly settings: RegisterMap["unit"];
}

/** The requests for `written`; undefined where every function that could do it is forbidden. */
export function planWrite(
  point: RegisterPoint,
  written: Written,
  { unit, settings }: WriteTarget,
): WritePlan | undefined {
  const address = point.write?.address ?? point.address;
  if (written.kind === "mask") return { ...written, address };
  const requests =
    written.kind === "coil"
      ? coilRequests(point, { unit, address, isOn: written.isOn, settings })
      : registerRequests(point, { unit, address, words: wordsOf(written.bytes), settings });
  const isForbidden = requests.some((request) => settings.forbidden.includes(request.functionCode));
  return isForbidden ? undefined : { kind: "requests", requests };
}

function coilRequests(
  point: RegisterPoint,
  {
    unit,
    address,
    isOn,
    settings,
  }: { unit: number; address: number; isOn: boolean; settings: RegisterMap["unit"] },
): ModbusRequest[] {
  const wanted = point.write?.function ?? "auto";
  const isMultiple = wanted === "0F" || (wanted === "auto" && settings.writeCoil === "multiple");
  return isMultiple
    ? [{ functionCode: 15, unit, address, values: [isOn] }]
    : [{ functionCode: 5, unit, address, value: isOn }];
}

function registerRequests(
  point: RegisterPoint,
  {
    unit,
    address,
    words,
    settings,
  }: { unit: number; address: number; words: readonly number[]; settings: RegisterMap["unit"] },
): ModbusRequest[] {
  if (isSingle(point.write?.function ?? "auto", words.length, settings.writeRegister))
    return words.map((value, at) => ({ functionCode: 6, unit, address: address + at, value }));
  return [{ functionCode: 16, unit, address, values: words }];
}

/** One register by 06 and more by 10, unless the point or its unit says otherwise. */
function isSingle(
  wanted: "auto" | "05" | "06" | "0F" | "10" | "16",
  count: number,
  unitWay: "auto" | "single" | "multiple",
): boolean {
  if (wanted === "06" || wanted === "10") return wanted === "06";
  if (unitWay !== "auto") return unitWay === "single";
  return count === 1;
}
