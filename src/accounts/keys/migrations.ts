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
];
