import * as v from "valibot";
import {
  type Actor,
  actorOf,
  BooleanText,
  body,
  params,
  query,
  type Router,
  route,
} from "../../../http/http.ts";
import type { Clock } from "../../../spine/clock.ts";
import { AppError } from "../../../spine/error.ts";
import type { RegisterRoutesDeps } from "../../registers/routes.ts";
import { findTemplate } from "../catalogue.ts";
import { ownTemplate } from "../gallery.ts";
import { DifferenceJson, differenceJson, recordOf, TemplateJson, templateJson } from "../template-json.ts";
import type { OwnTemplate, OwnTemplates, TemplateChange } from "./own-templates.ts";
import { contentOf, deliveryOf, withUnit } from "./template-content.ts";
import { templateDifferences } from "./template-difference.ts";
import {
  FactsSchema,
  type TemplateFacts,
  UnitDefaults,
  type Verification,
  VerifiedUnit,
} from "./template-facts.ts";

export interface OwnRoutesDeps extends Pick<RegisterRoutesDeps, "products" | "registerMaps" | "audit"> {
  readonly ownTemplates: OwnTemplates;
  readonly clock: Pick<Clock, "now">;
}

const TAG = "products";
const PATH = "/product-templates/:id";
const ById = v.object({ id: v.string() });
const facts = FactsSchema.entries;
const SaveBody = v.strictObject({
  productKey: v.pipe(v.string(), v.description("The product that it is made of")),
  name: v.optional(facts.name),
  family: facts.family,
  maker: v.optional(facts.maker, ""),
  makerModel: v.optional(facts.makerModel, ""),
  description: v.pipe(v.optional(facts.description), v.description("The product's unless given")),
  note: v.optional(facts.note, ""),
  sources: v.pipe(
    v.optional(facts.sources),
    v.description("Those of the product's register map unless given"),
  ),
  verification: v.optional(VerifiedUnit, null),
  unit: v.optional(UnitDefaults),
});
const PatchBody = v.strictObject({
  ...v.partial(FactsSchema).entries,
  verification: v.optional(VerifiedUnit),
  unit: v.optional(UnitDefaults),
});
const ReplaceBody = v.strictObject({
  productKey: v.pipe(
    v.string(),
    v.description("The product as which the template is to be; texts, and how the unit is delivered, stay"),
  ),
  verification: v.pipe(
    v.optional(VerifiedUnit),
    v.description(
      "Without it, the mark goes where registers or the unit change, and stays where they do not",
    ),
  ),
  unit: v.optional(UnitDefaults),
});
const ReplaceJson = v.object({
  dryRun: v.boolean(),
  differences: v.array(DifferenceJson),
  template: v.pipe(TemplateJson, v.description("As it is then, or would be")),
});

/** People's own templates: saving a product as one, saying other things of it, replacing what it holds, deleting. */
export function addOwnRoutes(api: Router, deps: OwnRoutesDeps): void {
  addSaveRoute(api, deps);
  addPatchRoute(api, deps);
  addReplaceRoute(api, deps);
  addDeleteRoute(api, deps);
}

function addSaveRoute(
  api: Router,
  { ownTemplates, products, registerMaps, clock, audit }: OwnRoutesDeps,
): void {
  api.post(
    "/product-templates",
    route({
      id: "saveProductAsTemplate",
      tag: TAG,
      summary: "Save a product as a template of one's own",
      description:
        "Its thing model, register map, mapping and settings; not its secrets, its devices, or how its devices register. At most 500 templates of 2 MiB each, 64 MiB together.",
      allow: "manage",
      status: 201,
      returns: TemplateJson,
      errors: ["not_found", "too_many_templates", "templates_full", "payload_too_large"],
    }),
    body(SaveBody),
    (c) => {
      const actor = actorOf(c);
      const { productKey, verification, unit, ...asked } = c.req.valid("json");
      const product = products.get(productKey);
      const map = registerMaps.get(productKey);
      const { name = product.name, description = product.description, sources = map.sources } = asked;
      const made = ownTemplates.create(
        {
          facts: { ...asked, name, description, sources: [...sources] },
          content: withUnit(contentOf(product, map), unit),
          verification: verifiedBy(actor, verification, clock.now()),
          productKey,
        },
        actor.username,
      );
      audit(actor, { action: "template.create", target: made.id, after: recordOf(made) });
      return c.json(templateJson(ownTemplate(made)), 201);
    },
  );
}

