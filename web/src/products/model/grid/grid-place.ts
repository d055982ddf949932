// Where the focus is in the table of features, and how keys move it.

import type { GridAction } from "./keys.ts";

export interface GridPlace {
  readonly row: number;
  readonly cell: number;
}

export interface GridSize {
  readonly rows: number;
  readonly cells: number;
}

export function clamped({ row, cell }: GridPlace, { rows, cells }: GridSize): GridPlace {
  return {
    row: Math.max(0, Math.min(row, rows - 1)),
    cell: Math.max(0, Math.min(cell, cells - 1)),
  };
}

/** Where `action` leads; undefined where it leads nowhere, or out of the table. */
export function movedPlace(place: GridPlace, action: GridAction, size: GridSize): GridPlace | undefined {
  const { row, cell } = place;
  switch (action.kind) {
    case "go":
      return clamped({ row: row + action.rows, cell: cell + action.cells }, size);
    case "end": {
      const isForward = action.by === 1;
      const edge = isForward ? size.cells - 1 : 0;
      return clamped({ row: action.of === "row" ? row : isForward ? size.rows - 1 : 0, cell: edge }, size);
    }
    case "next": {
      const to = row * size.cells + cell + action.by;
      if (to < 0 || to >= size.rows * size.cells) return undefined;
      return { row: Math.floor(to / size.cells), cell: to % size.cells };
    }
    default:
      return undefined;
  }
}
