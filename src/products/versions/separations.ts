import { type Db, migrate } from "../../db/db.ts";
import { VERSION_MIGRATIONS } from "./migrations.ts";
import { makeVersionStore, type SeparationRow } from "./store.ts";

/** Histories that go on under another name, until telemetry has done it: it must know them before it reads the log. */
export interface Separations {
  /** By place in the log. */
  pending(): readonly SeparationRow[];
  remove(id: string): void;
}

/** Opens the list: creates or migrates its table. */
export function openSeparations(db: Db): Separations {
  migrate(db, "product-versions", VERSION_MIGRATIONS);
  const store = makeVersionStore(db);
  return { pending: () => store.separations(), remove: (id) => store.removeSeparation(id) };
}
