import * as v from "valibot";
import {
  type Audit,
  actorOf,
  BooleanText,
  makeRouter,
  query,
  type Router,
  requireMay,
  route,
} from "../../http/http.ts";
import { byteStream } from "../../kit/byte-stream.ts";
import { askerOf, type QueryDeps, resolveFilter } from "../listing/device-query.ts";
import { filterQuery } from "../listing/filter-schema.ts";
import { type ExportDeps, exportCsv, exportXlsx } from "./export-table.ts";

export type ExportRoutesDeps = ExportDeps & QueryDeps & { readonly audit: Audit };

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ExportQuery = v.object({
  ...filterQuery,
  format: v.optional(v.picklist(["csv", "xlsx"]), "csv"),
  secrets: v.optional(
    v.pipe(BooleanText, v.description("With the devices' secrets, which needs `manage` and is recorded")),
    "false",
  ),
});

/** `GET /devices/export`. */
export function exportRoutes(deps: ExportRoutesDeps): Router {
  const api = makeRouter();
  api.get(
    "/devices/export",
    route({
      id: "exportDevices",
      tag: "devices",
      summary: "Devices as a CSV or XLSX file, by the filter of the list",
      description: "The import takes the file back. Recorded in the audit trail.",
      allow: "read",
      reach: "filtered",
      media: "text/csv",
      errors: ["not_found"],
    }),
    query(ExportQuery),
    (c) => {
      const { format, secrets, ...named } = c.req.valid("query");
      const actor = actorOf(c);
      if (secrets) requireMay(actor, "devices", "manage");
      const asker = askerOf(c);
      const filter = () => resolveFilter(deps, named, asker);
      // What is wrong with it is told before the file begins.
      filter();
      const options = { filter, reach: asker.reach, hasSecrets: secrets };
      if (c.req.method === "GET")
        deps.audit(actor, {
          action: "device.export",
          target: format,
          after: { ...named, hasSecrets: secrets },
        });
      const bytes = format === "csv" ? exportCsv(options, deps) : exportXlsx(options, deps);
      return c.body(byteStream(bytes), 200, {
        "content-type": format === "csv" ? "text/csv; charset=utf-8" : XLSX,
        "content-disposition": `attachment; filename="devices.${format}"`,
      });
    },
  );
  return api;
}
