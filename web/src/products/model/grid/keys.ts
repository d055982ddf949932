// What a key means in the table of features, while no cell is being edited.

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export type GridAction =
  | { readonly kind: "go"; readonly rows: number; readonly cells: number }
  /** To the end of the row (`row`) or of the table (`table`), backwards with -1. */
  | { readonly kind: "end"; readonly of: "row" | "table"; readonly by: -1 | 1 }
  /** To the next cell, on to the next row where the row ends. */
  | { readonly kind: "next"; readonly by: -1 | 1 }
  /** `text`: what replaces the cell's; undefined: it stays. */
  | { readonly kind: "edit"; readonly text: string | undefined }
  | { readonly kind: "clear" }
  | { readonly kind: "move"; readonly by: -1 | 1 }
  | { readonly kind: "duplicate" }
  | { readonly kind: "insert" }
  | { readonly kind: "remove" }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "open" }
  | { readonly kind: "leave" };

const PAGE_ROWS = 12;
const GO: Readonly<Record<string, readonly [rows: number, cells: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-PAGE_ROWS, 0],
  PageDown: [PAGE_ROWS, 0],
};

/** Undefined: the key is the browser's. */
export function actionOf(press: KeyPress): GridAction | undefined {
  const { key, altKey, shiftKey } = press;
  const isCommand = press.ctrlKey || press.metaKey;
  if (isCommand) return commandOf(key.toLowerCase(), shiftKey);
  if (altKey) return moveOf(key);
  const go = GO[key];
  if (go !== undefined) return { kind: "go", rows: go[0], cells: go[1] };
  switch (key) {
    case "Home":
      return { kind: "end", of: "row", by: -1 };
    case "End":
      return { kind: "end", of: "row", by: 1 };
    case "Tab":
      return { kind: "next", by: shiftKey ? -1 : 1 };
    case "Enter":
      return shiftKey ? { kind: "open" } : { kind: "edit", text: undefined };
    case "F2":
      return { kind: "edit", text: undefined };
    case "Delete":
      return shiftKey ? { kind: "remove" } : { kind: "clear" };
    case "Backspace":
      return { kind: "clear" };
    case "Escape":
      return { kind: "leave" };
    // The input method has taken the key: the cell must be open for what it writes.
    case "Process":
      return { kind: "edit", text: "" };
    default:
      return [...key].length === 1 ? { kind: "edit", text: key } : undefined;
  }
}

function commandOf(key: string, isShift: boolean): GridAction | undefined {
  switch (key) {
    case "z":
      return { kind: isShift ? "redo" : "undo" };
    case "y":
      return { kind: "redo" };
    case "d":
      return { kind: "duplicate" };
    case "enter":
      return { kind: "insert" };
    case "delete":
    case "backspace":
      return { kind: "remove" };
    case "home":
      return { kind: "end", of: "table", by: -1 };
    case "end":
      return { kind: "end", of: "table", by: 1 };
    default:
      return undefined;
  }
}

function moveOf(key: string): GridAction | undefined {
  if (key === "ArrowUp") return { kind: "move", by: -1 };
  return key === "ArrowDown" ? { kind: "move", by: 1 } : undefined;
}
