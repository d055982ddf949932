import { and, eq } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Db } from "../../db/db.ts";
import type { FederationKind } from "./contract.ts";

const federationSettings = sqliteTable("federation_settings", {
  kind: text("kind").$type<FederationKind>().primaryKey(),
  /** With the secret that Gantry shows the directory: it is sent as it is, so it cannot be hashed. */
  body: text("body", { mode: "json" }).$type<unknown>().notNull(),
});

const userIdentities = sqliteTable("user_identities", {
  userId: integer("user_id").primaryKey(),
  kind: text("kind").$type<FederationKind>().notNull(),
  issuer: text("issuer").notNull(),
  subject: text("subject").notNull(),
});
export type UserIdentity = typeof userIdentities.$inferSelect;

/** SQL of directories and of whom they vouch for. Throws DbError. */
export interface FederationStore {
  /** Undefined as long as nobody has set it up. */
  read(kind: FederationKind): unknown;
  write(kind: FederationKind, body: unknown): void;
  userOf(identity: Omit<UserIdentity, "userId">): number | undefined;
  addIdentity(identity: UserIdentity): void;
}

export function makeFederationStore({ orm }: Db): FederationStore {
  return {
    read: (kind) =>
      orm.select().from(federationSettings).where(eq(federationSettings.kind, kind)).get()?.body,
    write: (kind, body) =>
      void orm
        .insert(federationSettings)
        .values({ kind, body })
        .onConflictDoUpdate({ target: federationSettings.kind, set: { body } })
        .run(),
    userOf({ kind, issuer, subject }) {
      const isIt = and(
        eq(userIdentities.kind, kind),
        eq(userIdentities.issuer, issuer),
        eq(userIdentities.subject, subject),
      );
      return orm.select().from(userIdentities).where(isIt).get()?.userId;
    },
    addIdentity: (identity) => void orm.insert(userIdentities).values(identity).run(),
  };
}
