// The features of one kind as a table like a spreadsheet's: keys move, typing edits, tabs come in by the clipboard.

import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { draftFeature } from "../draft/feature-draft.ts";
import type { ReadingErrors } from "../draft/reading.ts";
import type { Row, RowKind } from "../draft/sheet.ts";
import type { Leaving } from "./cell-editor.tsx";
import { CELLS, CHOICES, cellText, cellUse } from "./cells.ts";
import { clamped, type GridPlace, movedPlace } from "./grid-place.ts";
import { GridRow } from "./grid-row.tsx";
import { actionOf, type GridAction } from "./keys.ts";

const NEW_DRAFT = draftFeature(undefined);
const NO_ERRORS: ReadingErrors = {};

export interface GridProps {
  readonly kind: RowKind;
  readonly label: string;
  readonly rows: readonly Row[];
  readonly errors: ReadonlyMap<number, ReadingErrors>;
  readonly isEditable: boolean;
  /** True: a row to begin the next one in is at the end. */
  readonly hasNewRow: boolean;
  readonly place: GridPlace;
  readonly onPlace: (place: GridPlace) => void;
  /** `row` undefined: of a new row. */
  readonly onCell: (row: Row | undefined, cell: (typeof CELLS)[RowKind][number], text: string) => void;
  /** What is done to the row that has the focus. */
  readonly onAction: (action: GridAction, row: Row | undefined) => void;
  /** More than one cell came in. */
  readonly onTable: (text: string) => void;
}

interface Grid extends GridProps {
  readonly box: RefObject<HTMLTableElement | null>;
  /** Whether the cell under the pointer had the focus before it was pressed. */
  readonly wasActive: RefObject<boolean>;
  readonly editText: string | undefined;
  edit(text: string | undefined): void;
  go(place: GridPlace): void;
}

/** The text a cell's input begins with; undefined where it opens none (a form, a mark that is just turned over). */
function beginEdit(grid: Grid, row: Row | undefined, typed: string | undefined): void {
  const cell = CELLS[grid.kind][grid.place.cell];
  if (cell === undefined) return;
  const draft = row?.draft ?? NEW_DRAFT;
  const use = cellUse(draft, cell);
  const text = cellText(draft, cell);
  if (use === "form" || !grid.isEditable) grid.onAction({ kind: "open" }, row);
  else if (cell === "required") grid.onCell(row, cell, text === "" ? "1" : "");
  else if (use === "cell") grid.edit(typed === undefined || CHOICES[cell] !== undefined ? text : typed);
}

function onKeyDown(grid: Grid, event: KeyboardEvent): void {
  if (grid.editText !== undefined) return;
  const action = actionOf(event);
  if (action === undefined) return;
  const to = movedPlace(grid.place, action, sizeOf(grid));
  const isMove = action.kind === "go" || action.kind === "end" || action.kind === "next";
  // Beyond the last cell a tab leaves the table.
  if (isMove && to === undefined) return;
  const isReading = isMove || action.kind === "edit" || action.kind === "open" || action.kind === "leave";
  if (!isReading && !grid.isEditable) return;
  // What an input method writes must reach the input that opens now.
  if (event.key !== "Process") event.preventDefault();
  if (to !== undefined) grid.go(to);
  else doAction(grid, action);
}

function doAction(grid: Grid, action: GridAction): void {
  const row = grid.rows[grid.place.row];
  const cell = CELLS[grid.kind][grid.place.cell];
  if (action.kind === "leave") (document.activeElement as HTMLElement | null)?.blur();
  else if (action.kind === "edit") beginEdit(grid, row, action.text);
  else if (action.kind !== "clear") grid.onAction(action, row);
  else if (row !== undefined && cell !== undefined && CHOICES[cell] === undefined) grid.onCell(row, cell, "");
}

function sizeOf({ kind, rows, hasNewRow }: GridProps) {
  return { rows: rows.length + (hasNewRow ? 1 : 0), cells: CELLS[kind].length };
}

function placeOf(target: EventTarget): GridPlace | undefined {
  const cell = (target as HTMLElement).closest<HTMLElement>("[data-cell]");
  const row = cell?.closest<HTMLElement>("[data-row]");
  if (cell == null || row == null) return undefined;
  return { row: Number(row.dataset.row), cell: Number(cell.dataset.cell) };
}

/** A click goes to a cell; one more on the same cell edits it. */
function onClick(grid: Grid, event: MouseEvent): void {
  const to = placeOf(event.target);
  if (to === undefined || (event.target as HTMLElement).closest("input, select")) return;
  if (grid.wasActive.current) beginEdit(grid, grid.rows[to.row], undefined);
  else grid.go(to);
}

/** The press moves the focus before the click comes. */
function onMouseDown(grid: Grid, event: MouseEvent): void {
  const to = placeOf(event.target);
  const isSame = to?.row === grid.place.row && to?.cell === grid.place.cell;
  grid.wasActive.current =
    isSame && document.activeElement === (event.target as HTMLElement).closest("[data-cell]");
}

