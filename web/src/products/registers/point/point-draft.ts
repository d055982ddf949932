// A point of a register map while it is edited: every field as it stands in its input.

import * as v from "valibot";
import {
  type RegisterArea,
  type RegisterMap,
  type RegisterMapInput,
  RegisterMapSchema,
  type RegisterPoint,
  type RegisterType,
} from "../../../../../src/spine/register-map.ts";

export interface PointDraft {
  readonly identifier: string;
  readonly area: RegisterArea;
  readonly address: string;
  readonly shownAs: string;
  readonly type: RegisterType;
  /** "": the unit's. */
  readonly order: string;
  readonly bit: string;
  readonly length: string;
  readonly registers: string;
  readonly scale: string;
  readonly offset: string;
  readonly access: "r" | "rw" | "w";
  /** "": read on demand. */
  readonly group: string;
  readonly note: string;
  /** "": as it comes. */
  readonly decimals: string;
  /** "": every change is reported. */
  readonly deadband: string;
  readonly deadbandUnit: "value" | "percent";
  readonly validMin: string;
  readonly validMax: string;
  readonly formula: string;
  readonly writeFormula: string;
  readonly writeMin: string;
  readonly writeMax: string;
  readonly writeStep: string;
  readonly isReadBack: boolean;
}

const EMPTY: PointDraft = {
  identifier: "",
  area: "holding",
  address: "",
  shownAs: "",
  type: "uint16",
  order: "",
  bit: "0",
  length: "1",
  registers: "1",
  scale: "1",
  offset: "0",
  access: "r",
  group: "normal",
  note: "",
  ...{ decimals: "", deadband: "", deadbandUnit: "value", validMin: "", validMax: "" },
  ...{ formula: "", writeFormula: "", writeMin: "", writeMax: "", writeStep: "", isReadBack: false },
};

export function draftPoint(point: RegisterPoint | undefined): PointDraft {
  if (point === undefined) return EMPTY;
  const { identifier, area, address, shownAs = "", type, access, group, note = "" } = point;
  const text = (name: string, otherwise: string) => {
    const value = (point as unknown as Record<string, unknown>)[name];
    return value === undefined ? otherwise : String(value);
  };
  return {
    ...EMPTY,
    ...{ identifier, area, shownAs, type, access, note },
    address: String(address),
    group: group ?? "",
    order: text("order", ""),
    bit: text("bit", "0"),
    length: text("length", "1"),
    registers: text("registers", "1"),
    scale: text("scale", "1"),
    offset: text("offset", "0"),
    ...draftFurther(point),
  };
}

const textOf = (value: number | string | undefined) => (value === undefined ? "" : String(value));

function draftFurther(point: RegisterPoint): Partial<PointDraft> & Pick<PointDraft, "isReadBack"> {
  const { min, max, step, isVerified = false } = point.write ?? {};
  const write = { writeMin: textOf(min), writeMax: textOf(max), writeStep: textOf(step) };
  if (!("scale" in point)) return { ...write, isReadBack: isVerified };
  const { decimals, deadband, validRange, formula, writeFormula } = point;
  return {
    ...{ ...write, isReadBack: isVerified, decimals: textOf(decimals) },
    ...{ deadband: textOf(deadband?.by), deadbandUnit: deadband?.unit ?? "value" },
    ...{ validMin: textOf(validRange?.min), validMax: textOf(validRange?.max) },
    ...{ formula: textOf(formula), writeFormula: textOf(writeFormula) },
  };
}

export const isBitArea = (area: RegisterArea) => area === "coil" || area === "discrete";
const isText = (type: RegisterType) => type === "string" || type === "bytes";
/** What a value of the type can be given. */
export const hasNumber = (type: RegisterType) => !isText(type) && type !== "bool" && type !== "bit";
export const hasRegisters = (type: RegisterType) => isText(type) || type === "bcd";
export const hasOrder = (type: RegisterType) => /32|64/.test(type);

/** `0x2006` and `8198` are the same address. */
const numberOf = (text: string) => (text.trim() === "" ? Number.NaN : Number(text));

/** Where the maker writes the address itself, its notation follows. */
export function withAddress(draft: PointDraft, address: string): Partial<PointDraft> {
  const isSame = draft.shownAs !== "" && Number(draft.shownAs) === numberOf(draft.address);
  return { address, ...(isSame && { shownAs: "" }) };
}

/**
 * The point as the API takes it. What the form does not show (write functions, raw values that mean nothing) is taken
 * over from `before` where the type still knows it.
 */
