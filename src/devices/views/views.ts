// Saved views: filters with a name, shared by all; a group whose members are whoever the filter finds.

import * as v from "valibot";
import { type Db, isUniqueViolation } from "../../db/db.ts";
import type { Clock } from "../../spine/clock.ts";
import { AppError } from "../../spine/error.ts";
import { DEVICE_VIEWS } from "../../spine/limits.ts";
import { type DeviceFilterJson, DeviceFilterSchema } from "../listing/filter-schema.ts";
import { type ViewRow, ViewStore } from "./view-store.ts";

export interface DeviceView extends Omit<ViewRow, "filter"> {
  readonly filter: DeviceFilterJson;
}

const Name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(128, "must have at most 128 characters"),
);
export const ViewDraftSchema = v.strictObject({ name: Name, filter: DeviceFilterSchema });
export type ViewDraft = v.InferOutput<typeof ViewDraftSchema>;
export const ViewPatchSchema = v.partial(ViewDraftSchema);
export type ViewPatch = v.InferOutput<typeof ViewPatchSchema>;

export interface DeviceViews {
  /** By name. */
  all(): readonly DeviceView[];
  /** Throws `not_found`. */
  get(id: number): DeviceView;
  /** Throws `already_exists`, `too_many_views`, `view_in_view`. */
  create(draft: ViewDraft, actor: string): DeviceView;
  /** Throws as `create`, and `not_found`. */
  update(id: number, patch: ViewPatch): DeviceView;
  /** Throws `not_found`. */
  remove(id: number): void;
}

/** Makes the views of a migrated database. */
export function makeDeviceViews(db: Db, clock: Pick<Clock, "now">): DeviceViews {
  const store = new ViewStore(db);
  const get = (id: number): DeviceView => {
    const row = store.byId(id);
    if (row === undefined) throw new AppError("not_found", { what: `view ${id}` });
    return parse(row);
  };
  const write = <T>({ name, filter }: ViewDraft, change: () => T): T => {
    if (filter.view !== undefined) throw new AppError("view_in_view");
    try {
      return change();
    } catch (cause) {
      if (isUniqueViolation(cause)) throw new AppError("already_exists", { what: `view ${name}` }, { cause });
      throw cause;
    }
  };
  return {
    all: () => store.all().map(parse),
    get,
    create({ name, filter }, actor) {
      if (store.all().length >= DEVICE_VIEWS) throw new AppError("too_many_views", { limit: DEVICE_VIEWS });
      const at = clock.now();
      const row = { name, createdBy: actor, createdAt: at, updatedAt: at };
      const id = write({ name, filter }, () => store.insert({ ...row, filter: JSON.stringify(filter) }));
      return { id, ...row, filter };
    },
    update(id, { name, filter }) {
      const before = get(id);
      const after = {
        ...before,
        name: name ?? before.name,
        filter: filter ?? before.filter,
        updatedAt: clock.now(),
      };
      write(after, () => store.update({ ...after, filter: JSON.stringify(after.filter) }));
      return after;
    },
    remove: (id) => store.remove(get(id).id),
  };
}

function parse({ filter, ...row }: ViewRow): DeviceView {
  return { ...row, filter: v.parse(DeviceFilterSchema, JSON.parse(filter)) };
}
