// /audit: the trail to search, and as a file to take away.

import * as v from "valibot";
import {
  type Audit,
  actorOf,
  decodeCursor,
  InvalidRequest,
  makePage,
  makeRouter,
  named,
  pageOf,
  pageQuery,
  query,
  type Router,
  route,
  TimeText,
} from "../../http/http.ts";
import { byteStream } from "../../kit/byte-stream.ts";
import { isTimeZone } from "../../kit/local-time.ts";
import { AppError } from "../../spine/error.ts";
import type { AuditRow } from "../table.ts";
import { auditCsv, auditXlsx } from "./audit-file.ts";
import type { AuditFilter } from "./audit-store.ts";

export interface AuditRoutesDeps {
  listAudit(filter: AuditFilter): AuditRow[];
  readonly audit: Audit;
  /** The site's, for files that name no other. */
  readonly timeZone: string;
}

const AUDIT = { tag: "audit", allow: "admin" } as const;
/** Each keeps a core busy. */
const EXPORTS_MAX = 2;
const RETRY_S = 10;
const MEDIA = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

const AuditRecord = named(
  "AuditRecord",
  v.object({
    id: v.number(),
    at: v.number(),
    actor: v.string(),
    address: v.string(),
    action: v.string(),
    target: v.string(),
    before: v.pipe(v.unknown(), v.description("null when there was nothing; secrets are masked")),
    after: v.unknown(),
  }),
);

const filterQuery = {
  q: v.optional(
    v.pipe(v.string(), v.maxLength(200), v.description("Text in who, what or on what; case does not matter")),
  ),
  actor: v.optional(
    v.pipe(v.string(), v.maxLength(64), v.description("The whole name; of a key `key:` and its name")),
  ),
  action: v.optional(
    v.pipe(v.string(), v.maxLength(64), v.description("`user.create`, or `user` for all that begins so")),
  ),
  address: v.optional(v.pipe(v.string(), v.maxLength(64), v.description("The whole address"))),
  from: v.optional(v.pipe(TimeText, v.description("UTC ms, itself included"))),
  to: v.optional(v.pipe(TimeText, v.description("UTC ms, itself included"))),
};
const TimeZone = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check(isTimeZone, "must be an IANA time zone, as Asia/Shanghai"),
  v.description("IANA name; the zone of the site unless given"),
);
const ExportQuery = v.object({
  ...filterQuery,
  format: v.optional(v.picklist(["csv", "xlsx"]), "csv"),
  timeZone: v.optional(TimeZone),
});

/** The trail's routes, to be mounted under the API. */
export function auditRoutes(deps: AuditRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/audit",
    route({
      ...AUDIT,
      id: "listAudit",
      summary: "What people and keys did or were refused, newest first",
      description: "Kept for 180 days. All filters that are given must hold.",
      returns: pageOf(AuditRecord),
    }),
    query(v.object({ ...pageQuery, ...filterQuery })),
    (c) => {
      const { limit, cursor, ...asked } = c.req.valid("query");
      const filter = filterOf(asked);
      const [at, id] = decodeCursor(cursor, v.tuple([v.number(), v.number()])) ?? [];
      const before = at === undefined || id === undefined ? undefined : { at, id };
      const rows = deps.listAudit({ ...filter, before, limit: limit + 1 });
      return c.json(makePage(rows, limit, (last) => [last.at, last.id]));
    },
  );
  addExportRoute(api, deps);
  return api;
}

function addExportRoute(api: Router, deps: AuditRoutesDeps): void {
  let running = 0;
  api.get(
    "/audit/export",
    route({
      ...AUDIT,
      id: "exportAudit",
      summary: "The audit trail as a CSV or XLSX file, by the filters of the list",
      description:
        "Newest first; headings are in both languages and name the time zone. The file is written as it is read, " +
        "however long. Recorded in the audit trail.",
      media: MEDIA.csv,
      returns: v.string(),
      errors: ["too_many_exports"],
    }),
    query(ExportQuery),
    (c) => {
      const { format, timeZone = deps.timeZone, ...asked } = c.req.valid("query");
      const filter = filterOf(asked);
      if (running >= EXPORTS_MAX)
        throw new AppError("too_many_exports", { limit: EXPORTS_MAX, retryAfterS: RETRY_S });
      // HEAD asks whether it may; nothing is taken away.
      if (c.req.method === "GET")
        deps.audit(actorOf(c), { action: "audit.export", target: format, after: { ...filter, timeZone } });
      const file = { list: deps.listAudit, filter, timeZone };
      // Counted only while it is read: a stream that nobody begins to read never ends either.
      async function* counted(): AsyncGenerator<Uint8Array> {
        running += 1;
        try {
          yield* format === "csv" ? auditCsv(file) : auditXlsx(file);
        } finally {
          running -= 1;
        }
      }
      return c.body(byteStream(counted()), 200, {
        "content-type": MEDIA[format],
        "content-disposition": `attachment; filename="audit.${format}"`,
      });
    },
  );
}

type Asked = Omit<AuditFilter, "before" | "limit">;

/** An empty text asks for nothing. Throws InvalidRequest for a range that ends before it begins. */
function filterOf({ from, to, ...texts }: Asked): Asked {
  if (from !== undefined && to !== undefined && from > to)
    throw new InvalidRequest([{ path: "to", message: "must not be before from" }]);
  const given = Object.entries(texts).filter(([, text]) => text !== undefined && text.trim() !== "");
  return { ...Object.fromEntries(given.map(([name, text]) => [name, text?.trim()])), from, to };
}
