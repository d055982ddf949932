import * as v from "valibot";
import type { Db } from "../../db/db.ts";
import {
  type ApiContext,
  actorOf,
  body,
  decodeCursor,
  encodeCursor,
  makeRouter,
  pageOf,
  pageQuery,
  params,
  query,
  type Router,
  reachOf,
  route,
} from "../../http/http.ts";
import { AppError } from "../../spine/error.ts";
import { planImport } from "../bundle/import.ts";
import { newProductKey } from "../product-row.ts";
import { ProductDraftSchema, ProductKeySchema } from "../product-schema.ts";
import { ProductJson, productJson } from "../routes/product-json.ts";
import { type GallerySummary, getFromGallery, ORIGINS, searchGallery } from "./gallery.ts";
import { addOwnFileRoutes, type OwnFileDeps } from "./own/file-routes.ts";
import { addOwnRoutes } from "./own/own-routes.ts";
import { productFile } from "./own/template-file.ts";
import type { TemplateLanguage } from "./point-row.ts";
import { TEMPLATE_FAMILIES } from "./template.ts";
import { SummaryJson, summaryJson, TemplateJson, templateJson } from "./template-json.ts";

export interface TemplateRoutesDeps extends OwnFileDeps {
  readonly db: Db;
}

const ById = v.object({ id: v.string() });
const Language = v.pipe(
  v.optional(v.picklist(["zh", "en"])),
  v.description("Of names and texts of those that come with Gantry; the caller's own unless given"),
);
const ListQuery = v.object({
  ...pageQuery,
  q: v.pipe(
    v.optional(v.pipe(v.string(), v.maxLength(128))),
    v.description("Words that all occur in maker, model, name or text, in either language"),
  ),
  family: v.optional(v.picklist(TEMPLATE_FAMILIES)),
  origin: v.optional(v.picklist(ORIGINS)),
  language: Language,
});
/** The last one of a page: its origin, when it was made (0: it came with the program), its identifier. */
const Place = v.tuple([v.picklist(ORIGINS), v.number(), v.string()]);
const CreateBody = v.strictObject({
  name: v.optional(ProductDraftSchema.entries.name),
  productKey: v.optional(ProductKeySchema),
  language: Language,
});

/** `/product-templates`: models and register maps of real equipment, to make products of; people's own among them. */
export function templateRoutes(deps: TemplateRoutesDeps): Router {
  const api = makeRouter();
  addReadRoutes(api, deps);
  addCreateRoute(api, deps);
  addOwnRoutes(api, deps);
  addOwnFileRoutes(api, deps);
  return api;
}

function addReadRoutes(api: Router, { ownTemplates }: TemplateRoutesDeps): void {
  const tag = "products";
  api.get(
    "/product-templates",
    route({
      id: "listProductTemplates",
      tag,
      summary: "Templates of equipment: people's own, newest first, then those that come with Gantry",
      allow: "read",
      reach: "filtered",
      returns: pageOf(SummaryJson),
    }),
    query(ListQuery),
    (c) => {
      const { cursor, limit, language = languageOf(c), ...asked } = c.req.valid("query");
      const all = searchGallery(ownTemplates, { ...asked, language, reach: reachOf(c) });
      const after = decodeCursor(cursor, Place);
      const rest = after === undefined ? all : all.filter((one) => isBehind(placeOf(one), after));
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      return c.json({
        items: items.map(summaryJson),
        nextCursor: rest.length > items.length && last !== undefined ? encodeCursor(placeOf(last)) : null,
        total: all.length,
      });
    },
  );
  api.get(
    "/product-templates/:id",
    route({
      id: "getProductTemplate",
      tag,
      summary: "One template: thing model, register map, settings, and where they are from",
      allow: "read",
      reach: "filtered",
      returns: TemplateJson,
      etag: { except: [] },
      errors: ["not_found"],
    }),
    params(ById),
    query(v.object({ language: Language })),
    (c) => {
      const { language = languageOf(c) } = c.req.valid("query");
      const { id } = c.req.valid("param");
      return c.json(templateJson(getFromGallery(ownTemplates, id, { language, reach: reachOf(c) })));
    },
  );
}

function addCreateRoute(api: Router, deps: TemplateRoutesDeps): void {
  const { products, ownTemplates, audit } = deps;
  api.post(
    "/product-templates/:id/products",
    route({
      id: "createProductFromTemplate",
      tag: "products",
      summary: "Make a product of a template, with its thing model, settings and register map",
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
      const { id } = c.req.valid("param");
      const template = getFromGallery(ownTemplates, id, { language, reach: reachOf(c) });
      if (products.find(productKey) !== undefined)
        throw new AppError("already_exists", { what: `product ${productKey}` });
      const file = productFile({ ...template, name: asked.name ?? template.name });
      const plan = planImport(deps, file, { productKey, actor: actor.username });
      const created = productJson(plan.commit(), 0);
      audit(actor, { action: "product.create", target: productKey, after: { ...created, template: id } });
      return c.json(created, 201);
    },
  );
}

export function languageOf(c: ApiContext): TemplateLanguage {
  return c.get("language") === "zh-CN" ? "zh" : "en";
}

function placeOf({ origin, own, id }: GallerySummary): v.InferOutput<typeof Place> {
  return [origin, own?.createdAt ?? 0, id];
}

function isBehind(place: v.InferOutput<typeof Place>, after: v.InferOutput<typeof Place>): boolean {
  if (place[0] !== after[0]) return ORIGINS.indexOf(place[0]) > ORIGINS.indexOf(after[0]);
  return place[1] === after[1] ? place[2] > after[2] : place[1] < after[1];
}
