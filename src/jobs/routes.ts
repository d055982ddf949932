import * as v from "valibot";
import {
  type ApiContext,
  type Audit,
  actorOf,
  decodeCursor,
  integerText,
  makePage,
  makeRouter,
  pageOf,
  pageQuery,
  params,
  query,
  type Router,
  reachOf,
  requireMay,
  route,
} from "../http/http.ts";
import { byteStream } from "../kit/byte-stream.ts";
import { CSV_BOM, csvLine } from "../kit/csv-text.ts";
import { AppError, describeError, type Language } from "../spine/error.ts";
import { JOB_STATES, type Job, JobJson, type Jobs, jobJson } from "./jobs.ts";

export interface JobsRoutesDeps {
  readonly jobs: Jobs;
  readonly audit: Audit;
}

const tag = "jobs";
const ErrorRowJson = v.object({ row: v.number(), column: v.string(), code: v.string(), text: v.string() });
const ById = v.object({ id: integerText(0, 999_999_999_999_999) });
const ListQuery = v.object({
  ...pageQuery,
  state: v.optional(v.picklist(JOB_STATES)),
  kind: v.optional(v.pipe(v.string(), v.maxLength(64))),
});

/** `/jobs`: what long work is under way or was done, and its files. Jobs are started by the routes of their rooms. */
export function jobsRoutes(deps: JobsRoutesDeps): Router {
  const api = makeRouter();
  addReads(api, deps);
  for (const act of ["cancel", "pause", "resume"] as const) addAct(api, deps, act);
  addRemove(api, deps);
  addErrorRows(api, deps);
  addFiles(api, deps);
  return api;
}

function addReads(api: Router, { jobs }: JobsRoutesDeps): void {
  api.get(
    "/jobs",
    route({
      id: "listJobs",
      tag,
      summary: "Long work, newest first; kept 30 days",
      allow: "read",
      reach: "filtered",
      returns: pageOf(JobJson),
    }),
    query(ListQuery),
    (c) => {
      const { limit, cursor, ...filter } = c.req.valid("query");
      const before = decodeCursor(cursor, v.tuple([v.number()]))?.[0];
      const found = jobs.list({
        ...filter,
        ...ownOnly(c),
        ...(before === undefined ? {} : { before }),
        limit: limit + 1,
      });
      const page = makePage(found, limit, ({ id }) => [id]);
      const items = page.items.filter((job) => isShown(c, job));
      return c.json({ ...page, items: items.map((job) => jobJson(job, c.get("language"))) });
    },
  );
  api.get(
    "/jobs/:id",
    route({
      id: "getJob",
      tag,
      summary: "One job, with its progress",
      allow: "read",
      reach: "filtered",
      returns: JobJson,
      errors: ["not_found"],
    }),
    params(ById),
    (c) => c.json(jobJson(shownJob(c, jobs, c.req.valid("param").id), c.get("language"))),
  );
}

const SUMMARIES = {
  cancel: "End a job; what it has done stays",
  pause: "Let a job rest; it goes on where it was",
  resume: "Go on with a paused or failed job, from where it was",
} as const;

function addAct(api: Router, { jobs, audit }: JobsRoutesDeps, act: keyof typeof SUMMARIES): void {
  api.post(
    `/jobs/:id/${act}`,
    route({
      id: `${act}Job`,
      tag,
      summary: SUMMARIES[act],
      description: "Needs also what starting a job of its kind needs.",
      allow: "command",
      reach: "filtered",
      returns: JobJson,
      errors: ["not_found", "job_state"],
    }),
    params(ById),
    (c) => {
      const job = permitted(c, jobs, c.req.valid("param").id);
      const changed = jobs[act](job.id);
      audit(actorOf(c), {
        action: `job.${act}`,
        target: String(job.id),
        after: { kind: job.kind, title: job.title },
      });
      return c.json(jobJson(changed, c.get("language")));
    },
  );
}

function addRemove(api: Router, { jobs, audit }: JobsRoutesDeps): void {
  api.delete(
    "/jobs/:id",
    route({
      id: "removeJob",
      tag,
      summary: "Forget an ended job and its files",
      allow: "command",
      reach: "filtered",
      status: 204,
      errors: ["not_found", "job_state"],
    }),
    params(ById),
    (c) => {
      const job = permitted(c, jobs, c.req.valid("param").id);
      jobs.remove(job.id);
      audit(actorOf(c), {
        action: "job.remove",
        target: String(job.id),
        before: { kind: job.kind, title: job.title },
      });
      return c.body(null, 204);
    },
  );
}

