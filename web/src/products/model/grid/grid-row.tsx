// One row of the table of features; drawn anew only when something of it changes.

import { IconAlertCircle, IconCheck, IconForms, IconMathFunction } from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { FeatureDraft } from "../draft/feature-draft.ts";
import type { ReadingErrors } from "../draft/reading.ts";
import type { RowKind } from "../draft/sheet.ts";
import { CellEditor, type Leaving } from "./cell-editor.tsx";
import { CELLS, type CellKey, cellErrors, cellText, cellUse } from "./cells.ts";
import { choiceText } from "./choice-text.ts";

export interface GridRowProps {
  readonly kind: RowKind;
  readonly draft: FeatureDraft;
  /** Place in the table, from 0. */
  readonly index: number;
  /** True for the row in which the next one is begun. */
  readonly isNew: boolean;
  readonly errors: ReadingErrors | undefined;
  /** Place of the cell that has the focus; undefined: none of this row. */
  readonly activeCell: number | undefined;
  /** What the active cell's input begins with; undefined: it is not being edited. */
  readonly editText: string | undefined;
  readonly isEditable: boolean;
  readonly onCommit: (text: string, leaving: Leaving) => void;
  readonly onCancel: () => void;
}

function CellContent({ draft, cell, isNew }: { draft: FeatureDraft; cell: CellKey; isNew: boolean }) {
  const { t } = useTranslation();
  if (isNew) return cell === "identifier" ? <span className="sheet-hint">{t("sheet.newRow")}</span> : null;
  const text = cellText(draft, cell);
  if (cell === "required")
    return draft.isRequired ? <IconCheck size={15} aria-label={t("sheet.yes")} /> : null;
  if (cell === "type") {
    return (
      <>
        {text}
        {draft.calculated && <IconMathFunction size={14} aria-label={t("sheet.calculated")} />}
      </>
    );
  }
  if (cell === "accessMode" || cell === "level" || cell === "callType") return choiceText(cell, text, t);
  if (cellUse(draft, cell) === "form") {
    return (
      <>
        <IconForms size={14} aria-hidden /> {text === "" ? t("sheet.none") : text}
      </>
    );
  }
  return text;
}

function Cell(props: GridRowProps & { cell: CellKey; place: number; error: string | undefined }) {
  const { t } = useTranslation();
  const { draft, cell, place, error, activeCell, editText, isNew } = props;
  const isActive = activeCell === place;
  const use = cellUse(draft, cell);
  return (
    <td
      data-cell={place}
      data-key={cell}
      data-use={use}
      tabIndex={isActive ? 0 : -1}
      {...(error !== undefined && { "aria-invalid": true, title: error })}
      {...(use !== "cell" && { "aria-readonly": true })}
    >
      {isActive && editText !== undefined ? (
        <CellEditor
          key={`${draft.type.type} ${place}`}
          cell={cell}
          label={t(`sheet.column.${cell}`)}
          text={editText}
          onCommit={props.onCommit}
          onCancel={props.onCancel}
        />
      ) : (
        <span className="sheet-text" {...(error === undefined && !isNew && { title: cellText(draft, cell) })}>
          <CellContent draft={draft} cell={cell} isNew={isNew} />
          {error !== undefined && <span className="visually-hidden"> {error}</span>}
        </span>
      )}
    </td>
  );
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { t } = useTranslation();
  const { kind, index, isNew, errors, activeCell } = props;
  const wrong = isNew ? {} : cellErrors(errors);
  const isWrong = Object.keys(wrong).length > 0;
  return (
    <tr aria-rowindex={index + 2} data-row={index} data-active={activeCell !== undefined}>
      <th scope="row" className="sheet-number">
        {isWrong ? <IconAlertCircle size={14} aria-label={t("sheet.wrong")} /> : isNew ? "+" : index + 1}
      </th>
      {CELLS[kind].map((cell, place) => {
        const error = wrong[cell];
        return (
          <Cell
            key={cell}
            {...props}
            cell={cell}
            place={place}
            error={error === undefined ? undefined : t(`modelError.${error}`)}
          />
        );
      })}
    </tr>
  );
});
