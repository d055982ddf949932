// One part of the model to edit: a table on a desk, cards on a phone, and the form of a single feature for both.

import { Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconListDetails, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../../base/copy.tsx";
import { Empty } from "../../base/states.tsx";
import { toastDone } from "../../base/toast.ts";
import { draftFeature, type FeatureDraft } from "./draft/feature-draft.ts";
import {
  duplicateRow,
  insertRows,
  moveRow,
  putDraft,
  type Row,
  type RowKind,
  readSheet,
  removeRow,
  type Sheet,
  type SheetReading,
} from "./draft/sheet.ts";
import { FeatureList, type ListedFeature } from "./feature-list.tsx";
import { FeatureForm } from "./form/feature-form.tsx";
import { CELLS, type CellKey, cellErrors, cellText, withCell } from "./grid/cells.ts";
import { Grid } from "./grid/grid.tsx";
import type { GridPlace } from "./grid/grid-place.ts";
import type { GridAction } from "./grid/keys.ts";
import { KeysDialog } from "./keys-dialog.tsx";
import { PasteDialog } from "./paste/paste-dialog.tsx";
import { applyPaste, type PastedRow } from "./paste/pasted-rows.ts";
import { writeTable } from "./paste/table-text.ts";
import { SheetToolbar } from "./sheet-toolbar.tsx";

export interface SheetViewProps {
  readonly kind: RowKind;
  readonly sheet: Sheet;
  readonly reading: SheetReading;
  readonly isEditable: boolean;
  readonly change: (make: (sheet: Sheet) => Sheet) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** Which row's form is open; a draft is that of a new row. */
type Opened = { readonly row: Row } | { readonly draft: FeatureDraft };

function isFound(row: Row, { search, module }: { search: string; module: string }): boolean {
  const { identifier, name, description, type } = row.draft;
  if (module !== "" && !identifier.startsWith(`${module}:`)) return false;
  const needle = search.trim().toLowerCase();
  return [identifier, name, description, type.unit].some((text) => text.toLowerCase().includes(needle));
}

function useRowActions({ kind, change, ...props }: SheetViewProps, open: (opened: Opened) => void) {
  return (action: GridAction, row: Row | undefined) => {
    if (action.kind === "undo") return props.undo();
    if (action.kind === "redo") return props.redo();
    if (row === undefined) {
      if (action.kind === "open") open({ draft: draftFeature(undefined) });
      return;
    }
    const { id } = row;
    switch (action.kind) {
      case "open":
        return open({ row });
      case "duplicate":
        return change((sheet) => duplicateRow(sheet, kind, id));
      case "remove":
        return change((sheet) => removeRow(sheet, kind, id));
      case "move":
        return change((sheet) => moveRow(sheet, { kind, id, by: action.by }));
      case "insert":
        return change((sheet) => {
          const at = sheet[kind].findIndex((one) => one.id === id) + 1;
          return insertRows(sheet, { kind, at, drafts: [draftFeature(undefined)] });
        });
    }
  };
}

/** Where the focus is after an action on a row: with the row, or on the one that has come. */
function placeAfter(action: GridAction, place: GridPlace): GridPlace {
  const { row } = place;
  if (action.kind === "move") return { ...place, row: Math.max(0, row + action.by) };
  if (action.kind === "duplicate") return { ...place, row: row + 1 };
  return action.kind === "insert" ? { row: row + 1, cell: 0 } : place;
}

function CellHelp({ kind, row, cell, reading }: CellHelpProps) {
  const { t } = useTranslation();
  const key = CELLS[kind][cell];
  if (key === undefined) return null;
  const error = row && cellErrors(reading.errors.get(row.id))[key];
  return (
    <Text
      size="xs"
      className="sheet-status"
      c={error ? "var(--mantine-color-error)" : "dimmed"}
      role="status"
    >
      <b>{t(`sheet.column.${key}`)}</b> {error ? t(`modelError.${error}`) : t(`sheet.cellHelp.${key}`)}
    </Text>
  );
}

interface CellHelpProps {
  readonly kind: RowKind;
  readonly row: Row | undefined;
  readonly cell: number;
  readonly reading: SheetReading;
}

function NoRows({ kind, isFiltered }: { kind: RowKind; isFiltered: boolean }) {
  const { t } = useTranslation();
  if (isFiltered) return <Empty icon={<IconSearch size={22} />} title={t("sheet.noMatch")} />;
  const [title, text] =
    kind === "modules"
      ? [t("sheet.noModules"), t("sheet.aboutModules")]
      : [t(`model.none.${kind}`), t(`model.about.${kind}`)];
  return <Empty icon={<IconListDetails size={24} />} title={title} text={text} />;
}

interface SheetParts extends SheetViewProps {
  readonly rows: readonly Row[];
  readonly isFiltered: boolean;
  readonly run: (action: GridAction, row: Row | undefined) => void;
  readonly open: (opened: Opened) => void;
}

function Cards(props: SheetParts) {
  const { rows, reading, isEditable, run, kind } = props;
  const features = rows.flatMap(({ id, draft }): ListedFeature[] => {
    const feature = reading.features.get(id);
    if (feature !== undefined) return [{ id, feature }];
    const { identifier, name, description } = draft;
    return kind === "modules" ? [{ id, feature: { identifier, name, description } }] : [];
  });
  if (features.length === 0) return <NoRows kind={kind} isFiltered={props.isFiltered} />;
  return (
    <FeatureList
      features={features}
      isEditable={isEditable}
      onOpen={(index) => run({ kind: "open" }, rows[index])}
      onMove={(from, to) => run({ kind: "move", by: to > from ? 1 : -1 }, rows[from])}
      onDuplicate={(index) => run({ kind: "duplicate" }, rows[index])}
      onRemove={(index) => run({ kind: "remove" }, rows[index])}
    />
  );
}

function FormOf({
  opened,
  onClose,
  ...props
}: SheetViewProps & { opened: Opened | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { kind, sheet, change } = props;
  if (opened === undefined) return <FeatureForm title="" opened={undefined} onClose={onClose} />;
  const row = "row" in opened ? opened.row : undefined;
  const check = (draft: FeatureDraft) => {
    const others = sheet[kind].filter((one) => one.id !== row?.id);
    const tried = { id: -1, draft };
    return readSheet({ ...sheet, [kind]: [...others, tried] }).errors.get(-1) ?? {};
  };
  const apply = (draft: FeatureDraft) => {
    change((now) =>
      row === undefined
        ? insertRows(now, { kind, at: now[kind].length, drafts: [draft] })
        : putDraft(now, { kind, id: row.id, draft }),
    );
    onClose();
  };
  const added = kind === "modules" ? t("sheet.addModule") : t(`model.add.${kind}`);
  const draft = "row" in opened ? opened.row.draft : opened.draft;
  return (
    <FeatureForm
      title={row === undefined ? added : row.draft.name || row.draft.identifier}
      opened={{ kind, draft, check, onApply: apply, onClose }}
      onClose={onClose}
    />
  );
}

function useFilter({ kind, sheet }: SheetViewProps) {
  const [search, setSearch] = useState("");
  const [module, setModule] = useState("");
  const isFiltered = search.trim() !== "" || module !== "";
  const rows = isFiltered ? sheet[kind].filter((row) => isFound(row, { search, module })) : sheet[kind];
  return { search, setSearch, module, setModule, isFiltered, rows };
}

/** What the keys, the buttons and the cells do. */
function useEditing(props: SheetViewProps, filter: ReturnType<typeof useFilter>) {
  const { t } = useTranslation();
  const { kind, sheet, change } = props;
  const [place, setPlace] = useState<GridPlace>({ row: 0, cell: 0 });
  const [opened, setOpened] = useState<Opened>();
  const act = useRowActions(props, setOpened);
  const run = (action: GridAction, row: Row | undefined) => {
    act(action, row);
    if (row !== undefined && !filter.isFiltered) setPlace(placeAfter(action, place));
  };
  const onCell = (row: Row | undefined, cell: CellKey, text: string) => {
    const draft = withCell(row?.draft ?? draftFeature(undefined), cell, text);
    if (row !== undefined) return change((now) => putDraft(now, { kind, id: row.id, draft }));
    if (text.trim() !== "") change((now) => insertRows(now, { kind, at: now[kind].length, drafts: [draft] }));
  };
  const takeOver = (pasted: readonly PastedRow[], isHere: boolean) => {
    const at = isHere ? Math.min(place.row + 1, sheet[kind].length) : sheet[kind].length;
    change((now) => applyPaste(now, kind, { rows: pasted, at }));
    const count = pasted.filter(({ problems, isSame }) => problems.length === 0 && !isSame).length;
    toastDone(t("paste.done", { count }));
  };
  const copyAll = async () => {
    const heading = CELLS[kind].map((cell) => t(`sheet.column.${cell}`));
    const body = filter.rows.map((row) => CELLS[kind].map((cell) => cellText(row.draft, cell)));
    if (await copyText(writeTable([heading, ...body]))) toastDone(t("sheet.copied"));
  };
  return { place, setPlace, opened, setOpened, run, onCell, takeOver, copyAll };
}

function Table(
  props: SheetParts & { editing: ReturnType<typeof useEditing>; onTable: (text: string) => void },
) {
  const { t } = useTranslation();
  const { kind, rows, isFiltered, isEditable, reading, editing } = props;
  const { place, setPlace, onCell, run } = editing;
  const hasNewRow = isEditable && !isFiltered;
  return (
    <>
      {rows.length === 0 && <NoRows kind={kind} isFiltered={isFiltered} />}
      {(rows.length > 0 || hasNewRow) && (
        <Grid
          {...{ kind, rows, isEditable, hasNewRow, place, onCell }}
          label={kind === "modules" ? t("sheet.modules") : t(`model.kind.${kind}`)}
          errors={reading.errors}
          onPlace={setPlace}
          onAction={run}
          onTable={props.onTable}
        />
      )}
      <CellHelp kind={kind} row={rows[place.row]} cell={place.cell} reading={reading} />
      <p id="sheet-help" className="visually-hidden">
        {t("sheet.help")}
      </p>
    </>
  );
}

export function SheetView(props: SheetViewProps) {
  const { t } = useTranslation();
  const { kind, sheet, isEditable } = props;
  const isNarrow = useMediaQuery("(max-width: 48em)", window.innerWidth <= 768);
  const filter = useFilter(props);
  const editing = useEditing(props, filter);
  const [pasted, setPasted] = useState<string>();
  const [hasKeys, setHasKeys] = useState(false);
  const { rows, isFiltered } = filter;
  const { place, opened, setOpened, run } = editing;
  const parts = { ...props, rows, isFiltered, run, open: setOpened };
  return (
    <>
      <SheetToolbar
        search={filter.search}
        onSearch={filter.setSearch}
        modules={kind === "modules" ? [] : sheet.modules.map((row) => row.draft)}
        module={filter.module}
        onModule={filter.setModule}
        addLabel={kind === "modules" ? t("sheet.addModule") : t(`model.add.${kind}`)}
        hasRow={rows[place.row] !== undefined}
        {...{ isNarrow, isEditable, canUndo: props.canUndo, canRedo: props.canRedo }}
        onAction={(action) => run(action, rows[place.row])}
        onAdd={() => setOpened({ draft: draftFeature(undefined) })}
        onPaste={() => setPasted("")}
        onCopyAll={() => void editing.copyAll()}
        onKeys={() => setHasKeys(true)}
      />
      {isNarrow ? <Cards {...parts} /> : <Table {...parts} editing={editing} onTable={setPasted} />}
      <FormOf {...props} opened={opened} onClose={() => setOpened(undefined)} />
      <PasteDialog
        isOpen={pasted !== undefined}
        text={pasted ?? ""}
        {...{ kind, sheet }}
        onApply={(pastedRows) => {
          // Pasted onto a row they follow it; from the toolbar, where no row was meant, they go to the end.
          editing.takeOver(pastedRows, pasted !== "");
          setPasted(undefined);
        }}
        onClose={() => setPasted(undefined)}
      />
      <KeysDialog isOpen={hasKeys} onClose={() => setHasKeys(false)} />
    </>
  );
}
