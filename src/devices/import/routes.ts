import * as v from "valibot";
import {
  type ApiContext,
  type Audit,
  actorOf,
  BooleanText,
  body,
  makeRouter,
  named,
  params,
  query,
  type Router,
  route,
} from "../../http/http.ts";
import { JobJson, type Jobs, jobJson } from "../../jobs/jobs.ts";
import { byteStream } from "../../kit/byte-stream.ts";
import { AppError } from "../../spine/error.ts";
import { requireKey } from "./import-input.ts";
import { CHECK_KIND, IMPORT_FILE, IMPORT_KIND } from "./import-job.ts";
import { ColumnsSchema } from "./rows/columns.ts";
import { templateCsv, templateXlsx } from "./template.ts";
import type { Preview, Uploads } from "./uploads.ts";

export interface ImportRoutesDeps {
  readonly jobs: Jobs;
  readonly uploads: Uploads;
  readonly audit: Audit;
}

const tag = "devices";
const FILE_BYTES = 64 * 1024 * 1024;
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const FILE_MEDIA = ["text/csv", XLSX, "application/octet-stream", "multipart/form-data"];
const FILE_ERRORS = [
  "payload_too_large",
  "table_not_a_table",
  "table_not_a_zip",
  "table_too_large",
  "table_too_many_rows",
  "table_too_many_columns",
  "table_cell_too_long",
  "table_unclosed_quote",
  "table_no_sheet",
  "table_bad_row_number",
] as const;

const Mode = v.pipe(
  v.picklist(["upsert", "create", "update"]),
  v.description("`upsert`: create what is missing and change what is there"),
);
const Key = v.pipe(
  v.string(),
  v.regex(/^(name|secret|tag:[\p{L}\p{N}_.-]{1,64})$/u, "must be name, secret or tag:<key>"),
  v.transform((text) => text as "name" | "secret" | `tag:${string}`),
  v.metadata({ wire: { type: "string" } }),
  v.description("How a row finds its device: by product and device name, by secret, or by a tag"),
);
const ProductKey = v.pipe(v.string(), v.maxLength(64), v.description("Of rows that name no product"));
const Sheet = v.pipe(v.string(), v.maxLength(64), v.description("Of an .xlsx file; the first unless given"));

const StartQuery = v.object({
  mode: v.optional(Mode, "upsert"),
  key: v.optional(Key, "name"),
  productKey: v.optional(ProductKey),
  sheet: v.optional(Sheet),
  makesGroups: v.optional(BooleanText, "true"),
  dryRun: v.optional(BooleanText, "false"),
  fileName: v.optional(v.pipe(v.string(), v.maxLength(200)), ""),
});
const StartBody = v.strictObject({
  columns: v.pipe(ColumnsSchema, v.description("What each column is: a field, `tag:<key>`, or empty")),
  mode: Mode,
  key: Key,
  productKey: v.optional(ProductKey),
  sheet: v.optional(Sheet),
  makesGroups: v.optional(v.boolean(), true),
  dryRun: v.pipe(v.boolean(), v.description("Check only: the same counts and errors, nothing written")),
  fileName: v.optional(v.pipe(v.string(), v.maxLength(200)), ""),
});
const PreviewJson = named(
  "ImportPreview",
  v.object({
    fileId: v.string(),
    sheets: v.array(v.string()),
    headings: v.array(v.string()),
    columns: v.pipe(v.array(v.string()), v.description("What each column is by its heading")),
    sample: v.array(v.array(v.string())),
    rowCount: v.number(),
  }),
);

/** `/devices/import` and the files that wait for it. */
export function importRoutes(deps: ImportRoutesDeps): Router {
  const api = makeRouter();
  addUpload(api, deps);
  addStart(api, deps);
  addOneCall(api, deps);
  addTemplate(api);
  return api;
}

function addUpload(api: Router, { uploads }: ImportRoutesDeps): void {
  api.post(
    "/device-import-files",
    route({
      id: "uploadImportFile",
      tag,
      summary: "Upload a table of devices, to look at and to map before it is imported",
      description:
        "CSV or .xlsx, up to 64 MB and 200,000 rows, as the body or as a form's `file`. Kept for a day.",
      allow: "manage",
      reach: "filtered",
      status: 201,
      returns: PreviewJson,
      bodyBytes: FILE_BYTES,
      textBody: FILE_MEDIA,
      errors: [...FILE_ERRORS],
    }),
    query(v.object({ sheet: v.optional(Sheet) })),
    async (c) => {
      const { bytes } = await fileOf(c);
      const preview = await kept(uploads, bytes, (id) => uploads.preview(id, c.req.valid("query").sheet));
      return c.json(previewJson(preview), 201);
    },
  );
  api.get(
    "/device-import-files/:fileId",
    route({
      id: "previewImportFile",
      tag,
      summary: "An uploaded table: its headings, what they mean, and the first rows",
      allow: "manage",
      reach: "filtered",
      returns: PreviewJson,
      errors: ["import_file_gone", ...FILE_ERRORS],
    }),
    params(v.object({ fileId: v.string() })),
    query(v.object({ sheet: v.optional(Sheet) })),
    async (c) =>
      c.json(previewJson(await uploads.preview(c.req.valid("param").fileId, c.req.valid("query").sheet))),
  );
}

