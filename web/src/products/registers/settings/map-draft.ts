// What holds for a whole register map while it is edited: how its units are read, and how often.

import * as v from "valibot";
import {
  type PollGroup,
  type RegisterMap,
  type RegisterMapInput,
  RegisterMapSchema,
} from "../../../../../src/spine/register-map.ts";

type Unit = RegisterMap["unit"];

export interface GroupDraft {
  /** Of the row; new ones have negative ones. */
  readonly id: number;
  readonly name: string;
  readonly periodS: string;
  readonly report: PollGroup["report"];
  /** "": none. */
  readonly heartbeatS: string;
  readonly isAligned: boolean;
}

export interface MapDraft {
  readonly order: Unit["order"];
  readonly maxRegistersPerRead: string;
  readonly maxBitsPerRead: string;
  readonly maxGap: string;
  readonly gapMs: string;
  readonly timeoutMs: string;
  readonly writeCoil: Unit["writeCoil"];
  readonly writeRegister: Unit["writeRegister"];
  /** Function codes as people write them: `5, 6`. */
  readonly forbidden: string;
  readonly groups: readonly GroupDraft[];
}

export const NEW_GROUP: Omit<GroupDraft, "id"> = {
  ...{ name: "", periodS: "10", report: "every", heartbeatS: "", isAligned: false },
};

const MS = 1_000;
const textOf = (value: number | undefined) => (value === undefined ? "" : String(value));

export function draftMap({ unit, groups }: RegisterMap): MapDraft {
  const { order, maxRegistersPerRead, maxBitsPerRead, maxGap, writeCoil, writeRegister } = unit;
  return {
    ...{ order, writeCoil, writeRegister, gapMs: textOf(unit.gapMs), timeoutMs: textOf(unit.timeoutMs) },
    maxRegistersPerRead: String(maxRegistersPerRead),
    maxBitsPerRead: String(maxBitsPerRead),
    maxGap: String(maxGap),
    forbidden: unit.forbidden.join(", "),
    groups: groups.map(({ name, periodMs, report, heartbeatMs, isAligned }, id) => ({
      ...{ id, name, report, isAligned, periodS: String(periodMs / MS) },
      heartbeatS: heartbeatMs === undefined ? "" : String(heartbeatMs / MS),
    })),
  };
}

/** Of a point's group whose name was changed, the new one; null where it went. */
function renamed(map: RegisterMap, drafts: readonly GroupDraft[]): ReadonlyMap<string, string | null> {
  const byId = new Map(drafts.map(({ id, name }) => [id, name.trim()]));
  return new Map(map.groups.map(({ name }, id) => [name, byId.get(id) ?? null]));
}

const whole = (text: string) => (text.trim() === "" ? Number.NaN : Number(text));
const inMs = (seconds: string) => Math.round(whole(seconds) * MS);

function groupOf({ name, periodS, report, heartbeatS, isAligned }: GroupDraft): PollGroup {
  const heartbeatMs = report === "change" && heartbeatS.trim() !== "" ? inMs(heartbeatS) : undefined;
  const group = { name: name.trim(), periodMs: inMs(periodS), report, isAligned };
  return heartbeatMs === undefined ? group : { ...group, heartbeatMs };
}

function unitOf(draft: MapDraft, { id, serial, tcpPort }: Unit): RegisterMapInput["unit"] {
  const { order, writeCoil, writeRegister, gapMs, timeoutMs, forbidden } = draft;
  return {
    ...{ id, order, writeCoil, writeRegister },
    ...(serial && { serial }),
    ...(tcpPort !== undefined && { tcpPort }),
    maxRegistersPerRead: whole(draft.maxRegistersPerRead),
    maxBitsPerRead: whole(draft.maxBitsPerRead),
    maxGap: whole(draft.maxGap),
    ...(gapMs.trim() !== "" && { gapMs: whole(gapMs) }),
    ...(timeoutMs.trim() !== "" && { timeoutMs: whole(timeoutMs) }),
    forbidden: forbidden.split(/[\s,;，；]+/).flatMap((code) => (code === "" ? [] : [Number(code)])),
  };
}

export interface MapRead {
  /** Undefined while something is not right. */
  readonly map: RegisterMap | undefined;
  /** Fields of the unit by name, those of a group as `groups.<row>.<name>`. */
  readonly wrong: ReadonlySet<string>;
}

/** The map with what was typed; points follow a group that has another name now, and are read on demand when it went. */
export function readMap(draft: MapDraft, map: RegisterMap): MapRead {
  const names = renamed(map, draft.groups);
  const points = map.points.map((point) =>
    point.group === null ? point : { ...point, group: names.get(point.group) ?? null },
  );
  const input = { ...map, points, unit: unitOf(draft, map.unit), groups: draft.groups.map(groupOf) };
  const read = v.safeParse(RegisterMapSchema, input as RegisterMapInput);
  if (read.success) return { map: read.output, wrong: new Set() };
  return { map: undefined, wrong: new Set(read.issues.map(({ path }) => fieldOf(path ?? []))) };
}

const TYPED: Readonly<Record<string, string>> = { periodMs: "periodS", heartbeatMs: "heartbeatS" };

function fieldOf(path: readonly { readonly key: unknown }[]): string {
  const [part, first, second] = path.map(({ key }) => String(key));
  if (part === "unit") return first ?? part;
  return second === undefined ? "groups" : `groups.${first}.${TYPED[second] ?? second}`;
}
