import * as v from "valibot";
import type { Db } from "../../db/db.ts";
import {
  type ApiContext,
  actorOf,
  body,
  decodeCursor,
  encodeCursor,
  makeRouter,
  named,
  pageOf,
  pageQuery,
  params,
  query,
  type Router,
  route,
} from "../../http/http.ts";
import { commitStaged } from "../../kit/staged-change.ts";
import { AppError } from "../../spine/error.ts";
import { ThingModelSchema } from "../../spine/model.ts";
import { RegisterMapSchema } from "../../spine/register-map.ts";
import { newProductKey } from "../product-row.ts";
import { ProductDraftSchema, ProductKeySchema } from "../product-schema.ts";
import type { RegisterRoutesDeps } from "../registers/routes.ts";
import { ProductJson, productJson } from "../routes/product-json.ts";
import { findTemplate, findTemplates } from "./catalogue.ts";
import type { TemplateLanguage } from "./point-row.ts";
import { TEMPLATE_FAMILIES, type Template } from "./template.ts";

export interface TemplateRoutesDeps extends RegisterRoutesDeps {
  readonly db: Db;
}

const ById = v.object({ id: v.string() });
const Language = v.pipe(
  v.optional(v.picklist(["zh", "en"])),
  v.description("Of names and texts; the caller's own unless given"),
);
const Family = v.picklist(TEMPLATE_FAMILIES);
const ListQuery = v.object({
  ...pageQuery,
  q: v.pipe(
    v.optional(v.pipe(v.string(), v.maxLength(128))),
    v.description("Words that all occur in maker, name or text, in either language"),
  ),
  family: v.optional(Family),
  language: Language,
});
const CreateBody = v.strictObject({
  name: v.optional(ProductDraftSchema.entries.name),
  productKey: v.optional(ProductKeySchema),
  language: Language,
});

const summary = {
  id: v.string(),
  family: Family,
  maker: v.string(),
  name: v.string(),
  description: v.string(),
};
const SummaryJson = named(
  "ProductTemplateSummary",
  v.object({ ...summary, propertyCount: v.number(), pointCount: v.number(), isVerified: v.boolean() }),
);
const TemplateJson = named(
  "ProductTemplate",
  v.object({ ...summary, thingModel: ThingModelSchema, registerMap: RegisterMapSchema }),
);

/** `/product-templates`: models and register maps of real equipment, to make products of. */
export function templateRoutes(deps: TemplateRoutesDeps): Router {
  const api = makeRouter();
  addReadRoutes(api);
  addCreateRoute(api, deps);
  return api;
}

function addReadRoutes(api: Router): void {
  const tag = "products";
  api.get(
    "/product-templates",
    route({
      id: "listProductTemplates",
      tag,
      summary: "Templates of equipment, in order of their identifiers",
      allow: "read",
      reach: "filtered",
      returns: pageOf(SummaryJson),
    }),
    query(ListQuery),
    (c) => {
      const { cursor, limit, q, family, language = languageOf(c) } = c.req.valid("query");
      const all = findTemplates({ language, q, family });
      const [after = ""] = decodeCursor(cursor, v.tuple([v.string()])) ?? [];
      const rest = all.filter(({ id }) => id > after);
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      return c.json({
        items: items.map(summaryJson),
        nextCursor: rest.length > items.length && last !== undefined ? encodeCursor([last.id]) : null,
        total: all.length,
      });
    },
  );
  api.get(
    "/product-templates/:id",
    route({
      id: "getProductTemplate",
      tag,
      summary: "One template: thing model, register map and where they are from",
      allow: "read",
      reach: "filtered",
      returns: TemplateJson,
      errors: ["not_found"],
    }),
    params(ById),
    query(v.object({ language: Language })),
    (c) => {
      const { language = languageOf(c) } = c.req.valid("query");
      const { model, ...template } = templateOf(c.req.valid("param").id, language);
      return c.json({ ...template, thingModel: model });
    },
  );
}

function addCreateRoute(api: Router, { db, products, registerMaps, audit }: TemplateRoutesDeps): void {
  api.post(
    "/product-templates/:id/products",
    route({
      id: "createProductFromTemplate",
      tag: "products",
      summary: "Make a product of a template, with its thing model and register map",
      allow: "manage",
      status: 201,
      returns: ProductJson,
      errors: ["not_found", "already_exists"],
    }),
    params(ById),
    body(CreateBody),
    (c) => {
      const actor = actorOf(c);
      const { language = languageOf(c), productKey = newProductKey(), ...asked } = c.req.valid("json");
      const { id, model, registerMap, name, description } = templateOf(c.req.valid("param").id, language);
      const draft = v.parse(ProductDraftSchema, { productKey, name: asked.name ?? name, description });
      commitStaged<unknown>(db, [
        products.stageCreate({ ...draft, model }, actor.username),
        registerMaps.stage(productKey, registerMap, actor.username),
      ]);
      const created = productJson(products.get(productKey), 0);
      audit(actor, { action: "product.create", target: productKey, after: { ...created, template: id } });
      return c.json(created, 201);
    },
  );
}

function languageOf(c: ApiContext): TemplateLanguage {
  return c.get("language") === "zh-CN" ? "zh" : "en";
}

function templateOf(id: string, language: TemplateLanguage): Template {
  const template = findTemplate(id, language);
  if (template === undefined) throw new AppError("not_found", { what: `template ${id}` });
  return template;
}

function summaryJson({
  id,
  family,
  maker,
  name,
  description,
  model,
  registerMap,
}: Template): v.InferOutput<typeof SummaryJson> {
  return {
    ...{ id, family, maker, name, description },
    propertyCount: model.properties.length,
    pointCount: registerMap.points.length,
    isVerified: registerMap.isVerified,
  };
}