export function readPoint(draft: PointDraft, before: RegisterPoint | undefined): Record<string, unknown> {
  const { identifier, area, shownAs, access, group, note } = draft;
  const type = isBitArea(area) ? "bool" : draft.type === "bool" ? "uint16" : draft.type;
  const isSameType = before !== undefined && before.type === type;
  return {
    ...(isSameType && unshownOf(before)),
    ...(access !== "r" && readWrite(draft, before)),
    ...{ identifier, area, type, access },
    address: numberOf(draft.address),
    group: group === "" ? null : group,
    ...(shownAs.trim() !== "" && { shownAs: shownAs.trim() }),
    ...(note.trim() !== "" && { note: note.trim() }),
    ...(hasNumber(type) && { scale: numberOf(draft.scale), offset: numberOf(draft.offset) }),
    ...(hasNumber(type) && readFurther(draft)),
    ...(hasOrder(type) && draft.order !== "" && { order: draft.order }),
    ...(hasRegisters(type) && { registers: numberOf(draft.registers) }),
    ...((type === "bit" || type === "bits") && { bit: numberOf(draft.bit) }),
    ...(type === "bits" && { length: numberOf(draft.length) }),
  };
}

const SHOWN: ReadonlySet<string> = new Set([
  ...["order", "shownAs", "note", "write", "decimals", "deadband", "validRange", "formula", "writeFormula"],
]);

function unshownOf(point: RegisterPoint): Record<string, unknown> {
  return Object.fromEntries(Object.entries(point).filter(([name]) => !SHOWN.has(name)));
}

/** Only what was typed. */
function numbersOf(texts: Readonly<Record<string, string>>): Record<string, number> {
  const typed = Object.entries(texts).filter(([, text]) => text.trim() !== "");
  return Object.fromEntries(typed.map(([name, text]) => [name, Number(text)]));
}

function readWrite(draft: PointDraft, before: RegisterPoint | undefined): Record<string, unknown> {
  const { min: _min, max: _max, step: _step, ...kept } = before?.write ?? {};
  const limits = numbersOf({ min: draft.writeMin, max: draft.writeMax, step: draft.writeStep });
  const isPlain = before?.write === undefined && Object.keys(limits).length === 0 && !draft.isReadBack;
  return isPlain ? {} : { write: { ...kept, ...limits, isVerified: draft.isReadBack } };
}

function readFurther(draft: PointDraft): Record<string, unknown> {
  const { deadband, deadbandUnit, formula, writeFormula, access } = draft;
  const validRange = numbersOf({ min: draft.validMin, max: draft.validMax });
  return {
    ...numbersOf({ decimals: draft.decimals }),
    ...(deadband.trim() !== "" && { deadband: { by: Number(deadband), unit: deadbandUnit } }),
    ...(Object.keys(validRange).length > 0 && { validRange }),
    ...(formula.trim() !== "" && { formula: formula.trim() }),
    ...(formula.trim() !== "" &&
      access !== "r" &&
      writeFormula.trim() !== "" && { writeFormula: writeFormula.trim() }),
  };
}

export interface PointProblem {
  /** Of the draft; undefined where several fields do not go together. */
  readonly field: keyof PointDraft | undefined;
  readonly message: string;
}

/** The map with the point in its place, and what the schema has against it. */
export function withPoint(
  map: RegisterMap,
  before: RegisterPoint | undefined,
  point: Record<string, unknown>,
): { readonly map: RegisterMap | undefined; readonly problems: readonly PointProblem[] } {
  const at = before === undefined ? map.points.length : map.points.indexOf(before);
  const points: unknown[] = [...map.points];
  points[at] = point;
  const read = v.safeParse(RegisterMapSchema, { ...map, points } as RegisterMapInput);
  if (read.success) return { map: read.output, problems: [] };
  const problems = read.issues.map((issue) => ({ field: fieldOf(issue), message: issue.message }));
  return { map: undefined, problems };
}

/** Where the schema's name for something is not the draft's. */
const FIELDS: Readonly<Record<string, keyof PointDraft>> = {
  ...{ "write.min": "writeMin", "write.max": "writeMax", "write.step": "writeStep" },
  ...{ "validRange.min": "validMin", "validRange.max": "validMax", "deadband.by": "deadband" },
};

function fieldOf(issue: v.BaseIssue<unknown>): keyof PointDraft | undefined {
  const keys = issue.path?.map(({ key }) => String(key)) ?? [];
  const last = keys.at(-1);
  const known = FIELDS[keys.slice(-2).join(".")];
  return known ?? (last !== undefined && last in EMPTY ? (last as keyof PointDraft) : undefined);
}
