import * as v from "valibot";
import {
  type ApiContext,
  actorOf,
  BooleanText,
  InvalidRequest,
  named,
  params,
  query,
  type Router,
  route,
} from "../../../http/http.ts";
import type { ThingModel } from "../../../spine/model.ts";
import { lossesIn, MODEL_FORMATS, readModelFile } from "../../model/model-file.ts";
import type { Product } from "../../products.ts";
import { NoticeJson, noticesJson, uploadedBytes } from "../../routes/uploaded-file.ts";
import { DiffJson, diffJson } from "./diff-json.ts";
import {
  ByKey,
  etagOf,
  MODEL_BYTES,
  MODEL_PATH,
  MODEL_TAG,
  ModelJson,
  type ModelRoutesDeps,
  requireMatch,
} from "./model-routes.ts";

const ImportJson = named(
  "ThingModelImport",
  v.object({
    format: v.picklist(MODEL_FORMATS),
    model: ModelJson,
    diff: DiffJson,
    notices: v.array(NoticeJson),
    saved: v.pipe(
      v.picklist(["nothing", "draft", "version"]),
      v.description(
        "`draft` for published products and with `asDraft`, `version` for others, `nothing` on a dry run",
      ),
    ),
    modelVersion: v.number(),
  }),
);
const MEDIA = [
  "application/json",
  "text/csv",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/zip",
  "application/octet-stream",
  "multipart/form-data",
];

/** Import of files of any format, and what an export would lose. */
export function addFileRoutes(api: Router, deps: ModelRoutesDeps): void {
  addLossesRoute(api, deps);
  addImportRoute(api, deps);
}

function addLossesRoute(api: Router, { products }: ModelRoutesDeps): void {
  api.get(
    `${MODEL_PATH}/losses`,
    route({
      id: "thingModelLosses",
      tag: MODEL_TAG,
      summary: "What of a thing model each format has no words for",
      allow: "read",
      returns: v.object({
        items: v.array(v.object({ format: v.picklist(MODEL_FORMATS), notices: v.array(NoticeJson) })),
      }),
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => {
      const { model } = products.get(c.req.valid("param").productKey);
      return c.json({
        items: MODEL_FORMATS.map((format) => ({ format, notices: noticesJson(lossesIn(model, format)) })),
      });
    },
  );
}

function addImportRoute(api: Router, deps: ModelRoutesDeps): void {
  const { products, versions } = deps;
  api.post(
    `${MODEL_PATH}/import`,
    route({
      id: "importThingModel",
      tag: MODEL_TAG,
      summary: "Read a thing model from a file of any format",
      description:
        "Our own JSON, Alibaba's TSL (also a zip of several files) and ThingModelJson, yudao's, OneNET's and JetLinks' JSON, CSV or .xlsx, known by the content; as the body or as a form's `file`. `dryRun` tells what it would change and what is lost, and saves nothing. It goes into the draft of a published product, and is put in force at once otherwise.",
      allow: "manage",
      returns: ImportJson,
      errors: ["not_found", "version_conflict", "type_change_needs_choice"],
      bodyBytes: MODEL_BYTES,
      textBody: MEDIA,
    }),
    params(ByKey),
    query(v.object({ dryRun: v.optional(BooleanText, "false"), asDraft: v.optional(BooleanText, "false") })),
    async (c) => {
      const { productKey } = products.get(c.req.valid("param").productKey);
      const bytes = await uploadedBytes(c);
      const { dryRun, asDraft } = c.req.valid("query");
      const { format, model, problems, notices } = await readModelFile(bytes);
      if (model === undefined) throw new InvalidRequest(problems);
      await versions.survey(productKey);
      const diff = versions.diffTo(productKey, model);
      const saved = dryRun
        ? ("nothing" as const)
        : save(c, deps, { product: products.get(productKey), model, asDraft, format });
      const { modelVersion } = products.get(productKey);
      return c.json({
        format,
        model,
        diff: diffJson(diff),
        notices: noticesJson(notices),
        saved,
        modelVersion,
      });
    },
  );
}

interface Imported {
  readonly product: Product;
  readonly model: ThingModel;
  readonly asDraft: boolean;
  readonly format: string;
}

function save(
  c: ApiContext,
  { versions, audit }: ModelRoutesDeps,
  { product, model, asDraft, format }: Imported,
) {
  const actor = actorOf(c);
  const { productKey, modelVersion, status } = product;
  const draft = versions.draft(productKey);
  const isDraft = asDraft || status === "published";
  requireMatch(c, product, [isDraft ? (draft?.etag ?? etagOf(modelVersion)) : etagOf(modelVersion)]);
  if (isDraft) versions.putDraft(productKey, model, actor.username);
  else versions.replace(productKey, model, actor.username);
  audit(actor, {
    action: isDraft ? "product.save-model-draft" : "product.set-model",
    target: productKey,
    before: { modelVersion },
    after: { modelVersion: product.modelVersion, format },
  });
  return isDraft ? ("draft" as const) : ("version" as const);
}
