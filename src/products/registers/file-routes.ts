import * as v from "valibot";
import {
  type ApiContext,
  type Audit,
  actorOf,
  BooleanText,
  InvalidRequest,
  named,
  params,
  query,
  type Router,
  route,
} from "../../http/http.ts";
import { problemsOf } from "../../kit/schema-problem.ts";
import { PropertySchema, type ThingModel } from "../../spine/model.ts";
import { type RegisterMap, RegisterMapSchema } from "../../spine/register-map.ts";
import type { Product, Products } from "../products.ts";
import { NoticeJson, noticesJson, uploadedBytes } from "../routes/uploaded-file.ts";
import type { ModelVersions } from "../versions/versions.ts";
import { type MapProposal, MERGE_MODES, mapDifferences, proposeMap, withoutPoints } from "./merge.ts";
import { MAP_EXPORTS, MAP_FORMATS, readMapFile, writeMapFile } from "./register-file.ts";
import type { RegisterMaps } from "./register-maps.ts";

export interface RegisterFileDeps {
  readonly products: Products;
  readonly versions: Pick<ModelVersions, "draft" | "putDraft" | "replace">;
  readonly registerMaps: RegisterMaps;
  readonly audit: Audit;
}

const PATH = "/products/:productKey/register-map";
const TAG = "products";
const FILE_BYTES = 4 * 1024 * 1024;
const ByKey = v.object({ productKey: v.string() });
const MEDIA = [
  "application/json",
  "text/csv",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/octet-stream",
  "multipart/form-data",
];
/** What becomes of points that the thing model has no property for. */
const MISSING = ["refuse", "leave-out", "add"] as const;

const ImportJson = named(
  "RegisterMapImport",
  v.object({
    format: v.picklist(MAP_FORMATS),
    parts: v.pipe(
      v.array(v.object({ name: v.string(), points: v.number() })),
      v.description("The units that the file has; `part` chooses one"),
    ),
    part: v.number(),
    map: v.pipe(RegisterMapSchema, v.description("As it is then, or would be")),
    differences: v.array(
      v.object({
        path: v.string(),
        kind: v.picklist(["added", "removed", "changed"]),
        fields: v.array(v.string()),
      }),
    ),
    notices: v.array(NoticeJson),
    missing: v.pipe(
      v.array(PropertySchema),
      v.description("Properties that points have none of in the thing model, as `missing=add` makes them"),
    ),
    isSaved: v.boolean(),
    model: v.pipe(
      v.picklist(["unchanged", "draft", "version"]),
      v.description("What `missing=add` did: a published product gets them in its draft"),
    ),
  }),
);
const ImportQuery = v.object({
  dryRun: v.optional(BooleanText, "false"),
  mode: v.optional(v.picklist(MERGE_MODES), "replace"),
  missing: v.optional(v.picklist(MISSING), "refuse"),
  part: v.optional(v.pipe(v.string(), v.regex(/^\d{1,4}$/, "must be a number")), "0"),
});
type Asked = v.InferOutput<typeof ImportQuery>;

/** `/products/{productKey}/register-map` as files: ours, Neuron's, yudao's and ThingsBoard's. */
export function addRegisterFileRoutes(api: Router, deps: RegisterFileDeps): void {
  addExportRoutes(api, deps);
  addImportRoute(api, deps);
}

function addExportRoutes(api: Router, { products, registerMaps }: RegisterFileDeps): void {
  api.get(
    `${PATH}/export`,
    route({
      id: "exportRegisterMap",
      tag: TAG,
      summary: "A register map as a file",
      description:
        "`csv` and `xlsx` are tables of ours, `json` the map itself, `neuron` a tag sheet, `thingsboard` a modbus.json of the gateway. `losses` tells what the last two have no words for.",
      allow: "read",
      returns: v.string(),
      errors: ["not_found"],
    }),
    params(ByKey),
    query(v.object({ format: v.optional(v.picklist(MAP_EXPORTS), "csv") })),
    async (c) => {
      const { productKey, model } = products.get(c.req.valid("param").productKey);
      const { format } = c.req.valid("query");
      const writing = { format, productKey, model, language: c.get("language") };
      const file = await writeMapFile(registerMaps.get(productKey), writing);
      c.header("content-type", file.contentType);
      c.header("content-disposition", `attachment; filename="${file.fileName}"`);
      return c.body(file.content);
    },
  );
  api.get(
    `${PATH}/losses`,
    route({
      id: "registerMapLosses",
      tag: TAG,
      summary: "What of a register map each format has no words for",
      allow: "read",
      returns: v.object({
        items: v.array(v.object({ format: v.picklist(MAP_EXPORTS), notices: v.array(NoticeJson) })),
      }),
      errors: ["not_found"],
    }),
    params(ByKey),
    async (c) => {
      const { productKey, model } = products.get(c.req.valid("param").productKey);
      const map = registerMaps.get(productKey);
      const items = await Promise.all(
        MAP_EXPORTS.map(async (format) => {
          const { notices } = await writeMapFile(map, { format, productKey, model, language: "en" });
          return { format, notices: noticesJson(notices) };
        }),
      );
      return c.json({ items });
    },
  );
}

