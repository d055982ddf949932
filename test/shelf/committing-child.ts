// Puts and commits for ever, and says on its output what it was told is durable. Ended by a signal.

import { openShelf } from "../../src/shelf/shelf.ts";
import { systemClock } from "../../src/spine/clock.ts";

/** What the parent runs. */
export const COMMITTING_CHILD = import.meta.path;

function commitForEver(path: string): void {
  const shelf = openShelf({ path, clock: systemClock });
  let n = 0;
  const next = (): void => {
    const mine = n++;
    shelf.put("q", String(mine), Buffer.from(`value ${mine}`));
    // Each third is taken away again in the commit of its follower.
    if (mine % 3 === 1) shelf.remove("q", String(mine - 1));
    shelf.commit((failure) => {
      if (failure !== undefined) throw new Error(failure.code);
      process.stdout.write(`${mine}\n`);
      setImmediate(next);
    });
  };
  for (let i = 0; i < 8; i++) next();
}

if (import.meta.main) commitForEver(Bun.argv[2] ?? "");
