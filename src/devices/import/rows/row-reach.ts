import type { Reach } from "../../../http/http.ts";
import type { DeviceGroups } from "../../groups/groups.ts";
import { reachFilter } from "../../listing/reach-filter.ts";
import type { ReachFilter } from "../../registry/listing-store.ts";

/** What a portion of rows may be about. */
export interface RowReach extends Reach {
  /** The same for searches; undefined for everything. */
  readonly filter: ReachFilter | undefined;
}

/** `reach` as it is now, for the rows of one turn: what asks the database is asked once. */
export function makeRowReach(reach: Reach, groups: Pick<DeviceGroups, "find" | "subtreeOf">): RowReach {
  const touched = new Map<string, boolean>();
  return {
    ...reach,
    filter: reachFilter(reach, groups),
    touchesProduct(productKey) {
      const known = touched.get(productKey) ?? reach.touchesProduct(productKey);
      touched.set(productKey, known);
      return known;
    },
  };
}
