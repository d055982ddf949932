// The cell that is being edited: an input, or a choice; its keys say where to go next.

import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { UNIT_LIST_ID } from "../form/unit-list.tsx";
import { type CellKey, CHOICES } from "./cells.ts";
import { choiceText } from "./choice-text.ts";

/** Where the table goes after a cell: stays, on within the row, or to another row. */
export type Leaving = "stay" | "next" | "before" | "down" | "up";

interface CellEditorProps {
  readonly cell: CellKey;
  readonly label: string;
  /** What is in it at first. */
  readonly text: string;
  readonly onCommit: (text: string, leaving: Leaving) => void;
  readonly onCancel: () => void;
}

const LEAVING: Readonly<Record<string, Leaving>> = {
  Enter: "down",
  ArrowDown: "down",
  ArrowUp: "up",
  Tab: "next",
};

export function CellEditor({ cell, label, text: first, onCommit, onCancel }: CellEditorProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(first);
  const isDone = useRef(false);
  const choices = CHOICES[cell];
  const finish = (leaving: Leaving, value = text) => {
    if (isDone.current) return;
    isDone.current = true;
    onCommit(value, leaving);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    // While an input method is writing, its keys are its own.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      isDone.current = true;
      return onCancel();
    }
    const takesArrows = choices !== undefined || cell === "unit";
    const leaving = LEAVING[event.key];
    if (leaving === undefined || (takesArrows && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    const back = { next: "before", down: "up", up: "up", before: "before", stay: "stay" } as const;
    finish(event.shiftKey ? back[leaving] : leaving);
  };
  const shared = {
    className: "sheet-input",
    "aria-label": label,
    autoFocus: true,
    onKeyDown,
    onBlur: () => finish("stay"),
  };
  if (choices !== undefined) {
    return (
      <select {...shared} value={text} onChange={(event) => setText(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choiceText(cell, choice, t)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...shared}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      spellCheck={false}
      autoCapitalize="none"
      autoComplete="off"
      {...(cell === "unit" && { list: UNIT_LIST_ID })}
    />
  );
}
