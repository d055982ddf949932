// Templates of one's own, as the API takes and gives them.

import type { RegisterMap } from "../../../../../src/spine/register-map.ts";
import { call, get, withQuery } from "../../../call.ts";
import { edit, planEdit } from "../../../edit/edit.ts";
import { queryClient } from "../../../queries.ts";
import type { Template, TemplateFamily } from "../template-calls.ts";

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

export interface ReplacementPlan extends Replaced {
  readonly basis: Template;
}

export interface TemplateImport extends Replaced {
  readonly action: "create" | "replace" | "unchanged";
}

const ROOT = "/product-templates";
const pathOf = (id: string) => `${ROOT}/${encodeURIComponent(id)}` as const;

export const ownCalls = {
  list: () => get(ROOT, { origin: "own", limit: 200 }),
  save: (body: TemplateFacts & Said & { readonly productKey: string }) => call("POST", ROOT, { body }),
  update: (basis: Template, body: Partial<TemplateFacts> & Said) =>
    edit("updateProductTemplate", { at: [basis.id], basis, body }),
  /** The template as it is, and what would come of it. */
  plan: async (id: string, productKey: string): Promise<ReplacementPlan> => {
    const basis: Template = await get(pathOf(id));
    const told = await planEdit("replaceProductTemplate", { at: [id], body: { productKey } });
    return { ...told, basis };
  },
  replace: (basis: Template, body: Said & { readonly productKey: string }) =>
    edit("replaceProductTemplate", { at: [basis.id], basis, body }),
  remove: ({ id }: Template) => call("DELETE", pathOf(id)),
  import: (body: object, query: { readonly dryRun: boolean; readonly asNew: boolean }) =>
    call("POST", `${ROOT}/import`, { body, query }),
  /** Where a browser gets the file. */
  fileHref: (id: string) => withQuery(`${pathOf(id)}/bundle`, undefined),
};

export function refreshTemplates(): void {
  void queryClient.invalidateQueries({ queryKey: ["product-templates"] });
  void queryClient.invalidateQueries({ queryKey: ["product-template"] });
}
