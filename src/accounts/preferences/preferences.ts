// How a person wants the pages: columns, density, saved filters. The server keeps it and does not look inside.

import { type Db, migrate } from "../../db/db.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import { PREFERENCE_STEPS } from "./migrations.ts";
import { makePreferenceStore } from "./preference-store.ts";

/** Most that one user may keep, bytes of JSON. */
export const PREFERENCES_BYTES = 64 * 1024;

export type PreferenceValues = Readonly<Record<string, unknown>>;

/** Throws AppError `payload_too_large`. They go with their user. */
export interface Preferences {
  /** Empty when nothing was ever set. */
  read(userId: number): PreferenceValues;
  replace(userId: number, values: PreferenceValues): PreferenceValues;
  /** Sets the names given, leaves the others; null removes one. */
  merge(userId: number, values: PreferenceValues): PreferenceValues;
}

export function openPreferences(db: Db, clock: Clock): Preferences {
  migrate(db, "preferences", PREFERENCE_STEPS);
  const store = makePreferenceStore(db);
  const read = (userId: number): PreferenceValues => JSON.parse(store.read(userId) ?? "{}");
  const replace = (userId: number, values: PreferenceValues) => {
    const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
    const body = JSON.stringify(kept);
    const sizeBytes = Buffer.byteLength(body);
    if (sizeBytes > PREFERENCES_BYTES) {
      throw new AppError("payload_too_large", { size: sizeBytes, limit: PREFERENCES_BYTES });
    }
    store.write(userId, body, clock.now());
    return kept;
  };
  return {
    read,
    replace,
    merge: (userId, values) => replace(userId, { ...read(userId), ...values }),
  };
}
