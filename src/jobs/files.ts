// The files of jobs: one folder each, appended to while it runs, cut back to what its checkpoint knows of.

import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { assert } from "../kit/assert.ts";
import type { RowError } from "./contract.ts";

export const ERRORS_FILE = "errors.jsonl";
export const RESULT_FILE = "result";
const NAME = /^[a-z0-9][a-z0-9.-]*$/;

/** The folder of all jobs' folders. */
export class JobFiles {
  constructor(readonly dir: string) {}

  path(id: number, name: string): string {
    assert(NAME.test(name), "names of a job's files are literals");
    const folder = join(this.dir, String(id));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return join(folder, name);
  }

  /** Moves files into the job's folder: name there -> path now. */
  adopt(id: number, files: Readonly<Record<string, string>>): void {
    for (const [name, path] of Object.entries(files)) move(path, this.path(id, name));
  }

  /** Appends and returns how many bytes were added. */
  append(id: number, name: string, text: string): number {
    const bytes = Buffer.from(text);
    appendFileSync(this.path(id, name), bytes, { mode: 0o600 });
    return bytes.length;
  }

  /** Forgets what was appended behind `sizeBytes`: it belongs to work that was not committed. */
  cut(id: number, name: string, sizeBytes: number): void {
    const path = this.path(id, name);
    if (existsSync(path)) truncateSync(path, sizeBytes);
  }

  drop(id: number, name: string): void {
    rmSync(join(this.dir, String(id), name), { force: true });
  }

  remove(id: number): void {
    rmSync(join(this.dir, String(id)), { recursive: true, force: true });
  }

  /** Folders of jobs that are no more, as after a crash while one was removed. */
  strayIds(isKnown: (id: number) => boolean): number[] {
    if (!existsSync(this.dir)) return [];
    return readdirSync(this.dir)
      .map(Number)
      .filter((id) => Number.isInteger(id) && !isKnown(id));
  }

  /** The refused rows; the first line of the file is the heading and is left out. */
  async *errors(id: number): AsyncGenerator<RowError> {
    for await (const line of this.#lines(id)) {
      const one = JSON.parse(line) as RowError | { header: readonly string[] };
      if (!("header" in one)) yield one;
    }
  }

  async header(id: number): Promise<readonly string[]> {
    for await (const line of this.#lines(id)) {
      const one = JSON.parse(line) as RowError | { header: readonly string[] };
      return "header" in one ? one.header : [];
    }
    return [];
  }

  async *#lines(id: number): AsyncGenerator<string> {
    const path = this.path(id, ERRORS_FILE);
    if (!existsSync(path)) return;
    const file = await open(path);
    try {
      for await (const line of file.readLines()) if (line !== "") yield line;
    } finally {
      await file.close();
    }
  }
}

/** Also across file systems. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    copyFileSync(from, to);
    rmSync(from, { force: true });
  }
}
