import * as v from "valibot";
import {
  actorOf,
  body,
  InvalidRequest,
  makeRouter,
  named,
  params,
  query,
  type Router,
  route,
} from "../../http/http.ts";
import { wholeRecord } from "../../kit/whole-record.ts";
import { AppError } from "../../spine/error.ts";
import { IDENTIFIER_PATTERN } from "../../spine/ids.ts";
import { readThingModel } from "../products.ts";
import { DiffJson, diffJson } from "./routes/diff-json.ts";
import { addFileRoutes } from "./routes/file-routes.ts";
import {
  addModelRoutes,
  ByKey,
  etagOf,
  MODEL_BYTES,
  MODEL_PATH,
  MODEL_TAG,
  ModelDocument,
  ModelJson,
  type ModelRoutesDeps,
  requireMatch,
  Time,
  VersionNumber,
} from "./routes/model-routes.ts";
import { type Draft, type Published, TYPE_CHOICES, type VersionName } from "./versions.ts";

const DraftJson = named(
  "ThingModelDraft",
  v.object({ model: ModelJson, basedOnVersion: v.number(), actor: v.string(), updatedAt: Time }),
);
const Note = v.pipe(
  v.optional(v.pipe(v.string(), v.maxLength(1_000))),
  v.description("Why; shown in the history"),
);
const TypeChanges = v.pipe(
  v.optional(wholeRecord(v.pipe(v.string(), v.maxLength(101)), v.picklist(TYPE_CHOICES))),
  v.description(
    "What becomes of stored values, by property: `keep` leaves them as they are, `convert` rewrites them in the background, `separate` lets them go on as `identifier@v<version>`",
  ),
);
const PublishBody = v.strictObject({
  note: Note,
  typeChanges: TypeChanges,
  version: v.pipe(
    v.optional(v.number()),
    v.description("The version that the draft was compared with; another one in force is refused"),
  ),
});
const RollbackBody = v.strictObject({ version: v.number(), note: Note, typeChanges: TypeChanges });
const PublishedJson = v.object({
  modelVersion: v.number(),
  jobs: v.pipe(v.record(v.string(), v.number()), v.description("Conversions that were started, by property")),
});
const Version = v.union([v.literal("draft"), VersionNumber], "must be a version or draft");

/** `/products/{productKey}/thing-model`: the model, its versions, its draft, publishing that, and going back. */
export function thingModelRoutes(deps: ModelRoutesDeps): Router {
  const api = makeRouter();
  addModelRoutes(api, deps);
  addFileRoutes(api, deps);
  addDraftRoutes(api, deps);
  addDiffRoute(api, deps);
  addPublishRoutes(api, deps);
  return api;
}

