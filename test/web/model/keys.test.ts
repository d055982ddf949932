import { expect, test } from "bun:test";
import { clamped, movedPlace } from "../../../web/src/products/model/grid/grid-place.ts";
import { actionOf } from "../../../web/src/products/model/grid/keys.ts";

function press(keys: string) {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const has = (name: string) => parts.slice(0, -1).includes(name);
  return actionOf({
    key,
    ctrlKey: has("Ctrl"),
    metaKey: has("Meta"),
    altKey: has("Alt"),
    shiftKey: has("Shift"),
  });
}

test("keys mean what they mean in a spreadsheet", () => {
  const meanings = {
    ArrowUp: { kind: "go", rows: -1, cells: 0 },
    ArrowRight: { kind: "go", rows: 0, cells: 1 },
    End: { kind: "end", of: "row", by: 1 },
    "Ctrl+Home": { kind: "end", of: "table", by: -1 },
    Tab: { kind: "next", by: 1 },
    "Shift+Tab": { kind: "next", by: -1 },
    Enter: { kind: "edit", text: undefined },
    F2: { kind: "edit", text: undefined },
    a: { kind: "edit", text: "a" },
    "Shift+温": { kind: "edit", text: "温" },
    Process: { kind: "edit", text: "" },
    Delete: { kind: "clear" },
    "Ctrl+Delete": { kind: "remove" },
    "Ctrl+d": { kind: "duplicate" },
    "Meta+D": { kind: "duplicate" },
    "Ctrl+z": { kind: "undo" },
    "Ctrl+Shift+Z": { kind: "redo" },
    "Ctrl+y": { kind: "redo" },
    "Ctrl+Enter": { kind: "insert" },
    "Shift+Enter": { kind: "open" },
    "Alt+ArrowUp": { kind: "move", by: -1 },
    Escape: { kind: "leave" },
  } as const;
  expect(Object.fromEntries(Object.keys(meanings).map((keys) => [keys, press(keys)]))).toEqual(meanings);
});

test("other keys stay the browser's", () => {
  expect(["Ctrl+c", "Ctrl+v", "Ctrl+r", "F5", "Shift", "Alt+ArrowLeft", "CapsLock"].map(press)).toEqual(
    Array(7).fill(undefined),
  );
});

test("the focus stays in the table, and a tab leaves it at its ends", () => {
  const size = { rows: 3, cells: 4 };
  expect(clamped({ row: 9, cell: -2 }, size)).toEqual({ row: 2, cell: 0 });
  expect(movedPlace({ row: 0, cell: 3 }, { kind: "next", by: 1 }, size)).toEqual({ row: 1, cell: 0 });
  expect(movedPlace({ row: 1, cell: 0 }, { kind: "next", by: -1 }, size)).toEqual({ row: 0, cell: 3 });
  expect(movedPlace({ row: 2, cell: 3 }, { kind: "next", by: 1 }, size)).toBeUndefined();
  expect(movedPlace({ row: 0, cell: 0 }, { kind: "next", by: -1 }, size)).toBeUndefined();
  expect(movedPlace({ row: 1, cell: 1 }, { kind: "end", of: "table", by: 1 }, size)).toEqual({
    row: 2,
    cell: 3,
  });
  expect(movedPlace({ row: 1, cell: 1 }, { kind: "undo" }, size)).toBeUndefined();
});