function addPatchRoute(api: Router, { ownTemplates, clock, audit }: OwnRoutesDeps): void {
  api.patch(
    PATH,
    route({
      id: "updateProductTemplate",
      tag: TAG,
      summary: "Change what is said of a template of one's own",
      description: "What is not named stays. Products that were made of it stay as they are.",
      allow: "manage",
      returns: TemplateJson,
      errors: ["not_found", "template_built_in", "templates_full"],
    }),
    params(ById),
    body(PatchBody),
    (c) => {
      const actor = actorOf(c);
      const before = requireOwn(ownTemplates, c.req.valid("param").id);
      const { verification, unit, ...facts } = c.req.valid("json");
      const change: TemplateChange = {
        facts: { ...factsOf(before), ...stripped(facts) },
        content: withUnit(before.content, unit),
        ...(verification !== undefined && {
          verification: verifiedBy(actor, verification, clock.now()),
        }),
      };
      const after = ownTemplates.update(before.id, change, actor.username);
      if (!Bun.deepEquals(before, after))
        audit(actor, {
          action: "template.update",
          target: after.id,
          before: recordOf(before),
          after: recordOf(after),
        });
      return c.json(templateJson(ownTemplate(after)));
    },
  );
}

function addReplaceRoute(api: Router, deps: OwnRoutesDeps): void {
  const { ownTemplates, products, registerMaps, clock, audit } = deps;
  api.put(
    PATH,
    route({
      id: "replaceProductTemplate",
      tag: TAG,
      summary: "Bring a template of one's own to what a product is now",
      description:
        "`dryRun=true` only tells the differences. Products that were made of it stay as they are.",
      allow: "manage",
      returns: ReplaceJson,
      errors: ["not_found", "template_built_in", "templates_full", "payload_too_large"],
    }),
    params(ById),
    query(v.object({ dryRun: v.optional(BooleanText, "false") })),
    body(ReplaceBody),
    (c) => {
      const actor = actorOf(c);
      const { dryRun } = c.req.valid("query");
      const { productKey, verification, unit } = c.req.valid("json");
      const before = requireOwn(ownTemplates, c.req.valid("param").id);
      const content = contentOf(products.get(productKey), registerMaps.get(productKey));
      const change: TemplateChange = {
        // How a unit is delivered was said of the template, and is no state of the product.
        content: withUnit(content, { ...deliveryOf(before.content), ...unit }),
        ...(verification !== undefined && { verification: verifiedBy(actor, verification, clock.now()) }),
        productKey,
      };
      const after = dryRun
        ? ownTemplates.preview(before.id, change)
        : ownTemplates.update(before.id, change, actor.username);
      const differences = templateDifferences(before, after);
      if (!dryRun && differences.length > 0)
        audit(actor, {
          action: "template.replace",
          target: before.id,
          after: { productKey, changed: differences.map(({ path }) => path) },
        });
      return c.json({
        dryRun,
        differences: differences.map(differenceJson),
        template: templateJson(ownTemplate(after)),
      });
    },
  );
}

function addDeleteRoute(api: Router, { ownTemplates, audit }: OwnRoutesDeps): void {
  api.delete(
    PATH,
    route({
      id: "deleteProductTemplate",
      tag: TAG,
      summary: "Delete a template of one's own; products that were made of it stay",
      allow: "manage",
      status: 204,
      errors: ["not_found", "template_built_in"],
    }),
    params(ById),
    (c) => {
      const before = requireOwn(ownTemplates, c.req.valid("param").id);
      ownTemplates.remove(before.id);
      audit(actorOf(c), { action: "template.delete", target: before.id, before: recordOf(before) });
      return c.body(null, 204);
    },
  );
}

/** Throws `template_built_in` or `not_found`. */
function requireOwn(ownTemplates: OwnTemplates, id: string): OwnTemplate {
  const own = ownTemplates.find(id);
  if (own !== undefined) return own;
  if (findTemplate(id, "en") !== undefined) throw new AppError("template_built_in", { id });
  throw new AppError("not_found", { what: `template ${id}` });
}

function verifiedBy(
  { username }: Actor,
  said: v.InferOutput<typeof VerifiedUnit>,
  at: number,
): Verification | null {
  return said === null ? null : { unit: said.unit, by: username, at, isElsewhere: false };
}

function factsOf({
  name,
  family,
  maker,
  makerModel,
  description,
  note,
  sources,
}: OwnTemplate): TemplateFacts {
  return { name, family, maker, makerModel, description, note, sources };
}

function stripped<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