function onPaste(grid: Grid, event: ClipboardEvent): void {
  if (grid.editText !== undefined || !grid.isEditable) return;
  const text = event.clipboardData.getData("text/plain");
  if (text === "") return;
  event.preventDefault();
  const cell = CELLS[grid.kind][grid.place.cell];
  if (/[\t\n]/.test(text.trim())) grid.onTable(text);
  else if (cell !== undefined) grid.onCell(grid.rows[grid.place.row], cell, text.trim());
}

function onCopy(grid: Grid, event: ClipboardEvent): void {
  const row = grid.rows[grid.place.row];
  const cell = CELLS[grid.kind][grid.place.cell];
  const isMarked = (document.getSelection()?.toString() ?? "") !== "";
  if (grid.editText !== undefined || isMarked || row === undefined || cell === undefined) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", cellText(row.draft, cell));
}

/** Enter goes back to where the row was begun, as in a spreadsheet. */
function placeAfter(place: GridPlace, leaving: Leaving, firstCell: number): GridPlace {
  const { row, cell } = place;
  if (leaving === "down") return { row: row + 1, cell: firstCell };
  if (leaving === "up") return { row: row - 1, cell };
  if (leaving === "next") return { row, cell: cell + 1 };
  return leaving === "before" ? { row, cell: cell - 1 } : place;
}

function useGrid(props: GridProps): Grid & { commit(text: string, leaving: Leaving): void; cancel(): void } {
  const box = useRef<HTMLTableElement>(null);
  const [editText, setEditText] = useState<string>();
  const wantsFocus = useRef(false);
  const wasActive = useRef(false);
  /** The cell in which a run of tabs began. */
  const firstCell = useRef<number>(undefined);
  const { place, kind } = props;
  const isEditing = editText !== undefined;
  useEffect(() => {
    if (!wantsFocus.current || isEditing) return;
    wantsFocus.current = false;
    const selector = `[data-row="${place.row}"] [data-cell="${place.cell}"]`;
    box.current?.querySelector<HTMLElement>(selector)?.focus();
  });
  const go = (to: GridPlace) => {
    wantsFocus.current = true;
    setEditText(undefined);
    props.onPlace(to);
  };
  const edit = (text: string | undefined) => setEditText(text);
  const commit = (text: string, leaving: Leaving) => {
    const row = props.rows[place.row];
    const cell = CELLS[kind][place.cell];
    if (cell !== undefined) props.onCell(row, cell, text);
    if (leaving === "stay") return setEditText(undefined);
    if (leaving === "next") firstCell.current ??= place.cell;
    const to = placeAfter(place, leaving, firstCell.current ?? place.cell);
    if (leaving === "down" || leaving === "up") firstCell.current = undefined;
    const isAppended = row === undefined && text.trim() !== "";
    const size = sizeOf(props);
    go(clamped(to, { ...size, rows: size.rows + (isAppended ? 1 : 0) }));
  };
  const cancel = () => go(place);
  return { ...props, box, wasActive, editText, edit, go, commit, cancel };
}

/** Functions that stay the same, so that rows which did not change are not drawn again. */
function useStable<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  const newest = useRef(run);
  newest.current = run;
  const [stable] = useState(
    () =>
      (...args: A) =>
        newest.current(...args),
  );
  return stable;
}

function Head({ kind }: { kind: RowKind }) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className="sheet-number">
          <span className="visually-hidden">{t("sheet.row")}</span>
        </th>
        {CELLS[kind].map((cell) => (
          <th key={cell} scope="col" data-key={cell}>
            {t(`sheet.column.${cell}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

export function Grid(props: GridProps) {
  const grid = useGrid(props);
  const { kind, rows, errors, place, hasNewRow, isEditable } = props;
  const commit = useStable(grid.commit);
  const cancel = useStable(grid.cancel);
  const active = clamped(place, sizeOf(props));
  const rowProps = (index: number) => ({
    ...{ kind, index, isEditable, onCommit: commit, onCancel: cancel },
    activeCell: index === active.row ? active.cell : undefined,
    editText: index === active.row ? grid.editText : undefined,
  });
  return (
    <div className="sheet-scroll">
      <table
        ref={grid.box}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are moved to and edited
        role="grid"
        className="sheet"
        data-kind={kind}
        aria-label={props.label}
        aria-rowcount={sizeOf(props).rows + 1}
        aria-describedby="sheet-help"
        onKeyDown={(event) => onKeyDown(grid, event)}
        onMouseDown={(event) => onMouseDown(grid, event)}
        onClick={(event) => onClick(grid, event)}
        onPaste={(event) => onPaste(grid, event)}
        onCopy={(event) => onCopy(grid, event)}
      >
        <Head kind={kind} />
        <tbody>
          {rows.map((row, index) => (
            <GridRow
              key={row.id}
              {...rowProps(index)}
              draft={row.draft}
              isNew={false}
              errors={errors.get(row.id) ?? NO_ERRORS}
            />
          ))}
          {hasNewRow && (
            <GridRow key="new" {...rowProps(rows.length)} draft={NEW_DRAFT} isNew errors={NO_ERRORS} />
          )}
        </tbody>
      </table>
    </div>
  );
}
