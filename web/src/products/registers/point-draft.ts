// A point of a register map while it is edited: every field as it stands in its input.

import * as v from "valibot";
import {
  type RegisterArea,
  type RegisterMap,
  type RegisterMapInput,
  RegisterMapSchema,
  type RegisterPoint,
  type RegisterType,
} from "../../../../src/spine/register-map.ts";

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
};

export function draftPoint(point: RegisterPoint | undefined): PointDraft {
  if (point === undefined) return EMPTY;
  const { identifier, area, address, shownAs = "", type, access, group, note = "" } = point;
  const text = (name: string, otherwise: string) => {
    const value = (point as unknown as Record<string, unknown>)[name];
    return value === undefined ? otherwise : String(value);
  };
  return {
    ...{ identifier, area, shownAs, type, access, note },
    address: String(address),
    group: group ?? "",
    order: text("order", ""),
    bit: text("bit", "0"),
    length: text("length", "1"),
    registers: text("registers", "1"),
    scale: text("scale", "1"),
    offset: text("offset", "0"),
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
 * The point as the API takes it. What the form does not show (write limits, formulas, raw values that mean nothing)
 * is taken over from `before` where the type still knows it.
 */
export function readPoint(draft: PointDraft, before: RegisterPoint | undefined): Record<string, unknown> {
  const { identifier, area, shownAs, access, group, note } = draft;
  const type = isBitArea(area) ? "bool" : draft.type === "bool" ? "uint16" : draft.type;
  const isSameType = before !== undefined && before.type === type;
  const { order: _order, ...kept } = isSameType ? (before as unknown as Record<string, unknown>) : {};
  const { write } = before ?? {};
  const { shownAs: _shownAs, note: _note, ...rest } = kept;
  return {
    ...rest,
    ...(access !== "r" && write !== undefined && { write }),
    ...{ identifier, area, type, access },
    address: numberOf(draft.address),
    group: group === "" ? null : group,
    ...(shownAs.trim() !== "" && { shownAs: shownAs.trim() }),
    ...(note.trim() !== "" && { note: note.trim() }),
    ...(hasNumber(type) && { scale: numberOf(draft.scale), offset: numberOf(draft.offset) }),
    ...(hasOrder(type) && draft.order !== "" && { order: draft.order }),
    ...(hasRegisters(type) && { registers: numberOf(draft.registers) }),
    ...((type === "bit" || type === "bits") && { bit: numberOf(draft.bit) }),
    ...(type === "bits" && { length: numberOf(draft.length) }),
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

function fieldOf(issue: v.BaseIssue<unknown>): keyof PointDraft | undefined {
  const last = issue.path?.at(-1)?.key;
  return typeof last === "string" && last in EMPTY ? (last as keyof PointDraft) : undefined;
}