function addStart(api: Router, deps: ImportRoutesDeps): void {
  api.post(
    "/device-import-files/:fileId/start",
    route({
      id: "startImport",
      tag,
      summary: "Import an uploaded table, or check it",
      description:
        "Answers at once with the job that does it. A check keeps the file, an import takes it. Who reaches only a " +
        "part of the devices changes these, and creates new ones in groups that he reaches; other rows are refused.",
      allow: "manage",
      reach: "filtered",
      status: 202,
      returns: JobJson,
      errors: ["import_file_gone", "import_no_heading", "too_many_jobs", ...FILE_ERRORS],
    }),
    params(v.object({ fileId: v.string() })),
    body(StartBody),
    async (c) => {
      const { columns, ...wanted } = c.req.valid("json");
      const preview = await deps.uploads.preview(c.req.valid("param").fileId, wanted.sheet);
      return start(c, deps, { ...wanted, preview: { ...preview, columns }, isTaken: !wanted.dryRun });
    },
  );
}

function addOneCall(api: Router, deps: ImportRoutesDeps): void {
  api.post(
    "/devices/import",
    route({
      id: "importDevices",
      tag,
      summary: "Import a table of devices in one call; columns are known by their headings",
      description:
        "CSV or .xlsx as the body, or as a form's `file`, up to 64 MB and 200,000 rows. Answers at once with the job " +
        "that does it; `dryRun=true` checks the same and writes nothing. Empty cells leave a device's value as it is.",
      allow: "manage",
      reach: "filtered",
      status: 202,
      returns: JobJson,
      bodyBytes: FILE_BYTES,
      textBody: FILE_MEDIA,
      errors: ["import_no_heading", "too_many_jobs", ...FILE_ERRORS],
    }),
    query(StartQuery),
    async (c) => {
      const { fileName, ...wanted } = c.req.valid("query");
      const { bytes, name } = await fileOf(c);
      return kept(deps.uploads, bytes, async (fileId) => {
        const preview = await deps.uploads.preview(fileId, wanted.sheet);
        return start(c, deps, { ...wanted, fileName: fileName || name, preview, isTaken: true });
      });
    },
  );
}

function addTemplate(api: Router): void {
  api.get(
    "/device-import-template",
    route({
      id: "downloadImportTemplate",
      tag,
      summary: "An example of a table to import, in your language",
      allow: "read",
      reach: "filtered",
      media: "text/csv",
    }),
    query(v.object({ format: v.optional(v.picklist(["csv", "xlsx"]), "csv") })),
    (c) => {
      const { format } = c.req.valid("query");
      const language = c.get("language");
      const headers = {
        "content-type": format === "csv" ? "text/csv; charset=utf-8" : XLSX,
        "content-disposition": `attachment; filename="devices.${format}"`,
      };
      if (format === "csv") return c.body(templateCsv(language), 200, headers);
      return c.body(byteStream(templateXlsx(language)), 200, headers);
    },
  );
}

interface Wanted {
  readonly preview: Preview;
  readonly mode: "upsert" | "create" | "update";
  readonly key: "name" | "secret" | `tag:${string}`;
  readonly productKey?: string | undefined;
  readonly sheet?: string | undefined;
  readonly makesGroups: boolean;
  readonly dryRun: boolean;
  readonly fileName: string;
  /** The job has the file for itself. */
  readonly isTaken: boolean;
}

/** Keeps the bytes, unless `use` throws: then nobody learns how the file is called. */
async function kept<T>(uploads: Uploads, bytes: Uint8Array, use: (fileId: string) => Promise<T>): Promise<T> {
  const fileId = await uploads.keep(bytes);
  try {
    return await use(fileId);
  } catch (cause) {
    uploads.remove(fileId);
    throw cause;
  }
}

function start(c: ApiContext, { jobs, uploads, audit }: ImportRoutesDeps, wanted: Wanted) {
  const { preview, dryRun, fileName, isTaken, ...settings } = wanted;
  const { fileId, headings, columns, rowCount } = preview;
  requireKey({ columns: [...columns], key: settings.key });
  const actor = actorOf(c);
  const title = fileName || "CSV";
  const job = jobs.start(dryRun ? CHECK_KIND : IMPORT_KIND, {
    input: { ...settings, fileId, headings, columns, rowCount },
    actor: actor.username,
    scopes: actor.permissions.reach.scopes,
    title,
    ...(isTaken && { files: { [IMPORT_FILE]: uploads.path(fileId) } }),
  });
  const { mode, key, productKey } = settings;
  const after = {
    job: job.id,
    rows: rowCount,
    mode,
    key,
    ...(productKey === undefined ? {} : { productKey }),
  };
  if (!dryRun) audit(actor, { action: "device.import", target: title, after });
  return c.json(jobJson(job, c.get("language")), 202);
}

function previewJson(preview: Preview): v.InferOutput<typeof PreviewJson> {
  return {
    ...preview,
    sheets: [...preview.sheets],
    headings: [...preview.headings],
    columns: [...preview.columns],
    sample: preview.sample.map((cells) => [...cells]),
  };
}

/** The body itself, or the file of a form. Throws `invalid_request`. */
async function fileOf(c: ApiContext): Promise<{ bytes: Uint8Array; name: string }> {
  const isForm = c.req.header("content-type")?.startsWith("multipart/form-data") ?? false;
  const file = isForm ? (await c.req.parseBody()).file : undefined;
  if (isForm && !(file instanceof File))
    throw new AppError("invalid_request", { detail: "the form has no file" });
  const bytes = file instanceof File ? await file.bytes() : new Uint8Array(await c.req.arrayBuffer());
  if (bytes.length === 0) throw new AppError("invalid_request", { detail: "the file is empty" });
  return { bytes, name: file instanceof File ? file.name : "" };
}
