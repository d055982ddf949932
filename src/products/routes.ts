import * as v from "valibot";
import {
  type ApiContext,
  actorOf,
  BooleanText,
  body,
  decodeCursor,
  encodeCursor,
  InvalidRequest,
  makeRouter,
  named,
  pageOf,
  pageQuery,
  params,
  query,
  type Router,
  route,
} from "../http/http.ts";
import { AppError } from "../spine/error.ts";
import { NODE_TYPES, ThingModelSchema } from "../spine/model.ts";
import { PRODUCT_STATUSES } from "../spine/product.ts";
import { addBundleRoutes, type BundleRoutesDeps } from "./bundle/routes.ts";
import { PRODUCT_SORTS } from "./listing.ts";
import { addMappingRoutes, type MappingRoutesDeps } from "./mapping-routes.ts";
import { exportTsl } from "./model/tsl-export.ts";
import { type Product, ProductDraftSchema, ProductPatchSchema, readThingModel } from "./products.ts";
import { addLifeRoutes } from "./routes/life-routes.ts";
import { ProductJson, productJson, withSecret } from "./routes/product-json.ts";

export interface ProductRoutesDeps extends MappingRoutesDeps, BundleRoutesDeps {
  /** How many devices each of these products has; absent means none. */
  readonly countDevices: (productKeys: readonly string[]) => ReadonlyMap<string, number>;
}

const Time = v.pipe(v.number(), v.description("UTC ms"));
const ModelJson = named("ThingModel", ThingModelSchema);
const ByKey = v.object({ productKey: v.string() });
const ListQuery = v.object({
  ...pageQuery,
  q: v.pipe(
    v.optional(v.pipe(v.string(), v.maxLength(128))),
    v.description("In key and name, whatever its case"),
  ),
  status: v.optional(v.picklist(PRODUCT_STATUSES)),
  nodeType: v.optional(v.picklist(NODE_TYPES)),
  enabled: v.optional(BooleanText),
  sort: v.pipe(
    v.optional(v.picklist(PRODUCT_SORTS)),
    v.description("By creation unless given; `-` in front: the other way round"),
  ),
});
const Place = v.tuple([v.union([v.string(), v.number()]), v.number()]);
/** Checked by readThingModel, which understands two forms. */
const ModelDocument = v.pipe(
  v.record(v.string(), v.unknown()),
  v.description("A ThingModel, or a thing model file (TSL) as Alibaba's platform exports it"),
);
const MODEL_BYTES = 4 * 1024 * 1024;

/** `/products`: products, their secrets and their thing models. */
export function productsRoutes(deps: ProductRoutesDeps): Router {
  const api = makeRouter();
  addListRoutes(api, deps);
  addProductRoutes(api, deps);
  addLifeRoutes(api, { ...deps, toJson: (product) => countedJson(deps, product) });
  addBundleRoutes(api, deps);
  addModelRoutes(api, deps);
  addVersionRoute(api, deps);
  addMappingRoutes(api, deps);
  return api;
}

function addListRoutes(api: Router, deps: ProductRoutesDeps): void {
  const { products, audit } = deps;
  const tag = "products";
  api.get(
    "/products",
    route({
      id: "listProducts",
      tag,
      summary: "Products, in order of creation unless asked otherwise",
      allow: "viewer",
      returns: pageOf(ProductJson),
    }),
    query(ListQuery),
    (c) => {
      const { enabled: isEnabled, cursor, ...asked } = c.req.valid("query");
      const after = decodeCursor(cursor, Place);
      const { countDevices } = deps;
      const { items, total, next } = products.list({ ...asked, isEnabled, after, countDevices });
      const counts = deps.countDevices(items.map((product) => product.productKey));
      return c.json({
        items: items.map((product) => productJson(product, counts.get(product.productKey) ?? 0)),
        nextCursor: next === undefined ? null : encodeCursor(next),
        total,
      });
    },
  );
  api.post(
    "/products",
    route({
      id: "createProduct",
      tag,
      summary: "Create a product",
      description: "Key and secret are made up when they are not given.",
      allow: "developer",
      status: 201,
      returns: ProductJson,
      errors: ["already_exists", "unknown_product"],
    }),
    body(ProductDraftSchema),
    (c) => {
      const actor = actorOf(c);
      const product = products.create(c.req.valid("json"), actor.username);
      const after = { ...countedJson(deps, product), productSecret: product.productSecret };
      audit(actor, { action: "product.create", target: product.productKey, after });
      return c.json(countedJson(deps, product), 201);
    },
  );
}

