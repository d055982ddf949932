import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TempFolder extends Disposable {
  readonly path: string;
}

/** A new folder that is removed with everything in it at the end of its `using` block. */
export function makeTempFolder(name = "test"): TempFolder {
  const path = mkdtempSync(join(tmpdir(), `gantry-${name}-`));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
