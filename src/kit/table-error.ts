/** Why a file cannot be read as a table. */
export type TableFault =
  | "not_a_table"
  | "not_a_zip"
  | "too_large"
  | "too_many_rows"
  | "too_many_columns"
  | "cell_too_long"
  | "unclosed_quote"
  | "no_sheet"
  | "bad_row_number";

/** A file that is no table, or one that is larger than it may be. */
export class TableError extends Error {
  constructor(
    readonly fault: TableFault,
    /** A row as people count them, a sheet's name, a limit; empty when there is nothing to add. */
    readonly detail: string = "",
  ) {
    super(`${fault} ${detail}`.trimEnd());
  }
}