function addProductRoutes(api: Router, deps: ProductRoutesDeps): void {
  const { products, audit } = deps;
  const tag = "products";
  api.get(
    "/products/:productKey",
    route({
      id: "getProduct",
      tag,
      summary: "One product",
      allow: "viewer",
      returns: ProductJson,
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => c.json(countedJson(deps, products.get(c.req.valid("param").productKey))),
  );
  api.patch(
    "/products/:productKey",
    route({
      id: "updateProduct",
      tag,
      summary: "Change a product",
      allow: "developer",
      returns: ProductJson,
      errors: ["not_found", "in_use", "published_locked", "unknown_product"],
    }),
    params(ByKey),
    body(ProductPatchSchema),
    (c) => {
      const actor = actorOf(c);
      const { productKey } = c.req.valid("param");
      const before = withSecret(products.get(productKey));
      const product = products.update(productKey, c.req.valid("json"), actor.username);
      audit(actor, { action: "product.update", target: productKey, before, after: withSecret(product) });
      return c.json(countedJson(deps, product));
    },
  );
  api.delete(
    "/products/:productKey",
    route({
      id: "deleteProduct",
      tag,
      summary: "Delete a product that has no devices and is not published",
      allow: "developer",
      status: 204,
      errors: ["not_found", "in_use", "published_locked"],
    }),
    params(ByKey),
    (c) => {
      const { productKey } = c.req.valid("param");
      const before = countedJson(deps, products.get(productKey));
      products.remove(productKey, actorOf(c).username);
      audit(actorOf(c), { action: "product.delete", target: productKey, before });
      return c.body(null, 204);
    },
  );
}

const MODEL_PATH = "/products/:productKey/thing-model";

function addModelRoutes(api: Router, { products, audit }: ProductRoutesDeps): void {
  const tag = "thing models";
  api.get(
    MODEL_PATH,
    route({
      id: "getThingModel",
      tag,
      summary: "A product's thing model",
      description:
        "`format=tsl` gives the file that Alibaba's platform imports, `version` an older one. The ETag is the version.",
      allow: "viewer",
      returns: ModelJson,
      errors: ["not_found"],
    }),
    params(ByKey),
    query(
      v.object({
        format: v.optional(v.picklist(["gantry", "tsl"]), "gantry"),
        version: v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/, "must be a number"))),
      }),
    ),
    (c) => {
      const product = products.get(c.req.valid("param").productKey);
      const { format, version: asked } = c.req.valid("query");
      const version = asked === undefined ? product.modelVersion : Number(asked);
      const model = asked === undefined ? product.model : products.modelAt(product.productKey, version);
      c.header("etag", etagOf(version));
      return c.json(format === "tsl" ? exportTsl(model, { productKey: product.productKey, version }) : model);
    },
  );
  api.put(
    MODEL_PATH,
    route({
      id: "putThingModel",
      tag,
      summary: "Replace a product's thing model",
      description: "With `If-Match` it fails when the model has been changed since that version was read.",
      allow: "developer",
      returns: v.object({ modelVersion: v.number(), model: ModelJson }),
      errors: ["not_found", "version_conflict"],
      bodyBytes: MODEL_BYTES,
    }),
    params(ByKey),
    body(ModelDocument),
    (c) => {
      const actor = actorOf(c);
      const product = products.get(c.req.valid("param").productKey);
      requireMatch(c, product);
      const read = readThingModel(c.req.valid("json"));
      if (!read.ok) throw new InvalidRequest(read.error);
      const before = { modelVersion: product.modelVersion };
      const { modelVersion, model } = products.setModel(product.productKey, read.value, actor.username);
      if (modelVersion !== before.modelVersion) {
        audit(actor, {
          action: "product.set-model",
          target: product.productKey,
          before,
          after: { modelVersion },
        });
      }
      c.header("etag", etagOf(modelVersion));
      return c.json({ modelVersion, model });
    },
  );
}

function addVersionRoute(api: Router, { products }: ProductRoutesDeps): void {
  api.get(
    `${MODEL_PATH}/versions`,
    route({
      id: "listThingModelVersions",
      tag: "thing models",
      summary: "Every version of a product's thing model, newest first",
      allow: "viewer",
      returns: v.object({
        items: v.array(v.object({ version: v.number(), actor: v.string(), createdAt: Time })),
      }),
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => c.json({ items: [...products.listModelVersions(c.req.valid("param").productKey)] }),
  );
}

function countedJson({ countDevices }: ProductRoutesDeps, product: Product) {
  const { productKey } = product;
  return productJson(product, countDevices([productKey]).get(productKey) ?? 0);
}

function etagOf(version: number): string {
  return `"${version}"`;
}

/** RFC 9110 §13.1.1. */
function requireMatch(c: ApiContext, { productKey, modelVersion }: Product): void {
  const wanted = c.req.header("if-match");
  if (wanted === undefined || wanted === "*") return;
  const isMatch = wanted.split(",").some((etag) => etag.trim().replace(/^W\//, "") === etagOf(modelVersion));
  if (isMatch) return;
  throw new AppError("version_conflict", { what: `the thing model of ${productKey}`, version: modelVersion });
}
