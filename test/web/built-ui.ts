// The UI of this checkout, built once a process.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildUi } from "../../scripts/build-ui.ts";

let built: Promise<string> | undefined;

async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "gantry-ui-"));
  await buildUi(folder);
  return folder;
}

/** Its folder. */
export function builtUi(): Promise<string> {
  built ??= build();
  return built;
}
