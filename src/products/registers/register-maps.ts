// The register maps of products: where on a Modbus unit their properties lie.

import * as v from "valibot";
import { type Db, migrate } from "../../db/db.ts";
import { problemsOf } from "../../kit/schema-problem.ts";
import { commitStaged, type StagedChange } from "../../kit/staged-change.ts";
import type { Clock } from "../../spine/clock.ts";
import { EMPTY_REGISTER_MAP, type RegisterMap, RegisterMapSchema } from "../../spine/register-map.ts";
import type { BundleSection } from "../bundle/bundle.ts";
import type { Products } from "../products.ts";
import { REGISTER_MIGRATIONS } from "./migrations.ts";
import { makeRegisterStore } from "./register-store.ts";

export interface RegisterMaps {
  /** The empty map where the product has none. Throws `not_found` for an unknown product. */
  get(productKey: string): RegisterMap;
  /** Whoever sets it checked it against the thing model. Throws `not_found`. Writes nothing when nothing changes. */
  set(productKey: string, map: RegisterMap, actor: string): void;
  /** As `set`, for a caller that commits many changes at once; the product may be made in the same commit. */
  stage(productKey: string, map: RegisterMap, actor: string): StagedChange<RegisterMap>;
  /** Calls `listener` after each committed change; returns its removal. */
  onChange(listener: (productKey: string) => void): () => void;
  /** So that copies and files of products carry it. */
  readonly section: BundleSection;
}

/** Opens the register maps: creates or migrates their table. Products open before them. */
export function openRegisterMaps({
  db,
  clock,
  products,
}: {
  readonly db: Db;
  readonly clock: Clock;
  readonly products: Products;
}): RegisterMaps {
  migrate(db, "product-registers", REGISTER_MIGRATIONS);
  const store = makeRegisterStore(db);
  const listeners = new Set<(productKey: string) => void>();
  const read = (productKey: string): RegisterMap | undefined => {
    const row = store.find(productKey);
    // Read by the schema again: fields that are younger than the row get their defaults.
    return row === undefined ? undefined : v.parse(RegisterMapSchema, JSON.parse(row.map));
  };
  const stage = (productKey: string, map: RegisterMap, actor: string): StagedChange<RegisterMap> => ({
    write: () => store.put({ productKey, map: JSON.stringify(map), actor, updatedAt: clock.now() }),
    publish: () => {
      for (const listener of listeners) listener(productKey);
      return map;
    },
  });
  return {
    get(productKey) {
      return read(products.get(productKey).productKey) ?? EMPTY_REGISTER_MAP;
    },
    set(productKey, map, actor) {
      if (Bun.deepEquals(this.get(productKey), map, true)) return;
      commitStaged(db, [stage(productKey, map, actor)]);
    },
    stage,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    section: {
      name: "registerMap",
      read,
      check: (value) => {
        const { success, issues } = v.safeParse(RegisterMapSchema, value);
        return success ? [] : problemsOf(issues);
      },
      stage: (productKey, value, actor) => stage(productKey, v.parse(RegisterMapSchema, value), actor),
    },
  };
}
