import * as v from "valibot";
import {
  type ApiContext,
  type Audit,
  actorOf,
  BooleanText,
  body,
  InvalidRequest,
  named,
  params,
  query,
  type Router,
  route,
} from "../../../http/http.ts";
import { AppError } from "../../../spine/error.ts";
import { ThingModelSchema } from "../../../spine/model.ts";
import { MODEL_FORMATS, writeModelFile } from "../../model/model-file.ts";
import { type Product, type Products, readThingModel } from "../../products.ts";
import { type ModelVersions, TYPE_CHOICES } from "../versions.ts";

export interface ModelRoutesDeps {
  readonly products: Products;
  readonly versions: ModelVersions;
  readonly audit: Audit;
}

export const MODEL_PATH = "/products/:productKey/thing-model";
export const MODEL_TAG = "thing models";
export const MODEL_BYTES = 4 * 1024 * 1024;
export const ByKey = v.object({ productKey: v.string() });
export const ModelJson = named("ThingModel", ThingModelSchema);
export const Time = v.pipe(v.number(), v.description("UTC ms"));
/** Checked by readThingModel, which understands several forms. */
export const ModelDocument = v.pipe(
  v.record(v.string(), v.unknown()),
  v.description(
    "A ThingModel, or one as Alibaba (TSL or ThingModelJson), yudao, OneNET or JetLinks export it",
  ),
);
export const VersionNumber = v.pipe(v.string(), v.regex(/^\d{1,9}$/, "must be a number"));

/** `/products/{productKey}/thing-model`: the model in force and its older versions. */
export function addModelRoutes(api: Router, deps: ModelRoutesDeps): void {
  addReadRoutes(api, deps);
  addReplaceRoute(api, deps);
}

function addReadRoutes(api: Router, { products, versions }: ModelRoutesDeps): void {
  api.get(
    MODEL_PATH,
    route({
      id: "getThingModel",
      ...{ tag: MODEL_TAG, judgesIfMatch: true },
      summary: "A product's thing model",
      description:
        "`version` gives an older one; the ETag is the version. A `format` other than `gantry` gives a file as that platform has it (`losses` tells what it has no words for), `csv` and `xlsx` a table.",
      allow: "read",
      reach: "touches",
      returns: ModelJson,
      errors: ["not_found"],
    }),
    params(ByKey),
    query(
      v.object({
        format: v.optional(v.picklist(MODEL_FORMATS), "gantry"),
        version: v.optional(VersionNumber),
        download: v.optional(BooleanText, "false"),
      }),
    ),
    async (c) => {
      const product = products.get(c.req.valid("param").productKey);
      const { format, version: asked, download } = c.req.valid("query");
      const { productKey } = product;
      const version = asked === undefined ? product.modelVersion : Number(asked);
      const model = asked === undefined ? product.model : products.modelAt(productKey, version);
      c.header("etag", etagOf(version));
      if (format === "gantry" && !download) return c.json(model);
      const language = c.get("language");
      const file = await writeModelFile(model, { format, productKey, version, language });
      c.header("content-type", file.contentType);
      if (download || format === "csv" || format === "xlsx")
        c.header("content-disposition", `attachment; filename="${file.fileName}"`);
      return c.body(file.content);
    },
  );
  api.get(
    `${MODEL_PATH}/versions`,
    route({
      id: "listThingModelVersions",
      tag: MODEL_TAG,
      summary: "Every version of a product's thing model, newest first",
      allow: "read",
      reach: "touches",
      returns: v.object({ items: v.array(VersionJson) }),
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => c.json({ items: [...versions.list(c.req.valid("param").productKey)] }),
  );
}

const VersionJson = named(
  "ThingModelVersion",
  v.object({
    version: v.number(),
    actor: v.string(),
    createdAt: Time,
    note: v.string(),
    rolledBackTo: v.pipe(v.nullable(v.number()), v.description("The older version that it repeats")),
    typeChanges: v.pipe(
      v.record(v.string(), v.picklist(TYPE_CHOICES)),
      v.description("What became of the stored values of properties that got another type"),
    ),
  }),
);

function addReplaceRoute(api: Router, { products, versions, audit }: ModelRoutesDeps): void {
  api.put(
    MODEL_PATH,
    route({
      id: "putThingModel",
      judgesIfMatch: true,
      tag: MODEL_TAG,
      summary: "Replace the thing model of a product that is not published",
      description:
        "With `If-Match` it fails when the model has been changed since that version was read. A new type for values that are stored is refused: save it as a draft, and publish that with a choice.",
      allow: "manage",
      returns: v.object({ modelVersion: v.number(), model: ModelJson }),
      errors: ["not_found", "version_conflict", "product_published", "type_change_needs_choice"],
      bodyBytes: MODEL_BYTES,
    }),
    params(ByKey),
    body(ModelDocument),
    async (c) => {
      const actor = actorOf(c);
      await versions.survey(c.req.valid("param").productKey);
      const product = products.get(c.req.valid("param").productKey);
      requireMatch(c, product, [etagOf(product.modelVersion)]);
      const read = readThingModel(c.req.valid("json"));
      if (!read.ok) throw new InvalidRequest(read.error);
      const before = { modelVersion: product.modelVersion };
      const { modelVersion, model } = versions.replace(product.productKey, read.value, actor.username);
      if (modelVersion !== before.modelVersion) {
        const after = { modelVersion };
        audit(actor, { action: "product.set-model", target: product.productKey, before, after });
      }
      c.header("etag", etagOf(modelVersion));
      return c.json({ modelVersion, model });
    },
  );
}

/** Of a version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** RFC 9110 §13.1.1: throws unless the request names one of `etags`, or none at all. */
export function requireMatch(c: ApiContext, product: Product, etags: readonly string[]): void {
  const wanted = c.req.header("if-match");
  if (wanted === undefined || wanted === "*") return;
  if (wanted.split(",").some((etag) => etags.includes(etag.trim().replace(/^W\//, "")))) return;
  const { productKey, modelVersion } = product;
  throw new AppError("version_conflict", { what: `the thing model of ${productKey}`, version: modelVersion });
}
