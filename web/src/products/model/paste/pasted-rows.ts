// A pasted table as rows of the model: new ones, changes of known ones, and what cannot be read, row by row.

import { draftFeature, type FeatureDraft } from "../draft/feature-draft.ts";
import type { ReadingError } from "../draft/reading.ts";
import { insertRows, putDraft, type Row, type RowKind, readSheet, type Sheet } from "../draft/sheet.ts";
import { type CellKey, cellOf, cellUse, withCell } from "../grid/cells.ts";
import { DEFAULT_COLUMNS, type PasteColumn, readHeading, readWord } from "./headings.ts";
import { readTable } from "./table-text.ts";

/** Keys of the texts `paste.problem.*`. */
export interface PasteProblem {
  readonly column: PasteColumn;
  readonly kind: "word" | "range" | "twice" | "wrong";
  readonly text: string;
  /** Of `wrong`: the key of a text `modelError.*`. */
  readonly error?: ReadingError;
}

export interface PastedRow {
  /** Line of the table, from 1; its heading counts. */
  readonly line: number;
  readonly draft: FeatureDraft;
  /** The known row that it changes; undefined: it is new. */
  readonly known: Row | undefined;
  readonly isSame: boolean;
  readonly problems: readonly PasteProblem[];
}

export interface PastedTable {
  readonly hasHeading: boolean;
  readonly columns: readonly (PasteColumn | undefined)[];
  readonly rows: readonly PastedRow[];
}

export const PASTE_ROWS = 1_000;

/** What `text` would do to the rows of `kind`. */
export function readPaste(text: string, kind: RowKind, sheet: Sheet): PastedTable {
  const table = readTable(text);
  const heading = readHeading(table[0] ?? []);
  const columns = heading ?? DEFAULT_COLUMNS[kind];
  const body = heading === undefined ? table : table.slice(1);
  const seen = new Set<string>();
  const rows = body.slice(0, PASTE_ROWS).map((cells, index) => {
    const line = index + (heading === undefined ? 1 : 2);
    const row = readRow({ columns, cells, rows: sheet[kind] });
    const { identifier } = row.draft;
    const isTwice = identifier !== "" && seen.has(identifier);
    seen.add(identifier);
    const twice: PasteProblem[] = isTwice ? [{ column: "identifier", kind: "twice", text: identifier }] : [];
    return { line, ...row, problems: [...row.problems, ...twice] };
  });
  return { hasHeading: heading !== undefined, columns, rows: rows.map((row) => checked(row, kind, sheet)) };
}

interface Cells {
  readonly columns: readonly (PasteColumn | undefined)[];
  readonly cells: readonly string[];
  readonly rows: readonly Row[];
}

function readRow({ columns, cells, rows }: Cells) {
  const cell = (column: PasteColumn) => cells[columns.indexOf(column)] ?? "";
  const module = cell("module");
  const own = cell("identifier");
  const identifier = module === "" || own.includes(":") ? own : `${module}:${own}`;
  const known = rows.find((row) => row.draft.identifier === identifier);
  const problems: PasteProblem[] = [];
  let draft: FeatureDraft = { ...(known?.draft ?? draftFeature(undefined)), identifier };
  // The type decides which other cells there are.
  const ordered = [...columns].sort((a, b) => Number(b === "type") - Number(a === "type"));
  for (const column of ordered) {
    if (column === undefined || column === "identifier" || column === "module") continue;
    const text = cell(column);
    if (text === "") continue;
    const next = column === "range" ? withRange(draft, text) : withText(draft, column, text);
    if (next === undefined) problems.push({ column, kind: column === "range" ? "range" : "word", text });
    else draft = next;
  }
  if (draft.name === "") draft = { ...draft, name: draft.identifier };
  return { draft, known, isSame: known !== undefined && isEqual(known.draft, draft), problems };
}

/** Undefined where nobody knows what the text means. */
function withText(draft: FeatureDraft, key: CellKey, text: string): FeatureDraft | undefined {
  if (cellUse(draft, key) !== "cell") return draft;
  const word = readWord(key, text);
  return word === undefined ? undefined : withCell(draft, key, word);
}

/** `0~100`, `-40 to 85`, `0-10`, `[0,100]`; of an enumeration its items. */
function withRange(draft: FeatureDraft, text: string): FeatureDraft | undefined {
  if (cellUse(draft, "min") !== "cell") return withText(draft, "spec", text);
  const number = String.raw`([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)`;
  const match = new RegExp(
    String.raw`^\D*?${number}\s*(?:~|～|-|–|—|to|至|到|\.{2,3}|…|,|，)\s*${number}`,
    "i",
  ).exec(text);
  const [, min, max] = match ?? [];
  if (min === undefined || max === undefined) return undefined;
  return withCell(withCell(draft, "min", min), "max", max);
}

function isEqual(one: FeatureDraft, other: FeatureDraft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** With what the model itself has against the row. */
function checked(row: PastedRow, kind: RowKind, sheet: Sheet): PastedRow {
  const alone: Sheet = { ...sheet, [kind]: [{ id: -1, draft: row.draft }] };
  const errors = readSheet(alone).errors.get(-1) ?? {};
  const wrong = Object.entries(errors).map(
    ([path, error]): PasteProblem => ({ column: cellOf(path), kind: "wrong", text: "", error }),
  );
  return { ...row, problems: [...row.problems, ...wrong] };
}

/** The sheet with the rows that have no problem: known ones changed in place, new ones before place `at`. */
export function applyPaste(
  sheet: Sheet,
  kind: RowKind,
  { rows, at }: { rows: readonly PastedRow[]; at: number },
): Sheet {
  const good = rows.filter((row) => row.problems.length === 0 && !row.isSame);
  const changed = good.reduce(
    (next, { known, draft }) => (known === undefined ? next : putDraft(next, { kind, id: known.id, draft })),
    sheet,
  );
  const fresh = good.filter((row) => row.known === undefined);
  return insertRows(changed, { kind, at, drafts: fresh.map((row) => row.draft) });
}
