import type { TFunction } from "i18next";
import { formatCount } from "../base/quantity.ts";
import type { Job } from "./job-calls.ts";

const KINDS = {
  "device.import": "deviceImport",
  "device.import-check": "deviceImportCheck",
  "device.generate": "deviceGenerate",
  "device.bulk": "deviceBulk",
  "device.bulk-manage": "deviceBulk",
  "product.convert-history": "conversion",
} as const;
const COUNTS = ["created", "updated", "unchanged", "bound", "deleted", "moved", "changed"] as const;
/** What a conversion of stored values counts. */
const VALUES = ["points", "converted", "failed", "damaged"] as const;

/** What kind of work it is; one that these texts do not know by its own name. */
export function kindText(kind: string, t: TFunction): string {
  return Object.hasOwn(KINDS, kind) ? t(`job.kinds.${KINDS[kind as keyof typeof KINDS]}`) : kind;
}

/** `120 created · 3 changed`; of a check what would be. */
export function countsText({ counts, kind }: Pick<Job, "counts" | "kind">, t: TFunction): string {
  const tense = kind.endsWith("-check") ? "planned" : "counts";
  const parts = Object.entries(counts).map(([name, count]) => {
    const n = formatCount(count);
    const value = VALUES.find((one) => one === name);
    if (value !== undefined) return t(`job.values.${value}`, { n });
    const known = COUNTS.find((one) => one === name);
    return known === undefined ? `${name}: ${n}` : t(`job.${tense}.${known}`, { n });
  });
  return parts.join(" · ");
}
