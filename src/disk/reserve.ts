// A file that stands for space: when the disk is full it is given up, so that metadata can still be written.

import { existsSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";

const PIECE_BYTES = 64 * 1024;

export class Reserve {
  #isHeld: boolean;
  #making: Promise<void> | undefined;
  /** Rises when the space is given up: a file that is still being written then is not to stay. */
  #epoch = 0;

  constructor(
    readonly path: string,
    readonly sizeBytes: number,
  ) {
    this.#isHeld = existsSync(path) && Bun.file(path).size >= sizeBytes;
  }

  /** True while the space is set aside. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Gives the space to whoever needs it. */
  free(): void {
    this.#isHeld = false;
    this.#epoch++;
    rmSync(this.path, { force: true });
  }

  /** Sets the space aside again; without room for it nothing is left behind. */
  make(): Promise<void> {
    if (this.#isHeld) return Promise.resolve();
    this.#making ??= this.#write().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #write(): Promise<void> {
    // Random bytes: a file system that compresses would set nothing aside for zeros.
    const epoch = this.#epoch;
    const piece = crypto.getRandomValues(new Uint8Array(PIECE_BYTES));
    try {
      const file = await open(this.path, "w", 0o600);
      try {
        for (let at = 0; at < this.sizeBytes; at += PIECE_BYTES) {
          if (epoch !== this.#epoch) break;
          await file.write(piece, 0, Math.min(PIECE_BYTES, this.sizeBytes - at));
        }
        await file.sync();
      } finally {
        await file.close();
      }
      this.#isHeld = epoch === this.#epoch;
    } catch {
      this.#isHeld = false;
    }
    if (!this.#isHeld) await rm(this.path, { force: true });
  }
}
