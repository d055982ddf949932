import * as v from "valibot";
import {
  actorOf,
  BooleanText,
  body,
  InvalidRequest,
  params,
  query,
  type Router,
  reachOf,
  route,
} from "../../../http/http.ts";
import { type BundleSection, readBundle } from "../../bundle/bundle.ts";
import { BundleDocument, BundleJson } from "../../bundle/bundle-json.ts";
import { getFromGallery, ownTemplate } from "../gallery.ts";
import { DifferenceJson, differenceJson, recordOf, TemplateJson, templateJson } from "../template-json.ts";
import type { OwnRoutesDeps } from "./own-routes.ts";
import { type NewTemplate, type OwnTemplate, type OwnTemplates, TEMPLATE_BYTES } from "./own-templates.ts";
import { templateDifferences } from "./template-difference.ts";
import { draftOf, templateFile } from "./template-file.ts";

export interface OwnFileDeps extends OwnRoutesDeps {
  /** What other parts keep of a product and want to have in its file. */
  readonly sections: readonly BundleSection[];
}

const TAG = "products";
const ById = v.object({ id: v.string() });
const ImportQuery = v.object({
  dryRun: v.optional(BooleanText, "false"),
  asNew: v.pipe(
    v.optional(BooleanText, "false"),
    v.description("Also where the template that was filed is here already, which is replaced otherwise"),
  ),
});
const ImportJson = v.object({
  dryRun: v.boolean(),
  action: v.picklist(["create", "replace", "unchanged"]),
  differences: v.pipe(v.array(DifferenceJson), v.description("Of the template that is replaced")),
  template: v.pipe(
    TemplateJson,
    v.description("As it is then, or would be; one without an identifier gets it then"),
  ),
});

/** Templates as files, which are files of products that say a little more. */
export function addOwnFileRoutes(api: Router, deps: OwnFileDeps): void {
  addExportRoute(api, deps);
  addImportRoute(api, deps);
}

function addExportRoute(api: Router, { ownTemplates }: OwnFileDeps): void {
  api.get(
    "/product-templates/:id/bundle",
    route({
      id: "exportProductTemplate",
      tag: TAG,
      summary: "A template as one file, for another Gantry",
      description:
        "A file as that of a product, with kind, maker, note and who compared it with a unit. It is imported as a template there, or as a product.",
      allow: "read",
      reach: "filtered",
      returns: BundleJson,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const { id } = c.req.valid("param");
      const language = c.get("language") === "zh-CN" ? "zh" : "en";
      const template = getFromGallery(ownTemplates, id, { language, reach: reachOf(c) });
      c.header("content-disposition", `attachment; filename="${id}.template.json"`);
      return c.json(templateFile(template));
    },
  );
}

function addImportRoute(api: Router, { ownTemplates, sections, clock, audit }: OwnFileDeps): void {
  api.post(
    "/product-templates/import",
    route({
      id: "importProductTemplate",
      tag: TAG,
      summary: "Make or replace a template of one's own from its file",
      description:
        "The file of a template or of a product, whose secrets are left out. `dryRun=true` only tells what it would do. A template that was filed here or imported before is replaced, unless `asNew=true`.",
      allow: "manage",
      returns: ImportJson,
      errors: ["too_many_templates", "templates_full", "payload_too_large"],
      bodyBytes: 2 * TEMPLATE_BYTES,
    }),
    query(ImportQuery),
    body(BundleDocument),
    (c) => {
      const actor = actorOf(c);
      const { dryRun, asNew } = c.req.valid("query");
      const read = readBundle(c.req.valid("json"), sections);
      if (!read.ok) throw new InvalidRequest(read.error);
      const draft = { ...draftOf(read.value), ...(asNew && { id: undefined }) };
      const before = draft.id === undefined ? undefined : ownTemplates.find(draft.id);
      if (before === undefined) {
        const made = dryRun
          ? proposed(draft, actor.username, clock.now())
          : ownTemplates.create(draft, actor.username);
        if (!dryRun) audit(actor, { action: "template.import", target: made.id, after: recordOf(made) });
        return c.json({
          ...{ dryRun, action: "create" as const, differences: [] },
          template: templateJson(ownTemplate(made)),
        });
      }
      const by = dryRun ? undefined : actor.username;
      const { after, differences } = replaced(ownTemplates, before, { ...draft, by });
      const action = differences.length === 0 ? ("unchanged" as const) : ("replace" as const);
      if (!dryRun && action === "replace")
        audit(actor, {
          action: "template.import",
          target: before.id,
          before: recordOf(before),
          after: { ...recordOf(after), changed: differences.map(({ path }) => path) },
        });
      return c.json({
        ...{ dryRun, action, differences: differences.map(differenceJson) },
        template: templateJson(ownTemplate(after)),
      });
    },
  );
}

/** By nobody: nothing is written. */
function replaced(
  ownTemplates: OwnTemplates,
  before: OwnTemplate,
  { facts, content, verification, by }: NewTemplate & { readonly by: string | undefined },
) {
  const { verification: known } = before;
  // The file came from here, or from where this one came from: who compared it is known as it is.
  const isKnown =
    known !== null && verification !== null && Bun.deepEquals({ ...known, isElsewhere: true }, verification);
  const change = { facts, content, verification: isKnown ? known : verification };
  const after =
    by === undefined ? ownTemplates.preview(before.id, change) : ownTemplates.update(before.id, change, by);
  return { after, differences: templateDifferences(before, after) };
}

function proposed(
  { id = "", facts, content, verification }: NewTemplate,
  actor: string,
  now: number,
): OwnTemplate {
  const { thingModel, registerMap } = content;
  return {
    ...{ id, ...facts, content, verification, productKey: null },
    ...{ propertyCount: thingModel.properties.length, pointCount: registerMap.points.length },
    ...{ createdBy: actor, createdAt: now, updatedBy: actor, updatedAt: now },
  };
}
