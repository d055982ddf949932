import type { MigrationStep } from "../db/db.ts";

export const ACCOUNT_STEPS: readonly MigrationStep[] = [
  {
    id: 1,
    sql: `
      CREATE TABLE users(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        username TEXT NOT NULL,
        username_key TEXT NOT NULL UNIQUE,
        password_hash TEXT NOT NULL,
        role TEXT NOT NULL,
        language TEXT,
        is_enabled INTEGER NOT NULL,
        must_change_password INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        last_login_at INTEGER
      ) STRICT;
      CREATE TABLE user_sessions(
        token_hash TEXT PRIMARY KEY,
        user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        address TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX user_sessions_user ON user_sessions(user_id);
      CREATE TABLE audit_trail(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        address TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT NOT NULL,
        before TEXT,
        after TEXT
      ) STRICT;
      CREATE INDEX audit_trail_at ON audit_trail(at);
    `,
  },
  {
    id: 2,
    sql: `
      CREATE TABLE application_keys(
        key_id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        secret_hash TEXT NOT NULL,
        description TEXT NOT NULL,
        is_enabled INTEGER NOT NULL,
        expires_at INTEGER,
        created_at INTEGER NOT NULL,
        created_by TEXT NOT NULL,
        last_used_at INTEGER,
        last_address TEXT
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: 3,
    // The trail is searched: by one condition in order of time, or by all of them in one index that holds what they
    // ask. The first part of an action is its area, as the store asks for it.
    sql: `
      DROP INDEX audit_trail_at;
      CREATE INDEX audit_trail_search ON audit_trail(at, id, actor, action, target, address);
      CREATE INDEX audit_trail_actor ON audit_trail(actor, at, id);
      CREATE INDEX audit_trail_address ON audit_trail(address, at, id);
      CREATE INDEX audit_trail_area ON audit_trail(substr(action, 1, instr(action || '.', '.') - 1), at, id, action);
    `,
  },
];
