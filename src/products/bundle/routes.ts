import * as v from "valibot";
import type { Db } from "../../db/db.ts";
import {
  type ApiContext,
  actorOf,
  BooleanText,
  body,
  InvalidRequest,
  named,
  params,
  query,
  type Router,
  requireMay,
  route,
} from "../../http/http.ts";
import { AppError, describeError } from "../../spine/error.ts";
import type { MappingRoutesDeps } from "../mapping-routes.ts";
import { newProductKey } from "../product-row.ts";
import { ProductDraftSchema, ProductKeySchema } from "../product-schema.ts";
import { ProductJson, productJson } from "../routes/product-json.ts";
import { type Bundle, type BundleSection, makeBundle, readBundle } from "./bundle.ts";
import { BundleDocument, BundleJson } from "./bundle-json.ts";
import { type ImportPlan, planImport } from "./import.ts";

export interface BundleRoutesDeps extends Pick<MappingRoutesDeps, "products" | "audit"> {
  readonly db: Db;
  /** What other parts keep of a product and want to have in its file. */
  readonly sections?: readonly BundleSection[];
}

const BUNDLE_BYTES = 8 * 1024 * 1024;
const ByKey = v.object({ productKey: v.string() });
const AnyValue = v.optional(v.unknown());
const CopyBody = v.strictObject({
  productKey: v.optional(ProductKeySchema),
  name: ProductDraftSchema.entries.name,
  withDevices: v.pipe(
    v.optional(v.literal(false, "devices are not copied: a device has one product"), false),
    v.description("Devices are not copied"),
  ),
});
const ImportJson = named(
  "ProductImport",
  v.object({
    dryRun: v.boolean(),
    productKey: v.string(),
    action: v.picklist(["create", "update", "unchanged"]),
    differences: v.pipe(
      v.array(
        v.object({
          path: v.string(),
          kind: v.picklist(["added", "removed", "changed"]),
          before: AnyValue,
          after: AnyValue,
        }),
      ),
      v.description("Of a product that is known here; values only of settings"),
    ),
    left: v.pipe(
      v.array(v.object({ code: v.string(), text: v.string() })),
      v.description("What the file asks for and is left out"),
    ),
  }),
);

/** `/products/{productKey}/copy`, `/products/{productKey}/bundle`, `/products/import`. */
export function addBundleRoutes(api: Router, deps: BundleRoutesDeps): void {
  addCopyRoute(api, deps);
  addExportRoute(api, deps);
  addImportRoute(api, deps);
}

function addCopyRoute(api: Router, deps: BundleRoutesDeps): void {
  const { products, audit, sections = [] } = deps;
  api.post(
    "/products/:productKey/copy",
    route({
      id: "copyProduct",
      tag: "products",
      summary: "Make a product like another one",
      description:
        "With its settings, thing model, mapping and register map, and with secrets of its own; without its devices. The copy is a draft.",
      allow: "manage",
      // What comes of it is another product.
      reach: "all",
      status: 201,
      returns: ProductJson,
      errors: ["not_found", "already_exists"],
    }),
    params(ByKey),
    body(CopyBody),
    (c) => {
      const actor = actorOf(c);
      const source = products.get(c.req.valid("param").productKey);
      const { name, productKey = newProductKey() } = c.req.valid("json");
      if (products.find(productKey) !== undefined)
        throw new AppError("already_exists", { what: `product ${productKey}` });
      const bundle = makeBundle(source, { sections, hasSecrets: false });
      const renamed = { ...bundle, settings: { ...bundle.settings, name } };
      const plan = planImport({ ...deps, sections }, renamed, { productKey, actor: actor.username });
      const product = plan.commit();
      audit(actor, { action: "product.copy", target: productKey, after: { from: source.productKey, name } });
      return c.json(productJson(product, 0), 201);
    },
  );
}

function addExportRoute(api: Router, { products, audit, sections = [] }: BundleRoutesDeps): void {
  api.get(
    "/products/:productKey/bundle",
    route({
      id: "exportProduct",
      tag: "products",
      summary: "A product as one file",
      description:
        "Settings, thing model, mapping, register map. With `secrets=true` (needs `manage`; recorded in the audit trail) also its secret and access key.",
      allow: "read",
      returns: BundleJson,
      errors: ["not_found", "forbidden"],
    }),
    params(ByKey),
    query(v.object({ secrets: v.optional(BooleanText, "false") })),
    (c) => {
      const actor = actorOf(c);
      const { secrets } = c.req.valid("query");
      if (secrets) requireMay(actor, "products", "manage");
      const product = products.get(c.req.valid("param").productKey);
      if (secrets) audit(actor, { action: "product.export-secrets", target: product.productKey });
      c.header("content-disposition", `attachment; filename="${product.productKey}.product.json"`);
      return c.json(makeBundle(product, { sections, hasSecrets: secrets }));
    },
  );
}

function addImportRoute(api: Router, deps: BundleRoutesDeps): void {
  const { audit, sections = [] } = deps;
  api.post(
    "/products/import",
    route({
      id: "importProduct",
      tag: "products",
      summary: "Make or change a product from its file",
      description:
        "`dryRun=true` only tells the differences. Another `productKey` than the file's makes a product of that key. What the file does not name stays as it is.",
      allow: "manage",
      returns: ImportJson,
      errors: ["in_use", "product_published", "published_locked"],
      bodyBytes: BUNDLE_BYTES,
    }),
    query(v.object({ dryRun: v.optional(BooleanText, "false"), productKey: v.optional(ProductKeySchema) })),
    body(BundleDocument),
    async (c) => {
      const actor = actorOf(c);
      const { dryRun, productKey } = c.req.valid("query");
      const bundle = bundleOf(c.req.valid("json"), sections);
      await deps.products.prepareModels(new Map([[productKey ?? bundle.productKey, bundle.thingModel]]));
      const plan = planImport({ ...deps, sections }, bundle, { productKey, actor: actor.username });
      if (!dryRun && plan.action !== "unchanged") {
        plan.commit();
        const { action, differences } = plan;
        const after = { action, changed: differences.map(({ path }) => path) };
        audit(actor, { action: "product.import", target: plan.productKey, after });
      }
      return c.json(importJson(c, plan, dryRun));
    },
  );
}

function bundleOf(document: unknown, sections: readonly BundleSection[]): Bundle {
  const read = readBundle(document, sections);
  if (!read.ok) throw new InvalidRequest(read.error);
  return read.value;
}

function importJson(c: ApiContext, plan: ImportPlan, dryRun: boolean): v.InferOutput<typeof ImportJson> {
  const { productKey, action, differences, left } = plan;
  const language = c.get("language");
  return {
    dryRun,
    productKey,
    action,
    differences: differences.map((difference) => ({ before: undefined, after: undefined, ...difference })),
    left: left.map((each) => ({ code: each.code, text: describeError(each.code, each.params, language) })),
  };
}
