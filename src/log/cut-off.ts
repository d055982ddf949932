import { closeSync, fstatSync, openSync, readSync, statSync, writeSync } from "node:fs";

const HEAD_BYTES = 100;
const PAGE_SIZE_AT = 16;
const PAGES_AT = 28;

/**
 * SQLite refuses every page of a file that is shorter than its head says. This writes the true number of pages
 * into the head, so that what is left of a frozen generation can be read. True when there was something to mend.
 */
export function admitCutOff(path: string): boolean {
  // With a write-ahead log beside it the file may still become whole.
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return false;
  const file = openSync(path, "r+");
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    if (readSync(file, head, 0, HEAD_BYTES, 0) < HEAD_BYTES || !head.toString("latin1").startsWith("SQLite"))
      return false;
    const stored = head.readUInt16BE(PAGE_SIZE_AT);
    const pages = Math.floor(fstatSync(file).size / (stored === 1 ? 65_536 : stored));
    if (pages === 0 || head.readUInt32BE(PAGES_AT) <= pages) return false;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(pages);
    writeSync(file, count, 0, 4, PAGES_AT);
    return true;
  } finally {
    closeSync(file);
  }
}