function addImportRoute(api: Router, deps: RegisterFileDeps): void {
  const { products, registerMaps } = deps;
  api.post(
    `${PATH}/import`,
    route({
      id: "importRegisterMap",
      tag: TAG,
      summary: "Read a register map from a file of any format",
      description:
        "A table of ours (CSV or .xlsx, headings in Chinese or English) or our JSON, Neuron's tag sheet, yudao's points (JSON or table) and modbus.json of ThingsBoard's gateway, known by the content; as the body or as a form's `file`. `dryRun` tells what it would change and what is lost, and saves nothing. Points without a property are refused unless `missing` says to leave them out or to add the properties.",
      allow: "manage",
      returns: ImportJson,
      errors: ["not_found"],
      bodyBytes: FILE_BYTES,
      textBody: MEDIA,
    }),
    params(ByKey),
    query(ImportQuery),
    async (c) => {
      const product = products.get(c.req.valid("param").productKey);
      const asked = c.req.valid("query");
      const bytes = await uploadedBytes(c);
      const { format, parts, problems, map: whole } = await readMapFile(bytes, product.model);
      const part = parts[Number(asked.part)];
      if (problems.length > 0 || part === undefined)
        throw new InvalidRequest(
          problems.length > 0 ? [...problems] : [{ path: "part", message: "the file has no such unit" }],
        );
      const current = registerMaps.get(product.productKey);
      const proposal = proposeMap(current, {
        ...{ part, mode: asked.mode, model: product.model },
        ...(whole === undefined ? {} : { whole }),
      });
      const done = asked.dryRun
        ? { map: proposal.map, isSaved: false, model: "unchanged" as const }
        : save(c, deps, { product, current, proposal, asked, format });
      return c.json({
        format,
        parts: parts.map(({ name, points }) => ({ name, points: points.length })),
        part: Number(asked.part),
        ...done,
        differences: mapDifferences(current, done.map).map((one) => ({ ...one, fields: [...one.fields] })),
        notices: noticesJson([...part.notices, ...proposal.notices]),
        missing: [...proposal.missing],
      });
    },
  );
}

interface Saving {
  readonly product: Product;
  readonly current: RegisterMap;
  readonly proposal: MapProposal;
  readonly asked: Asked;
  readonly format: string;
}

function save(
  c: ApiContext,
  deps: RegisterFileDeps,
  { product, current, proposal, asked, format }: Saving,
): {
  map: RegisterMap;
  isSaved: boolean;
  model: "unchanged" | "draft" | "version";
} {
  const actor = actorOf(c);
  const { productKey } = product;
  const { missing } = proposal;
  if (missing.length > 0 && asked.missing === "refuse")
    throw new InvalidRequest(
      missing.map(({ identifier }) => ({
        path: `points.${identifier}`,
        message: "the thing model has no such property",
      })),
    );
  const checked = v.safeParse(RegisterMapSchema, proposal.map);
  if (!checked.success) throw new InvalidRequest(problemsOf(checked.issues));
  const isAdding = missing.length > 0 && asked.missing === "add";
  const model = isAdding
    ? addProperties(deps.versions, product, { missing, actor: actor.username })
    : "unchanged";
  // What is only in a draft has no property yet that the points could be of.
  const isWhole = missing.length === 0 || model === "version";
  const lacking = new Set(isWhole ? [] : missing.map(({ identifier }) => identifier));
  const map = withoutPoints(checked.output, lacking);
  if (model !== "unchanged")
    deps.audit(actor, {
      action: model === "draft" ? "product.save-model-draft" : "product.set-model",
      target: productKey,
      before: { modelVersion: product.modelVersion },
      after: { added: missing.map(({ identifier }) => identifier), format },
    });
  if (!Bun.deepEquals(current, map, true)) {
    deps.registerMaps.set(productKey, map, actor.username);
    deps.audit(actor, {
      action: "product.import-register-map",
      target: productKey,
      before: current,
      after: map,
    });
  }
  return { map, isSaved: true, model };
}

/** Throws where the model may not become so. */
function addProperties(
  versions: RegisterFileDeps["versions"],
  { productKey, model, status }: Product,
  { missing, actor }: Pick<MapProposal, "missing"> & { readonly actor: string },
): "draft" | "version" {
  const extended = (base: ThingModel): ThingModel => {
    const known = new Set(base.properties.map(({ identifier }) => identifier));
    const fresh = missing.filter(({ identifier }) => !known.has(identifier));
    return { ...base, properties: [...base.properties, ...fresh] };
  };
  if (status !== "published") {
    versions.replace(productKey, extended(model), actor);
    return "version";
  }
  versions.putDraft(productKey, extended(versions.draft(productKey)?.model ?? model), actor);
  return "draft";
}
