// One row of a table as what it says about a device, or all that is wrong with it.

import type { ErrorCode, ErrorParams } from "../../../spine/error.ts";
import { DEVICE_NAME_PATTERN, PRODUCT_KEY_PATTERN } from "../../../spine/ids.ts";
import { GROUP_DEPTH } from "../../../spine/limits.ts";
import { TAG_KEY_PATTERN } from "../../topology/tags.ts";
import type { ColumnTarget, ImportField } from "./columns.ts";

/** What a row says; what it does not say stays as it is. */
export interface RowDraft {
  readonly productKey?: string;
  readonly deviceName?: string;
  readonly deviceSecret?: string;
  readonly name?: string;
  readonly notes?: string;
  readonly place?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly isEnabled?: boolean;
  readonly group?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly gateway?: string;
}

/** What is wrong with a cell; `target` says which. */
export interface CellProblem {
  readonly target: ColumnTarget;
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

export interface ReadRow {
  readonly draft: RowDraft;
  readonly problems: readonly CellProblem[];
}

const SECRET = /^[\x21-\x7e]{1,128}$/;
const TAG_CHARS = 256;
const NAME_CHARS = 128;
const PLACE_CHARS = 256;
const NOTES_CHARS = 4_000;
const GROUP_NAME_CHARS = 64;
const YES = new Set(["true", "yes", "y", "1", "是", "启用", "已启用", "enabled", "on"]);
const NO = new Set(["false", "no", "n", "0", "否", "禁用", "停用", "已禁用", "disabled", "off"]);
/** What a CSV writer puts before a text that a spreadsheet would run; ours and others'. */
const GUARD = /^'(?=[=+\-@\t])/;

type Draft = { -readonly [Name in keyof RowDraft]: RowDraft[Name] };
type Problem = Omit<CellProblem, "target">;
type Reader = (text: string, draft: Draft) => Problem | undefined;

const problem = (code: ErrorCode, params: ErrorParams = {}): Problem => ({ code, params });
const shown = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

function reads(field: "name" | "notes" | "place", limit: number): Reader {
  return (text, draft) => {
    if (text.length > limit) return problem("import_too_long", { limit });
    draft[field] = text;
    return undefined;
  };
}

function readsDegrees(field: "latitude" | "longitude", limit: number): Reader {
  return (text, draft) => {
    const degrees = Number(text.replace(/°$/, ""));
    if (!Number.isFinite(degrees) || Math.abs(degrees) > limit)
      return problem("import_bad_degrees", { value: shown(text), limit });
    draft[field] = degrees;
    return undefined;
  };
}

const READERS: Readonly<Record<ImportField, Reader>> = {
  productKey(text, draft) {
    if (!PRODUCT_KEY_PATTERN.test(text)) return problem("import_bad_product_key", { value: shown(text) });
    draft.productKey = text;
    return undefined;
  },
  deviceName(text, draft) {
    if (!DEVICE_NAME_PATTERN.test(text)) return problem("import_bad_device_name", { value: shown(text) });
    draft.deviceName = text;
    return undefined;
  },
  deviceSecret(text, draft) {
    if (!SECRET.test(text)) return problem("import_bad_secret");
    draft.deviceSecret = text;
    return undefined;
  },
  name: reads("name", NAME_CHARS),
  notes: reads("notes", NOTES_CHARS),
  place: reads("place", PLACE_CHARS),
  latitude: readsDegrees("latitude", 90),
  longitude: readsDegrees("longitude", 180),
  isEnabled(text, draft) {
    const word = text.toLowerCase();
    if (!YES.has(word) && !NO.has(word)) return problem("import_bad_boolean", { value: shown(text) });
    draft.isEnabled = YES.has(word);
    return undefined;
  },
  group(text, draft) {
    const names = text
      .split("/")
      .map((name) => name.trim())
      .filter((name) => name !== "");
    const isFit = names.length > 0 && names.length <= GROUP_DEPTH;
    if (!isFit || names.some((name) => name.length > GROUP_NAME_CHARS))
      return problem("import_bad_group", { limit: GROUP_DEPTH });
    draft.group = names;
    return undefined;
  },
  tags(text, draft) {
    const tags: Record<string, string> = { ...draft.tags };
    for (const pair of text.split(/[;；\n]/)) {
      if (pair.trim() === "") continue;
      const [, key = "", value = ""] = /^([^=:：]*)[=:：]?([\s\S]*)$/.exec(pair) ?? [];
      if (!isTag(key.trim(), value.trim())) return problem("import_bad_tags");
      tags[key.trim()] = value.trim();
    }
    draft.tags = tags;
    return undefined;
  },
  gateway(text, draft) {
    const parts = text.split("/").map((part) => part.trim());
    if (parts.length > 2 || !DEVICE_NAME_PATTERN.test(parts.at(-1) ?? ""))
      return problem("import_bad_gateway");
    draft.gateway = parts.join("/");
    return undefined;
  },
};

function isTag(key: string, value: string): boolean {
  return TAG_KEY_PATTERN.test(key) && value.length <= TAG_CHARS;
}

/** Reads the cells by what their columns are; an empty cell says nothing. */
export function readRow(cells: readonly string[], columns: readonly ColumnTarget[]): ReadRow {
  const draft: Draft = {};
  const problems: CellProblem[] = [];
  for (const [at, target] of columns.entries()) {
    const text = (cells[at] ?? "").trim().replace(GUARD, "");
    if (target === "" || text === "") continue;
    const found = target.startsWith("tag:")
      ? readTag(target.slice(4), text, draft)
      : READERS[target as ImportField](text, draft);
    if (found !== undefined) problems.push({ target, ...found });
  }
  return { draft, problems };
}

function readTag(key: string, text: string, draft: Draft): Problem | undefined {
  if (!isTag(key, text)) return problem("import_bad_tags");
  draft.tags = { ...draft.tags, [key]: text };
  return undefined;
}
