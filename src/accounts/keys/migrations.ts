import type { MigrationStep } from "../../db/db.ts";

/** Keys from before they opened the API keep what they had, rights at MQTT, and get no action of the API. */
export const KEY_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      ALTER TABLE application_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT '[{"kind":"all"}]';
      ALTER TABLE application_keys ADD COLUMN actions TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE application_keys ADD COLUMN addresses TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE application_keys ADD COLUMN rate_per_min INTEGER;
      ALTER TABLE application_keys ADD COLUMN previous_hash TEXT;
      ALTER TABLE application_keys ADD COLUMN previous_until INTEGER;
    `,
  },
  // In clear, unlike secrets: who checks a signature needs the key that made it. Only keys that sign have one.
  { id: 2, sql: "ALTER TABLE application_keys ADD COLUMN token_key TEXT" },
  // In clear for the same reason. It is derived from the secret, which does not follow from it.
  {
    id: 3,
    sql: `
      ALTER TABLE application_keys ADD COLUMN signing_key TEXT;
      ALTER TABLE application_keys ADD COLUMN previous_signing_key TEXT;
    `,
  },
];