function addDraftRoutes(api: Router, { products, versions, audit }: ModelRoutesDeps): void {
  const path = `${MODEL_PATH}/draft`;
  api.get(
    path,
    route({
      id: "getThingModelDraft",
      tag: MODEL_TAG,
      summary: "The draft of a product's thing model",
      description: "The ETag changes with the draft.",
      allow: "read",
      returns: DraftJson,
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => {
      const draft = versions.draft(c.req.valid("param").productKey);
      if (draft === undefined) throw new AppError("not_found", { what: "a draft of the thing model" });
      c.header("etag", draft.etag);
      return c.json(draftJson(draft));
    },
  );
  api.put(
    path,
    route({
      id: "putThingModelDraft",
      ...{ tag: MODEL_TAG, judgesIfMatch: true },
      summary: "Save a thing model as draft; nothing changes for devices",
      description:
        "With `If-Match` it fails when the draft has been changed since it was read; where there is none yet, when another version is in force.",
      allow: "manage",
      returns: DraftJson,
      errors: ["not_found", "version_conflict"],
      bodyBytes: MODEL_BYTES,
    }),
    params(ByKey),
    body(ModelDocument),
    (c) => {
      const actor = actorOf(c);
      const product = products.get(c.req.valid("param").productKey);
      const { productKey } = product;
      const before = versions.draft(productKey);
      requireMatch(c, product, [before?.etag ?? etagOf(product.modelVersion)]);
      const read = readThingModel(c.req.valid("json"));
      if (!read.ok) throw new InvalidRequest(read.error);
      const draft = versions.putDraft(productKey, read.value, actor.username);
      if (draft.etag !== before?.etag)
        audit(actor, { action: "product.save-model-draft", target: productKey });
      c.header("etag", draft.etag);
      return c.json(draftJson(draft));
    },
  );
  api.delete(
    path,
    route({
      id: "deleteThingModelDraft",
      tag: MODEL_TAG,
      summary: "Discard the draft of a product's thing model",
      allow: "manage",
      status: 204,
      errors: ["not_found"],
    }),
    params(ByKey),
    (c) => {
      const { productKey } = c.req.valid("param");
      if (versions.removeDraft(productKey))
        audit(actorOf(c), { action: "product.discard-model-draft", target: productKey });
      return c.body(null, 204);
    },
  );
}

function addDiffRoute(api: Router, { products, versions }: ModelRoutesDeps): void {
  api.get(
    `${MODEL_PATH}/diff`,
    route({
      id: "diffThingModel",
      tag: MODEL_TAG,
      summary: "What is different between two versions of a thing model",
      description: "From the version in force to the draft, unless other versions are named.",
      allow: "read",
      returns: DiffJson,
      errors: ["not_found"],
    }),
    params(ByKey),
    query(v.object({ from: v.optional(Version), to: v.optional(Version, "draft") })),
    async (c) => {
      const { productKey, modelVersion } = products.get(c.req.valid("param").productKey);
      await versions.survey(productKey);
      const { from, to } = c.req.valid("query");
      return c.json(diffJson(versions.diff(productKey, nameOf(from) ?? modelVersion, nameOf(to) ?? "draft")));
    },
  );
}

function addPublishRoutes(api: Router, { products, versions, audit }: ModelRoutesDeps): void {
  api.post(
    `${MODEL_PATH}/publish`,
    route({
      id: "publishThingModel",
      tag: MODEL_TAG,
      summary: "Put the draft of a thing model in force",
      description: "With `If-Match` it fails when the draft has been changed since it was read.",
      allow: "manage",
      returns: PublishedJson,
      errors: ["not_found", "version_conflict", "type_change_needs_choice", "too_many_jobs"],
    }),
    params(ByKey),
    body(PublishBody),
    async (c) => {
      const actor = actorOf(c);
      await versions.survey(c.req.valid("param").productKey);
      const product = products.get(c.req.valid("param").productKey);
      const { note = "", typeChanges = {}, version } = c.req.valid("json");
      const { productKey, modelVersion } = product;
      const draft = versions.draft(productKey);
      if (draft !== undefined) requireMatch(c, product, [draft.etag]);
      checkIdentifiers(typeChanges);
      const options = { actor: actor.username, note, typeChanges, version };
      const published = versions.publish(productKey, options);
      const after = { modelVersion: published.product.modelVersion, note, typeChanges };
      audit(actor, { action: "product.publish-model", target: productKey, before: { modelVersion }, after });
      return c.json(publishedJson(published));
    },
  );
  api.post(
    `${MODEL_PATH}/rollback`,
    route({
      id: "rollBackThingModel",
      tag: MODEL_TAG,
      summary: "Put an older version of a thing model in force again, as a new version",
      description: "A draft stays as it is.",
      allow: "manage",
      returns: PublishedJson,
      errors: ["not_found", "type_change_needs_choice", "too_many_jobs"],
    }),
    params(ByKey),
    body(RollbackBody),
    async (c) => {
      const actor = actorOf(c);
      const { productKey } = c.req.valid("param");
      await versions.survey(productKey);
      const { modelVersion } = products.get(productKey);
      const { version, note = "", typeChanges = {} } = c.req.valid("json");
      checkIdentifiers(typeChanges);
      const published = versions.rollback(productKey, version, { actor: actor.username, note, typeChanges });
      const after = { modelVersion: published.product.modelVersion, rolledBackTo: version, typeChanges };
      audit(actor, {
        action: "product.roll-back-model",
        target: productKey,
        before: { modelVersion },
        after,
      });
      return c.json(publishedJson(published));
    },
  );
}

/** Names of properties that cannot be are a mistake of the caller, not a choice. */
function checkIdentifiers(typeChanges: Readonly<Record<string, unknown>>): void {
  const wrong = Object.keys(typeChanges).filter(
    (key) => !key.split(":").every((part) => IDENTIFIER_PATTERN.test(part)),
  );
  if (wrong.length === 0) return;
  throw new InvalidRequest(wrong.map((key) => ({ path: "typeChanges", message: `${key} is no identifier` })));
}

function nameOf(version: string | undefined): VersionName | undefined {
  return version === undefined || version === "draft" ? version : Number(version);
}

function draftJson({ model, basedOnVersion, actor, updatedAt }: Draft) {
  return { model, basedOnVersion, actor, updatedAt };
}

function publishedJson({ product, jobs }: Published) {
  return { modelVersion: product.modelVersion, jobs };
}
