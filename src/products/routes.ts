import * as v from "valibot";
import {
  actorOf,
  BooleanText,
  body,
  decodeCursor,
  encodeCursor,
  makeRouter,
  pageOf,
  pageQuery,
  params,
  query,
  type Reach,
  type Router,
  reachOf,
  route,
} from "../http/http.ts";
import { NODE_TYPES } from "../spine/model.ts";
import { PRODUCT_STATUSES } from "../spine/product.ts";
import { addBundleRoutes, type BundleRoutesDeps } from "./bundle/routes.ts";
import { PRODUCT_SORTS } from "./listing.ts";
import { addMappingRoutes, type MappingRoutesDeps } from "./mapping-routes.ts";
import { type Product, ProductDraftSchema, ProductPatchSchema } from "./products.ts";
import { addLifeRoutes } from "./routes/life-routes.ts";
import { ProductJson, productJson, withSecret } from "./routes/product-json.ts";

export interface ProductRoutesDeps extends MappingRoutesDeps, BundleRoutesDeps {
  /** How many devices each of these products has; absent means none. */
  /** Of what is reached; of all unless given. */
  readonly countDevices: (productKeys: readonly string[], reach?: Reach) => ReadonlyMap<string, number>;
}

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

/** `/products`: products, their secrets and mappings. Thing models: versions/routes.ts. */
export function productsRoutes(deps: ProductRoutesDeps): Router {
  const api = makeRouter();
  addListRoutes(api, deps);
  addProductRoutes(api, deps);
  addLifeRoutes(api, { ...deps, toJson: (product) => countedJson(deps, product) });
  addBundleRoutes(api, deps);
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
      allow: "read",
      reach: "filtered",
      returns: pageOf(ProductJson),
    }),
    query(ListQuery),
    (c) => {
      const { enabled: isEnabled, cursor, ...asked } = c.req.valid("query");
      const after = decodeCursor(cursor, Place);
      const reach = reachOf(c);
      const countDevices = (keys: readonly string[]) => deps.countDevices(keys, reach);
      const shown = reach.isAll ? {} : { isShown: reach.touchesProduct };
      const { items, total, next } = products.list({ ...asked, ...shown, isEnabled, after, countDevices });
      const counts = countDevices(items.map((product) => product.productKey));
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
      allow: "manage",
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
      allow: "read",
      reach: "touches",
      returns: ProductJson,
      etag: { except: ["deviceCount"] },
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => c.json(countedJson(deps, products.get(c.req.valid("param").productKey), reachOf(c))),
  );
  api.patch(
    "/products/:productKey",
    route({
      id: "updateProduct",
      tag,
      summary: "Change a product",
      allow: "manage",
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
      allow: "manage",
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

/** Counts what `reach` covers; all devices unless it is given. */
function countedJson({ countDevices }: ProductRoutesDeps, product: Product, reach?: Reach) {
  const { productKey } = product;
  return productJson(product, countDevices([productKey], reach).get(productKey) ?? 0);
}
