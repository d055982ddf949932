// Templates of one's own, as the API takes and gives them.

import type { RegisterMap } from "../../../../../src/spine/register-map.ts";
import { call, get, withQuery } from "../../../call.ts";
import { queryClient } from "../../../queries.ts";
import type { ReadTemplate, Template, TemplateFamily } from "../template-calls.ts";

type Serial = NonNullable<RegisterMap["unit"]["serial"]>;

/** Null takes it away; what is absent stays. */
export interface UnitDefaults {
  readonly id?: number;
  readonly serial?: Serial | null;
  readonly tcpPort?: number | null;
}

export interface TemplateFacts {
  readonly name: string;
  readonly family: TemplateFamily;
  readonly maker: string;
  readonly makerModel: string;
  readonly description: string;
  readonly note: string;
  readonly sources: RegisterMap["sources"];
}

export interface Said {
  /** Null: nobody compared it; absent: as it is. */
  readonly verification?: { readonly unit: string } | null;
  readonly unit?: UnitDefaults;
}

export interface TemplateDifference {
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  readonly fields: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface Replaced {
  readonly differences: readonly TemplateDifference[];
  readonly template: Template;
}

export interface TemplateImport extends Replaced {
  readonly action: "create" | "replace" | "unchanged";
}

const ROOT = "/product-templates";
const pathOf = (id: string) => `${ROOT}/${encodeURIComponent(id)}` as const;
const matching = (etag: string | undefined) => (etag === undefined ? {} : { ifMatch: etag });

export const ownCalls = {
  list: () => get(ROOT, { origin: "own", limit: 200 }),
  save: (body: TemplateFacts & Said & { readonly productKey: string }) => call("POST", ROOT, { body }),
  update: ({ id, etag }: ReadTemplate, body: Partial<TemplateFacts> & Said) =>
    call("PATCH", pathOf(id), { body, ...matching(etag) }),
  /** `dryRun`: only tells the difference. */
  replace: (id: string, body: Said & { readonly productKey: string }, dryRun: boolean) =>
    call("PUT", pathOf(id), { body, query: { dryRun } }),
  remove: ({ id, etag }: ReadTemplate) => call("DELETE", pathOf(id), matching(etag)),
  import: (body: object, query: { readonly dryRun: boolean; readonly asNew: boolean }) =>
    call("POST", `${ROOT}/import`, { body, query }),
  /** Where a browser gets the file. */
  fileHref: (id: string) => withQuery(`${pathOf(id)}/bundle`, undefined),
};

export function refreshTemplates(): void {
  void queryClient.invalidateQueries({ queryKey: ["product-templates"] });
  void queryClient.invalidateQueries({ queryKey: ["product-template"] });
}
