// Files that people have chosen but not yet imported: looked at, mapped, tried; kept for a day.

import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { nextTurn } from "../../kit/next-turn.ts";
import { randomText } from "../../kit/random-text.ts";
import { TableError } from "../../kit/table-error.ts";
import { isXlsx, type TableRow, tableRows } from "../../kit/table-file.ts";
import { sheetNames } from "../../kit/xlsx-rows.ts";
import type { Clock, Timer } from "../../spine/clock.ts";
import { AppError, type ErrorCode } from "../../spine/error.ts";
import { type ColumnTarget, guessColumns } from "./rows/columns.ts";

/** Most rows of one file. */
export const IMPORT_ROWS = 200_000;
/** Rows that the preview shows. */
const SAMPLE_ROWS = 5;
const KEPT_MS = 24 * 3_600_000;
const KEPT_FILES = 20;
const CLEAN_PERIOD_MS = 3_600_000;
const ID = /^[A-Za-z0-9]{24}$/;

export interface Preview {
  readonly fileId: string;
  readonly sheets: readonly string[];
  readonly headings: readonly string[];
  /** What each column is by its heading. */
  readonly columns: readonly ColumnTarget[];
  /** The first rows behind the heading. */
  readonly sample: readonly (readonly string[])[];
  /** Rows behind the heading. */
  readonly rowCount: number;
}

/** The folder of files that wait to be imported. */
export class Uploads {
  constructor(
    readonly dir: string,
    readonly clock: Pick<Clock, "now" | "every">,
  ) {}

  /** Keeps the bytes and returns how the file is called from now on. */
  async keep(bytes: Uint8Array): Promise<string> {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    this.#clean(KEPT_FILES - 1);
    const id = randomText(24);
    await Bun.write(join(this.dir, id), bytes, { mode: 0o600 });
    return id;
  }

  /** Forgets a file that nobody can ask for. */
  remove(id: string): void {
    if (ID.test(id)) rmSync(join(this.dir, id), { force: true });
  }

  /** Removes now, and from hour to hour, what was kept long enough. */
  startCleaning(onFailure: (error: unknown) => void): { stop(): void } {
    const clean = () => {
      try {
        this.#clean(KEPT_FILES);
      } catch (error) {
        onFailure(error);
      }
    };
    clean();
    const timer: Timer = this.clock.every(CLEAN_PERIOD_MS, clean);
    return { stop: () => timer.cancel() };
  }

  /** Throws `import_file_gone`. */
  path(id: string): string {
    const path = join(this.dir, id);
    if (!ID.test(id) || !existsSync(path)) throw new AppError("import_file_gone");
    return path;
  }

  /** Reads the whole file once: what cannot be read is told now. Throws AppError. */
  async preview(fileId: string, sheet?: string): Promise<Preview> {
    const bytes = await Bun.file(this.path(fileId)).bytes();
    return asAppError(async () => {
      let head: TableRow | undefined;
      const sample: (readonly string[])[] = [];
      let rowCount = 0;
      for await (const batch of readTable(bytes, sheet)) {
        for (const row of batch) {
          if (head === undefined) head = row;
          else if (++rowCount <= SAMPLE_ROWS) sample.push(row.cells);
        }
        await nextTurn();
      }
      if (head === undefined) throw new TableError("not_a_table");
      const sheets = isXlsx(bytes) ? await sheetNames(bytes) : [];
      return { fileId, sheets, headings: head.cells, columns: guessColumns(head.cells), sample, rowCount };
    });
  }

  /** Those of a day ago, and the oldest of too many. */
  #clean(keptFiles: number): void {
    if (!existsSync(this.dir)) return;
    const files = readdirSync(this.dir)
      .map((name) => join(this.dir, name))
      .map((path) => ({ path, at: statSync(path).mtimeMs }))
      .sort((a, b) => b.at - a.at);
    const oldest = this.clock.now() - KEPT_MS;
    for (const [place, { path, at }] of files.entries())
      if (at < oldest || place >= keptFiles) rmSync(path, { force: true });
  }
}

/** The rows of a file to import, its heading first. Throws TableError. */
export function readTable(bytes: Uint8Array, sheet?: string): AsyncGenerator<TableRow[]> {
  return tableRows(bytes, { rowsMax: IMPORT_ROWS, sheet });
}

/** What is wrong with the file, as callers are told. */
export async function asAppError<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof TableError)) throw cause;
    const code: ErrorCode = `table_${cause.fault}`;
    throw new AppError(code, { detail: cause.detail }, { cause });
  }
}
