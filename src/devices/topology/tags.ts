// Tags: what people and devices note about a device as key and value.

import * as v from "valibot";
import type { Db } from "../../db/db.ts";
import { wholeRecord } from "../../kit/whole-record.ts";
import { AppError } from "../../spine/error.ts";
import { TAGS_PER_DEVICE } from "../../spine/limits.ts";
import type { Device } from "../device-entry.ts";
import type { TopologyStore } from "./topology-store.ts";

/** What a key may be; an object can hold none under `__proto__`. */
export const TAG_KEY_PATTERN = /^(?!__proto__$)[\p{L}\p{N}_.-]{1,64}$/u;

const Key = v.pipe(v.string(), v.regex(TAG_KEY_PATTERN, "a key must be 1 to 64 letters, digits, _ . or -"));
const Text = v.pipe(v.string(), v.maxLength(256, "a value must have at most 256 characters"));

/** Key and value of every tag; feeds validation and OpenAPI alike. */
export const TagsSchema = v.pipe(
  wholeRecord(Key, Text),
  v.check((tags) => Object.keys(tags).length <= TAGS_PER_DEVICE, `at most ${TAGS_PER_DEVICE} tags a device`),
);
export type Tags = Readonly<Record<string, string>>;

export interface DeviceTags {
  of(device: Device): Tags;
  /** Sets and removes, and leaves the rest. Throws `invalid_request` for what TagsSchema refuses, DbError. */
  change(device: Device, change: { readonly set?: Tags; readonly remove?: readonly string[] }): Tags;
  /** Sets these and removes all others. Throws as `change`. */
  replace(device: Device, tags: Tags): Tags;
}

/** Each change is one transaction. */
export function makeDeviceTags(db: Db, store: TopologyStore): DeviceTags {
  const write = (device: Device, before: Tags, after: Tags): Tags => {
    const checked = v.safeParse(TagsSchema, after);
    if (!checked.success) throw new AppError("invalid_request", { detail: checked.issues[0].message });
    db.transaction(() => {
      for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) store.removeTag(device.id, key);
      for (const [key, value] of Object.entries(after))
        if (before[key] !== value) store.setTag(device.id, key, value);
    });
    return after;
  };
  return {
    of: (device) => store.tagsOf(device.id),
    change(device, { set = {}, remove = [] }) {
      const before = store.tagsOf(device.id);
      const gone = new Set(remove);
      const kept = Object.entries({ ...before, ...set }).filter(([key]) => !gone.has(key));
      return write(device, before, Object.fromEntries(kept));
    },
    replace: (device, tags) => write(device, store.tagsOf(device.id), tags),
  };
}