/** For pages: what was wrong, without the rows themselves, which may hold secrets. */
function addErrorRows(api: Router, { jobs }: JobsRoutesDeps): void {
  api.get(
    "/jobs/:id/error-rows",
    route({
      id: "listJobErrors",
      tag,
      summary: "The first refused rows, with the reason in your language",
      allow: "read",
      reach: "filtered",
      returns: v.object({ items: v.array(ErrorRowJson) }),
      errors: ["not_found"],
    }),
    params(ById),
    query(v.object({ limit: pageQuery.limit })),
    async (c) => {
      const items: v.InferOutput<typeof ErrorRowJson>[] = [];
      const { limit } = c.req.valid("query");
      for await (const { row, column, code, params } of jobs.errorsOf(
        shownJob(c, jobs, c.req.valid("param").id).id,
      )) {
        items.push({ row, column, code, text: describeError(code, params, c.get("language")) });
        if (items.length >= limit) break;
      }
      return c.json({ items });
    },
  );
}

function addFiles(api: Router, { jobs, audit }: JobsRoutesDeps): void {
  api.get(
    "/jobs/:id/errors",
    route({
      id: "downloadJobErrors",
      tag,
      summary: "The refused rows as CSV, with the reason in your language",
      description:
        "Row number, column, reason, then the row as it was given. It may hold secrets: the look is recorded.",
      allow: "command",
      reach: "filtered",
      media: "text/csv",
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const job = permitted(c, jobs, c.req.valid("param").id);
      audit(actorOf(c), { action: "job.download-errors", target: String(job.id) });
      return download(errorLines(jobs, job.id, c.get("language")), `errors-${job.id}.csv`);
    },
  );
  api.get(
    "/jobs/:id/result",
    route({
      id: "downloadJobResult",
      tag,
      summary: "What the job made, as a file",
      description: "It may hold secrets that were made up: the look is recorded.",
      allow: "command",
      reach: "filtered",
      media: "text/csv",
      errors: ["not_found"],
    }),
    params(ById),
    (c) => {
      const job = permitted(c, jobs, c.req.valid("param").id);
      const path = jobs.resultPath(job.id);
      audit(actorOf(c), { action: "job.download-result", target: String(job.id) });
      return download(Bun.file(path).stream(), `${job.id}-${jobs.resultNameOf(job.kind)}`);
    },
  );
}

const ERROR_HEADS = { en: ["Row", "Column", "Reason"], "zh-CN": ["行号", "列", "原因"] } as const;

async function* errorLines(jobs: Jobs, id: number, language: Language): AsyncGenerator<string> {
  yield CSV_BOM + csvLine([...ERROR_HEADS[language], ...(await jobs.headerOf(id))]);
  for await (const { row, column, code, params, cells } of jobs.errorsOf(id))
    yield csvLine([row, column, describeError(code, params, language), ...cells]);
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}

function download(content: ReadableStream<Uint8Array> | AsyncGenerator<string>, name: string): Response {
  const stream = content instanceof ReadableStream ? content : byteStream(encoded(content));
  const headers = {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${name}"`,
  };
  return new Response(stream, { headers });
}

/** Jobs work on devices of anywhere: who reaches only a part has those that he started. */
function ownOnly(c: ApiContext): { readonly actor?: string } {
  return reachOf(c).isAll ? {} : { actor: actorOf(c).username };
}

/** Of his own not those that reached further than he does now: their errors and results tell of what he lost. */
function isShown(c: ApiContext, { actor: starter, scopes }: Job): boolean {
  const { actor = starter } = ownOnly(c);
  return starter === actor && scopes.every((scope) => reachOf(c).includes(scope));
}

/** Throws `not_found`, also for a job that is not shown. */
function shownJob(c: ApiContext, jobs: Jobs, id: number): Job {
  const job = jobs.get(id);
  if (!isShown(c, job)) throw new AppError("not_found", { what: `job ${id}` });
  return job;
}

/** Throws `not_found`, or `forbidden` for who may not start jobs of this kind. */
function permitted(c: ApiContext, jobs: Jobs, id: number): Job {
  const job = shownJob(c, jobs, id);
  const { area, action } = jobs.needsOf(job.kind);
  requireMay(actorOf(c), area, action);
  return job;
}
