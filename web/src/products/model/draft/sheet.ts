// The whole model as it is edited: rows of text, each with an id that stays while everything else changes.
// Pure: every change makes a new sheet, and what did not change stays the same object.

import type { ModuleSpec } from "../../../../../src/spine/model.ts";
import type { ThingModel } from "../../../contract.ts";
import {
  draftFeature,
  FEATURE_KINDS,
  type Feature,
  type FeatureDraft,
  type FeatureKind,
  isIdentifier,
} from "./feature-draft.ts";
import { type Reading, type ReadingErrors, readFeature } from "./reading.ts";

export const ROW_KINDS = [...FEATURE_KINDS, "modules"] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export interface Row {
  readonly id: number;
  readonly draft: FeatureDraft;
}
export type Sheet = { readonly [K in RowKind]: readonly Row[] };

export interface SheetReading {
  /** Sound only when there are no errors. */
  readonly model: ThingModel;
  readonly features: ReadonlyMap<number, Feature>;
  /** Of rows that have any, by id. */
  readonly errors: ReadonlyMap<number, ReadingErrors>;
}

let lastId = 0;
export function makeRow(draft: FeatureDraft): Row {
  lastId += 1;
  return { id: lastId, draft };
}

export function sheetOf(model: ThingModel): Sheet {
  const rows = (list: readonly Feature[]) => list.map((feature) => makeRow(draftFeature(feature)));
  return {
    properties: rows(model.properties),
    events: rows(model.events),
    services: rows(model.services),
    modules: (model.modules ?? []).map((module) => makeRow(draftModule(module))),
  };
}

function draftModule({ identifier, name, description = "" }: ModuleSpec): FeatureDraft {
  return { ...draftFeature(undefined), identifier, name, description };
}

const NOTHING_TAKEN: ReadonlySet<string> = new Set();
const readings = new Map<FeatureKind, WeakMap<FeatureDraft, Reading>>(
  FEATURE_KINDS.map((kind) => [kind, new WeakMap()]),
);

/** What the draft says by itself; a thousand rows are read at every key, so each is read once. */
function readAlone(kind: FeatureKind, draft: FeatureDraft): Reading {
  const known = readings.get(kind)?.get(draft);
  if (known !== undefined) return known;
  const reading = readFeature(kind, draft, NOTHING_TAKEN);
  readings.get(kind)?.set(draft, reading);
  return reading;
}

export function readSheet(sheet: Sheet): SheetReading {
  const errors = new Map<number, ReadingErrors>();
  const features = new Map<number, Feature>();
  const modules = readModules(sheet.modules, errors);
  const known = new Set(modules.map(({ identifier }) => identifier));
  const read = (kind: FeatureKind): Feature[] => {
    const seen = new Set<string>();
    return sheet[kind].map(({ id, draft }) => {
      const { feature, errors: own } = readAlone(kind, draft);
      const wrong = own.identifier ?? wrongIdentifier(feature.identifier, seen, known);
      seen.add(feature.identifier);
      if (wrong !== undefined) errors.set(id, { ...own, identifier: wrong });
      else if (Object.keys(own).length > 0) errors.set(id, own);
      features.set(id, feature);
      return feature;
    });
  };
  const [properties, events, services] = FEATURE_KINDS.map(read);
  const model = { properties, events, services, ...(modules.length > 0 && { modules }) };
  // Each list holds features of its own kind: its rows were read as that.
  return { model: model as ThingModel, features, errors };
}

function wrongIdentifier(identifier: string, seen: ReadonlySet<string>, modules: ReadonlySet<string>) {
  if (seen.has(identifier)) return "taken" as const;
  const colon = identifier.indexOf(":");
  return colon > 0 && !modules.has(identifier.slice(0, colon)) ? ("module" as const) : undefined;
}

function readModules(rows: readonly Row[], errors: Map<number, ReadingErrors>): ModuleSpec[] {
  const seen = new Set<string>();
  return rows.map(({ id, draft }) => {
    const own: ReadingErrors = {};
    const [identifier, name] = [draft.identifier.trim(), draft.name.trim()];
    if (!isIdentifier(identifier)) own.identifier = "identifier";
    else if (seen.has(identifier)) own.identifier = "taken";
    seen.add(identifier);
    if (name === "") own.name = "name";
    if (Object.keys(own).length > 0) errors.set(id, own);
    const description = draft.description.trim();
    return { identifier, name, ...(description !== "" && { description }) };
  });
}

/** With `drafts` as new rows before place `at`. */
export function insertRows(
  sheet: Sheet,
  { kind, at, drafts }: { kind: RowKind; at: number; drafts: readonly FeatureDraft[] },
): Sheet {
  const rows = sheet[kind];
  return { ...sheet, [kind]: [...rows.slice(0, at), ...drafts.map(makeRow), ...rows.slice(at)] };
}

export function removeRow(sheet: Sheet, kind: RowKind, id: number): Sheet {
  return { ...sheet, [kind]: sheet[kind].filter((row) => row.id !== id) };
}

/** The row one place up (-1) or down (1); the same sheet at the end of the list. */
export function moveRow(sheet: Sheet, { kind, id, by }: { kind: RowKind; id: number; by: -1 | 1 }): Sheet {
  const rows = [...sheet[kind]];
  const from = rows.findIndex((row) => row.id === id);
  const [one, other] = [rows[from], rows[from + by]];
  if (one === undefined || other === undefined) return sheet;
  rows[from] = other;
  rows[from + by] = one;
  return { ...sheet, [kind]: rows };
}

/** With another draft in a row; features follow their module when that is renamed. */
export function putDraft(
  sheet: Sheet,
  { kind, id, draft }: { kind: RowKind; id: number; draft: FeatureDraft },
): Sheet {
  const before = sheet[kind].find((row) => row.id === id)?.draft;
  if (before === undefined) return sheet;
  const next = { ...sheet, [kind]: sheet[kind].map((row) => (row.id === id ? { id, draft } : row)) };
  const isRenamed = kind === "modules" && isIdentifier(draft.identifier) && before.identifier !== "";
  if (!isRenamed || before.identifier === draft.identifier) return next;
  return withModuleRenamed(next, before.identifier, draft.identifier);
}

function withModuleRenamed(sheet: Sheet, from: string, to: string): Sheet {
  const follow = (row: Row): Row => {
    const { identifier } = row.draft;
    if (!identifier.startsWith(`${from}:`)) return row;
    return { ...row, draft: { ...row.draft, identifier: to + identifier.slice(from.length) } };
  };
  const [properties = [], events = [], services = []] = FEATURE_KINDS.map((kind) => sheet[kind].map(follow));
  return { ...sheet, properties, events, services };
}

/** A copy of the row below it, with the first identifier that is free: temp, temp_2, temp_3. */
export function duplicateRow(sheet: Sheet, kind: RowKind, id: number): Sheet {
  const at = sheet[kind].findIndex((row) => row.id === id);
  const source = sheet[kind][at];
  if (source === undefined) return sheet;
  const taken = new Set(sheet[kind].map((row) => row.draft.identifier));
  const identifier = freeIdentifier(source.draft.identifier, taken);
  return insertRows(sheet, { kind, at: at + 1, drafts: [{ ...source.draft, identifier }] });
}

function freeIdentifier(name: string, taken: ReadonlySet<string>): string {
  if (name === "") return "";
  const stem = name.replace(/_\d+$/, "").slice(0, 46);
  let number = 2;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}
