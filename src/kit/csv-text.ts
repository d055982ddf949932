/** A number is written as it is; a text is quoted where CSV needs it. `undefined` is an empty cell. */
export type CsvCell = string | number | bigint | boolean | undefined;

/** What makes a spreadsheet take a cell for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n\0]/;
const SPECIAL = /[",\n\r]/;

/** Makes Excel read the file as UTF-8. */
export const CSV_BOM = "\uFEFF";

/** One line (RFC 4180), its end included. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvLine(cells: readonly CsvCell[]): string {
  let line = "";
  for (let i = 0; i < cells.length; i++) line += (i === 0 ? "" : ",") + cellText(cells[i]);
  return `${line}\r\n`;
}

function cellText(cell: CsvCell): string {
  if (cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
