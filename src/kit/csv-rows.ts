// A CSV text as rows (RFC 4180), as spreadsheets and consoles of other makers write it: any of three separators, lone
// quotes within a cell, CRLF, LF or CR.

import { TableError } from "./table-error.ts";

/** Longest cell; an unclosed quote would make one of the rest of the file. */
const CELL_CHARS = 65_536;
const COLUMNS_MAX = 512;
const SEPARATORS = [",", ";", "\t"] as const;

/** The separator that the first line holds most of outside quotes; a comma when it holds none. */
export function detectSeparator(head: string): string {
  const counts = new Map<string, number>(SEPARATORS.map((sign) => [sign, 0]));
  let isQuoted = false;
  for (const sign of head) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (sign === "\n" || sign === "\r")) break;
    else if (!isQuoted && counts.has(sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  const best = SEPARATORS.reduce((one, other) =>
    (counts.get(other) ?? 0) > (counts.get(one) ?? 0) ? other : one,
  );
  return best;
}

/** Takes text in any pieces and gives the rows that are complete; a row without any text is an empty list of cells. */
export class CsvRows {
  #cells: string[] = [];
  #cell = "";
  /** `quoted`: within quotes; `closing`: behind a quote that ends them or is doubled. */
  #state: "start" | "plain" | "quoted" | "closing" = "start";
  #isAfterCr = false;
  #row = 1;

  constructor(readonly separator: string) {}

  /** Throws TableError for a cell or a row that is too long. */
  feed(text: string): string[][] {
    const rows: string[][] = [];
    for (let at = 0; at < text.length; ) {
      if (this.#state === "plain" || this.#state === "quoted") {
        const end = this.#endOfRun(text, at);
        this.#take(text.slice(at, end));
        at = end;
        if (at >= text.length) break;
      }
      const sign = text[at++] ?? "";
      if (this.#step(sign)) rows.push(this.#endRow());
    }
    return rows;
  }

  /** The last row, where the text does not end with a line's end. Throws TableError for an open quote. */
  end(): string[][] {
    if (this.#state === "quoted") throw new TableError("unclosed_quote", String(this.#row));
    const isEmpty = this.#state === "start" && this.#cells.length === 0;
    return isEmpty ? [] : [this.#endRow()];
  }

  /** One character; true when it ends a row. */
  #step(sign: string): boolean {
    const isLfOfCrLf = sign === "\n" && this.#isAfterCr;
    this.#isAfterCr = false;
    if (this.#state === "quoted") {
      this.#state = "closing";
      return false;
    }
    if (sign === '"' && this.#state === "start") this.#state = "quoted";
    else if (sign === '"' && this.#state === "closing") {
      this.#take(sign);
      this.#state = "quoted";
    } else if (sign === this.separator) this.#endCell();
    else if (sign === "\r" || sign === "\n") {
      if (isLfOfCrLf) return false;
      this.#isAfterCr = sign === "\r";
      return true;
    } else {
      this.#take(sign);
      this.#state = "plain";
    }
    return false;
  }

  /** Where the run of ordinary characters that begins at `from` ends. */
  #endOfRun(text: string, from: number): number {
    if (this.#state === "quoted") {
      const quote = text.indexOf('"', from);
      return quote === -1 ? text.length : quote;
    }
    let at = from;
    while (at < text.length) {
      const sign = text[at];
      if (sign === this.separator || sign === "\n" || sign === "\r") break;
      at += 1;
    }
    return at;
  }

  #take(text: string): void {
    this.#cell += text;
    if (this.#cell.length > CELL_CHARS) throw new TableError("cell_too_long", String(this.#row));
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    if (this.#cells.length > COLUMNS_MAX) throw new TableError("too_many_columns", String(COLUMNS_MAX));
    this.#cell = "";
    this.#state = "start";
  }

  #endRow(): string[] {
    this.#endCell();
    const cells = this.#cells;
    this.#cells = [];
    this.#row += 1;
    return cells.every((cell) => cell === "") ? [] : cells;
  }
}
